using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using PythonEnv.Cache;
using PythonEnv.Diagnostics;
using PythonEnv.Host;
using PythonEnv.Host.Files;
using PythonEnv.Host.Platform;
using PythonEnv.Host.Processes;
using PythonEnv.Installing.Linking;
using PythonEnv.Packaging.Requirements;
using PythonEnv.RemoteCaching;

namespace PythonEnv.Installing.Compiling;

/// <summary>
/// Byte-code that is made once per archive and interpreter, by worker processes of that interpreter, and linked into every environment
/// afterwards. It holds the time and size of its source, which a link keeps, and no path, which the import system fills in.
/// </summary>
/// <remarks>RECORD does not list it: it can be made again, and removing a distribution removes it whoever made it.</remarks>
/// <param name="cache">Holds the archives.</param>
/// <param name="processes">Runs the interpreter.</param>
/// <param name="remote">Has what other machines have compiled; null where none is declared.</param>
internal sealed class ByteCompiler(ArchiveCache cache, IProcessRunner processes, RemoteCache? remote = null) : IByteCompiler
{
    /// <summary>The program that compiles.</summary>
    public const string Script = "compile_modules.py";

    /// <summary>Below this, starting another process costs more than it brings.</summary>
    private const int FewestModules = 16;

    /// <inheritdoc/>
    public async Task<ImmutableArray<Diagnostic>> CompileAsync(
        ImmutableArray<CachedArchive> archives, InstallRequest request, IProgress<InstallProgress>? progress,
        CancellationToken cancellation)
    {
        InstallTarget target = request.Target;
        if (target.CacheTag.Length == 0)
            return [];
        ByteCodeStore store = new(cache, target);
        RemoteByteCode? shared = remote is null ? null : new RemoteByteCode(remote, store, target);
        LinkPolicy policy = LinkPolicy.For(target.Layout, target.LinkMode);
        // Nothing lists the digests of byte-code: what is doubted is made anew.
        bool isDoubted = request.ProvesCache;
        ImmutableArray<CachedArchive> left = archives;
        // What turns out to be damaged is made anew, once. Without its byte-code a module only loads slower.
        for (int attempt = 0; attempt < 2 && left.Length > 0; attempt++)
        {
            CachedArchive[] missing = [.. left.Where(archive => isDoubted || store.Find(archive) is null)];
            if (missing.Length > 0 && shared is not null && !isDoubted)
                missing = await LeaveOutTakenAsync(missing, shared, cancellation).ConfigureAwait(false);
            if (missing.Length > 0
                && await MakeAsync(missing, isDoubted, store, shared, target, progress, cancellation).ConfigureAwait(false) is { } failure)
                return [failure];
            ConcurrentQueue<CachedArchive> damaged = [];
            ParallelWork.ForEach(left, NativeSystem.Processors, archive => Link(archive, store, target, policy, damaged), cancellation);
            (left, isDoubted) = ([.. damaged], false);
        }
        return [];
    }

    /// <summary>What other machines have not compiled either.</summary>
    private async Task<CachedArchive[]> LeaveOutTakenAsync(
        CachedArchive[] archives, RemoteByteCode shared, CancellationToken cancellation)
    {
        string temporary = cache.NewTemporaryFolder();
        try
        {
            bool[] taken = await Task.WhenAll(archives.Select(
                (archive, i) => shared.TakeAsync(archive, Path.Combine(temporary, $"{i}"), cancellation))).ConfigureAwait(false);
            return [.. archives.Where((_, i) => !taken[i])];
        }
        finally
        {
            shared.DeleteFetched();
            FileChange.DeleteFolder(temporary);
        }
    }

