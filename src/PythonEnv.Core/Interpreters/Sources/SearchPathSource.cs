using System.Collections.Immutable;
using PythonEnv.Host;

namespace PythonEnv.Interpreters.Sources;

/// <summary>
/// What <c>PythonEnvInterpreterSearchPath</c> names: an executable, an installation, a folder of installations, or a folder of executables.
/// </summary>
internal sealed class SearchPathSource(ImmutableArray<string> entries) : FolderSource
{
    public override string Name => "PythonEnvInterpreterSearchPath";

    public override bool IsChosenByUser => true;

    public override ImmutableArray<string> Places(HostFacts host) => entries;

    public override IEnumerable<InterpreterCandidate> Find(HostFacts host) => entries.SelectMany(entry => In(entry, host));

    /// <summary>What a path of a person's choice leads to.</summary>
    public static IEnumerable<InterpreterCandidate> In(string path, HostFacts host)
    {
        if (!host.Files.FolderExists(path))
        {
            // A dangling link is a find too: it says what was meant.
            bool isThere = host.Files.FileExists(path) || host.Files.LinkTarget(path) is not null;
            return isThere ? [new InterpreterCandidate(path, InterpreterHint.FromName(host.Paths.Name(path)))] : [];
        }
        ImmutableArray<InterpreterCandidate> own =
            [.. InstallationFolder.Executables(host, path), .. host.IsWindows ? [] : InstallationFolder.ExecutablesIn(host, path)];
        return own.IsEmpty ? InstallationFolder.ExecutablesBelow(host, path) : own;
    }
}
