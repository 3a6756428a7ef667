using System.Text;
using PythonEnv.Declarations;
using PythonEnv.Diagnostics;
using PythonEnv.Engine.Context;
using PythonEnv.Engine.Stages;
using PythonEnv.Host.Files;
using PythonEnv.Indexes.Configuration;
using PythonEnv.Installing;
using PythonEnv.Locking;
using PythonEnv.Locks.Standard;
using PythonEnv.Requirements.Files;
using PythonEnv.Requirements.Options;

namespace PythonEnv.Engine.Locking;

/// <summary>
/// A lock and what it is made from, as files: both are written or none. What somebody else has written since they were read stays, and is
/// PYENV4004; a disk that takes no more is PYENV4002.
/// </summary>
/// <param name="draft">What one of the inputs is to be; null where none is edited.</param>
internal sealed class LockFiles(RestoreContext context, LockPlace place, InputDraft? draft = null)
{
    private string Name => Path.GetFileName(place.Path);

    /// <summary>The lock stays as it is, for what is written now as well.</summary>
    public void Keep()
    {
        if (TryWrite(place.Existing?.Bytes, static () => { }))
            context.Log.Output($"{Name} is up to date");
    }

    /// <summary>Writes the lock if its bytes differ, and says what changed.</summary>
    public void Write(LockRequest request, LockResult result)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(result.Text!);
        TryWrite(bytes, () => WriteLock(request, result, bytes));
    }

    private bool TryWrite(byte[]? made, Action writeLock)
    {
        if (FindChanged(made) is { } changed)
        {
            context.Report(DiagnosticCatalog.EnvironmentHeld.At(
                new SourceSpan(changed), $"`{Path.GetFileName(changed)}` was changed while the lock was made",
                "another command or an editor has written it, and it stays so", "Run this again"));
            return false;
        }
        try
        {
            // Whoever repeats a command that was killed between the two finishes it. A list that becomes the input would be lost.
            if (draft is not null && !File.Exists(draft.Path))
                draft.Write();
            writeLock();
            draft?.Write();
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            string folder = Path.GetDirectoryName(place.Path)!;
            context.Report(DiskProblem.OfFile(e, folder) with { Where = context.Declaration.At(DeclaredNames.Requirements) });
            if (draft is not null)
            {
                AtomicFile.PutBack(draft.Path, draft.Before);
                AtomicFile.PutBack(place.Path, place.Existing?.Bytes);
            }
            return false;
        }
    }

    // What somebody else has written meanwhile would be lost, and whoever wrote it was told that it stands there.
    private string? FindChanged(byte[]? made) =>
        draft is not null && !RegularFile.Holds(draft.Path, draft.Before) && !RegularFile.Holds(draft.Path, draft.Bytes) ? draft.Path
        : !RegularFile.Holds(place.Path, place.Existing?.Bytes) && !RegularFile.Holds(place.Path, made) ? place.Path
        : null;

    private void WriteLock(LockRequest request, LockResult result, byte[] bytes)
    {
        foreach (string change in result.Changes)
            context.Log.Output(change);
        if (place.IsInputItself)
        {
            if (draft is null)
                AtomicFile.Rewrite(place.AdoptedInput, place.Existing!.Bytes, like: place.Path);
            context.Log.Output($"What was in {Name} is in {Path.GetFileName(place.AdoptedInput)} now: edit that, and commit both");
        }
        if (place.Existing is { } existing && existing.Bytes.AsSpan().SequenceEqual(bytes))
        {
            context.Log.Output($"{Name} stays as it is");
            return;
        }
        string[] lost = [.. LostSources(request)];
        Directory.CreateDirectory(Path.GetDirectoryName(place.Path)!);
        AtomicFile.Rewrite(place.Path, bytes);
        foreach (string source in lost)
        {
            context.Log.Output($"{Name} named `{source}`, which nothing else does: it is not asked any more. "
                + $"Write it into {string.Join(", ", place.From.Select(Path.GetFileName))} to go on with it");
        }
        context.Log.Output(
            $"Wrote {Name}: {Counted.Of(result.Content!.Packages.Length, "pin")} for {string.Join(", ", request.Targets)}");
    }

    // pip-compile and uv write into their lock where its distributions came from, be it that only their command line said so.
    private IEnumerable<string> LostSources(LockRequest request)
    {
        if (place.IsInputItself || place.Existing is not { Text: null } || PylockFile.IsFileName(place.Path))
            return [];
        IndexOptions before = RequirementsFileReader.Read(place.Path, LockQuestion.ReadOptions(context)).Options;
        return Sources(before).Except(Sources(request.Inputs.Options)).Except(Sources(IndexOptions.None));

        IEnumerable<string> Sources(IndexOptions options)
        {
            IndexSettings settings = DistributionSource.ReadSettings(context, prefix: "", options, []);
            return settings.Indexes.Select(index => index.Location.ToString().TrimEnd('/'))
                .Concat(settings.FindLinks.Select(links => links.Text));
        }
    }
}
