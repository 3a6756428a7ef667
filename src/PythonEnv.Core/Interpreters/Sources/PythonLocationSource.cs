using System.Collections.Immutable;
using PythonEnv.Hosts;

namespace PythonEnv.Interpreters.Sources;

/// <summary>The installation that <c>actions/setup-python</c> has chosen. (<c>UsePythonVersion@0</c> puts its choice first on <c>PATH</c> instead.)</summary>
internal sealed class PythonLocationSource : FolderSource
{
    private const string Variable = "pythonLocation";

    public override string Name => Variable;

    public override bool IsChosenByUser => true;

    public override ImmutableArray<string> Places(HostFacts host) => host.Variable(Variable) is { } folder ? [folder] : [];

    // Its folder in the tool cache is named after the architecture; the version is one above.
    public override IEnumerable<InterpreterCandidate> Find(HostFacts host) => Places(host).SelectMany(folder =>
        InstallationFolder.Executables(host, folder, InterpreterHint.FromName(host.Paths.Name(host.Paths.Folder(folder)))));
}
