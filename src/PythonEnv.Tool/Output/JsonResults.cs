using PythonEnv.Declarations;
using PythonEnv.Engine.Locking;
using PythonEnv.Running;

namespace PythonEnv.Tool.Output;

/// <summary>What a command found out, for the document of <c>--json</c>; null where it is not about such things.</summary>
internal sealed class JsonResults
{
    public List<JsonEnvironment>? Environments { get; private set; }

    public IReadOnlyList<JsonInterpreter>? Interpreters { get; set; }

    public List<JsonOutdated>? Outdated { get; private set; }

    public List<JsonNode>? Graph { get; private set; }

    public List<JsonTests>? Tests { get; private set; }

    public void Add(JsonEnvironment environment) => (Environments ??= []).Add(environment);

    public void Add(DeclaredValues environment, IEnumerable<OutdatedPin> pins) =>
        (Outdated ??= []).AddRange(pins.Select(pin => JsonOutdated.Of(environment, pin)));

    public void Add(DeclaredValues environment, IEnumerable<PinNode> nodes) =>
        (Graph ??= []).AddRange(nodes.Select(node => JsonNode.Of(environment, node)));

    public void Add(DeclaredValues environment, TestOutcome outcome, string results) =>
        (Tests ??= []).Add(new JsonTests(
            environment.Environment, outcome.Runner, outcome.Passed, outcome.Failed, outcome.Skipped, results));
}

/// <summary>A pin that has a newer version.</summary>
/// <param name="Allowed">The newest that the declaration allows; null where it allows none.</param>
internal sealed record JsonOutdated(string Environment, string Name, string Pinned, string? Allowed, string Newest)
{
    public static JsonOutdated Of(DeclaredValues environment, OutdatedPin pin) =>
        new(environment.Environment, pin.Name.Value, pin.Pinned.ToString(), pin.Allowed?.ToString(), pin.Newest.ToString());
}

/// <summary>A distribution of the graph.</summary>
internal sealed record JsonNode(string Environment, string Name, string? Version, bool Direct, IReadOnlyList<JsonEdge> Requires)
{
    public static JsonNode Of(DeclaredValues environment, PinNode node) => new(
        environment.Environment, node.Name.Value, node.Version?.ToString(), node.IsDirect,
        [.. node.Requires.Select(edge => new JsonEdge(edge.Name.Value, edge.Requirement))]);
}

/// <param name="Requirement">As METADATA has it.</param>
internal sealed record JsonEdge(string Name, string Requirement);

/// <summary>A run of tests.</summary>
/// <param name="Runner">Empty where the run broke off.</param>
/// <param name="Results">The file of the results in the JUnit form; absolute.</param>
internal sealed record JsonTests(string Environment, string Runner, int Passed, int Failed, int Skipped, string Results);
