using System.Globalization;
using PythonEnv.Packaging.Versions;

namespace PythonEnv.Interpreters;

/// <summary>What came of running the probe: facts, or the reason why the interpreter can't be used.</summary>
internal sealed record ProbeResult
{
    /// <summary>The oldest Python that an environment can be made of.</summary>
    public static PythonVersion Oldest { get; } = PythonVersion.Parse("3.7");

    private ProbeResult(InterpreterFacts? facts, string json, string problem, PythonVersion? version, string implementation)
    {
        Facts = facts;
        Json = json;
        Problem = problem;
        Version = version;
        Implementation = implementation;
    }

    public InterpreterFacts? Facts { get; }

    /// <summary>The facts as the interpreter printed them; empty without facts.</summary>
    public string Json { get; }

    /// <summary>Completes a sentence that begins with the executable: <c>is Python 2.7.18, older than 3.7</c>. Empty with facts.</summary>
    public string Problem { get; }

    /// <summary>Whether it was waited for in vain.</summary>
    public bool IsSilent { get; private init; }

    /// <summary>Also known of an interpreter that is too old; null of one that did not answer.</summary>
    public PythonVersion? Version { get; }

    /// <summary>Empty of one that did not answer.</summary>
    public string Implementation { get; }

    public static ProbeResult Of(InterpreterFacts facts, string json) => new(facts, json, "", facts.Version, facts.Implementation);

    public static ProbeResult TooOld(PythonVersion version, string implementation) =>
        new(null, "", $"is Python {version}, older than {Oldest}", version, implementation);

    public static ProbeResult NoAnswer(TimeSpan within) =>
        Failed(string.Create(CultureInfo.InvariantCulture, $"did not answer within {within.TotalSeconds:0.#} s")) with { IsSilent = true };

    public static ProbeResult Failed(string problem) => new(null, "", problem, null, "");
}
