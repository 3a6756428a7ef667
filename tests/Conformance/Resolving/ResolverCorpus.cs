using System.Text.Json;
using PythonEnv.Conformance.Tags;
using PythonEnv.Packaging.Tags;
using PythonEnv.Resolving.Terms;

namespace PythonEnv.Conformance.Resolving;

/// <summary>What the cases of the resolver corpus share: environments and the larger indexes, each read once.</summary>
/// <param name="folder">Holds <c>environments.json</c>, <c>indexes</c> and <c>cases</c>.</param>
internal sealed class ResolverCorpus(string folder)
{
    private readonly Dictionary<string, CaseIndex> _indexes = new(StringComparer.Ordinal);

    public Dictionary<string, ResolveTarget> Environments { get; } = ReadJson(Path.Combine(folder, "environments.json"))
        .EnumerateObject()
        .ToDictionary(one => one.Name, one => new ResolveTarget(one.Name, MarkerEnvironments.Read(one.Value.GetProperty("markers")),
            ReadTags(one.Value)));

    public CaseIndex Index(string name)
    {
        if (!_indexes.TryGetValue(name, out CaseIndex? index))
            _indexes[name] = index = new CaseIndex(ReadJson(Path.Combine(folder, "indexes", name + ".json")));
        return index;
    }

    private static SupportedTags ReadTags(JsonElement environment) => new(environment.Texts("tags").Select(WheelTags.Parse));

    private static JsonElement ReadJson(string path) => JsonSerializer.Deserialize<JsonElement>(File.ReadAllBytes(path));
}
