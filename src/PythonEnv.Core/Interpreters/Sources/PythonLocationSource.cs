using System.Collections.Immutable;
using PythonEnv.Host;

namespace PythonEnv.Interpreters.Sources;

/// <summary>
/// The installation that a pipeline's step has chosen: <c>pythonLocation</c> of <c>actions/setup-python</c>, which Azure Pipelines
/// passes on from <c>UsePythonVersion@0</c> in capitals. Of PyPy it may be the folder of the executable.
/// </summary>
internal sealed class PythonLocationSource : FolderSource
{
    private static readonly string[] Variables = ["pythonLocation", "PYTHONLOCATION"];

    public override string Name => "pythonLocation";

    public override bool IsChosenByUser => true;

    public override ImmutableArray<string> Places(HostFacts host) =>
        [.. Variables.Select(host.Variable).OfType<string>().Where(host.Paths.IsAbsolute).Distinct(host.Paths.Comparer).Take(1)];

    public override IEnumerable<InterpreterCandidate> Find(HostFacts host) =>
        Places(host).SelectMany(folder => SearchPathSource.In(folder, host));
}