    private async Task<Diagnostic?> MakeAsync(
        CachedArchive[] archives,
        bool isDoubted,
        ByteCodeStore store,
        RemoteByteCode? shared,
        InstallTarget target,
        IProgress<InstallProgress>? progress,
        CancellationToken cancellation)
    {
        string temporary = cache.NewTemporaryFolder();
        try
        {
            IEnumerable<string> shares = Shares(JobsOf(archives, store, temporary));
            IEnumerable<Task<ProcessResult>> workers = shares.Select(share => RunAsync(share, target, cancellation));
            ProcessResult[] results = await Task.WhenAll(workers).ConfigureAwait(false);
            if (results.FirstOrDefault(result => result.ExitCode != 0) is { } failed)
            {
                if (CompilerOutput.Refusal(failed) is { } refusal)
                    throw refusal;
                return DiagnosticCatalog.InstallerFailed.At(
                    SourceSpan.None,
                    "the modules can't be byte-compiled",
                    $"`{target.BaseExecutable}` ended with {failed.Ending}: {failed.StandardError.Trim()}",
                    "Mend the interpreter, or set `PythonEnvCompile` to `false`");
            }
            for (int i = 0; i < archives.Length; i++)
            {
                store.Publish(archives[i], Path.Combine(temporary, $"{i}"), isDoubted);
                PackageName name = PackageName.Normalize(archives[i].Manifest.Name);
                progress?.Report(new InstallProgress(InstallStage.Compiling, name, i + 1, archives.Length));
            }
            if (shared is not null)
            {
                await Task.WhenAll(archives.Select(
                    (archive, i) => shared.KeepAsync(archive, Path.Combine(temporary, $"{i}.zip"), cancellation))).ConfigureAwait(false);
            }
            return null;
        }
        finally
        {
            FileChange.DeleteFolder(temporary);
        }
    }

    /// <summary>A line for each module, as <c>compile_modules.py</c> reads it, with the size of the module.</summary>
    /// <param name="temporary">Gets a folder for each archive, named by its number.</param>
    private static List<(long Size, string Line)> JobsOf(CachedArchive[] archives, ByteCodeStore store, string temporary)
    {
        List<(long Size, string Line)> jobs = [];
        for (int i = 0; i < archives.Length; i++)
        {
            string tree = Path.Combine(temporary, $"{i}", ManifestBuilder.Tree);
            Directory.CreateDirectory(tree);
            foreach ((ManifestFile source, string compiled) in store.ModulesOf(archives[i]))
            {
                string[] job = [archives[i].PathOf(source), Path.Combine(tree, compiled), archives[i].Manifest.NameAt(source.Target)];
                jobs.Add((source.Size, JsonSerializer.Serialize(job)));
            }
        }
        return jobs;
    }

    private Task<ProcessResult> RunAsync(string jobs, InstallTarget target, CancellationToken cancellation) => processes.RunAsync(
        new ProcessInvocation(
            target.BaseExecutable,
            ["-I", "-S", "-B", "-X", "utf8", "-W", "ignore", "-c", EmbeddedScript.Read(Script)],
            target.Layout.Root,
            PythonEnvironmentVariables.Clean(target.Host.Environment))
        {
            StandardInput = jobs,
        },
        cancellation);

    /// <summary>As many as there are processors, of about the same size, the large modules first.</summary>
    private static IEnumerable<string> Shares(List<(long Size, string Line)> jobs)
    {
        int count = Math.Clamp(jobs.Count / FewestModules, 1, NativeSystem.Processors);
        StringBuilder[] shares = [.. Enumerable.Range(0, count).Select(_ => new StringBuilder())];
        long[] sizes = new long[shares.Length];
        foreach ((long size, string line) in jobs.OrderByDescending(job => job.Size))
        {
            int lightest = Array.IndexOf(sizes, sizes.Min());
            shares[lightest].Append(line).Append('\n');
            sizes[lightest] += size + 1;
        }
        return shares.Select(share => share.ToString());
    }

    private static void Link(
        CachedArchive archive, ByteCodeStore store, InstallTarget target, LinkPolicy policy, ConcurrentQueue<CachedArchive> damaged)
    {
        // A pruning, or a build that doubted it, has taken it away.
        if (store.Find(archive) is not { } compiled)
        {
            damaged.Enqueue(archive);
            return;
        }
        using ArchiveLinker linker = ArchiveLinker.Create(compiled, new SchemeFolders(target.Layout, compiled.Manifest.Name), policy);
        foreach (ManifestDirectory directory in compiled.Manifest.Directories)
            linker.MakeDirectory(directory);
        foreach (ManifestFile file in compiled.Manifest.Files)
        {
            Placement placement = linker.Place(file, out _);
            if (placement is Placement.Occupied)
                placement = linker.Replace(file);
            if (placement is Placement.Damaged)
            {
                store.Drop(archive);
                damaged.Enqueue(archive);
                return;
            }
        }
    }
}
