using System.Text.Json;
using PythonEnv.Host;
using PythonEnv.Host.Files;

namespace PythonEnv.Interpreters;

/// <summary>
/// Remembers what a probe found, in <c>interpreters</c> of the cache folder, for as long as the interpreter's identity stays. One file
/// for each executable, five lines: version of the script, path, identity, facts, checksum. A file that can't be read is made anew, one
/// that can't be written is done without. Failures are not kept, nor answers of an executable that only starts another one: what it starts
/// may change while it stays.
/// </summary>
/// <param name="isReadOnly">Only read it.</param>
internal sealed class InterpreterCache(
    string cacheDirectory, IInterpreterProbe probe, HostFacts host, bool isReadOnly = false) : IInterpreterProbe
{
    private static readonly string ScriptVersion = Hash(InterpreterProbe.Script);

    public async Task<ProbeResult> ProbeAsync(string executable, CancellationToken cancellation)
    {
        string entry = Path.Combine(new UserCache(cacheDirectory).Interpreters, Hash(executable));
        if (Read(entry, executable) is { } known)
            return known;

        ProbeResult result = await probe.ProbeAsync(executable, cancellation).ConfigureAwait(false);
        if (!isReadOnly && result.Facts is { } facts
            && host.Paths.Comparer.Equals(host.RealPath(facts.Executable), host.RealPath(executable))
            && InterpreterIdentity.Of(executable, facts.StandardLibrary, host) is { } identity)
            Write(entry, executable, identity, result.Json);
        return result;
    }

    private ProbeResult? Read(string entry, string executable)
    {
        try
        {
            string[] lines = SealedText.Read(entry)?.Split('\n') ?? [];
            return lines is [var script, var path, var stamp, var json]
                && script == ScriptVersion
                && path == executable
                && InterpreterIdentity.TryParse(stamp, out InterpreterIdentity? identity)
                && identity.IsThatOf(executable, host.Files)
                    ? InterpreterFactsReader.Read(json)
                    : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    private void Write(string entry, string executable, InterpreterIdentity identity, string json)
    {
        try
        {
            FileChange.MakeFolderOf(entry);
            // Every run writes here first: what else it leaves in the cache can be pruned, whatever becomes of the run.
            CacheMark.Put(cacheDirectory);
            AtomicFile.WriteAllText(entry, SealedText.Seal($"{ScriptVersion}\n{executable}\n{identity}\n{json.Trim()}"));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A cache that can't be written costs the next build a probe, and must not cost this one its success.
        }
    }

    private static string Hash(string text) => Digest.OfText(text)[..32];
}
