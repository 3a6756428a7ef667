using System.Text;
using PythonEnv.Cache;
using PythonEnv.Environments;
using PythonEnv.Installing.Linking;
using PythonEnv.Packaging.Records;
using PythonEnv.Wheels;

namespace PythonEnv.Installing;

/// <summary>The rows that an installed RECORD takes over from the wheel's, with the paths of the environment.</summary>
internal static class RecordRows
{
    // Of a signature of RECORD itself, which has no row.
    private static readonly RecordEntry s_nothing = new("");

    /// <param name="archive">The archive.</param>
    /// <param name="linker">Knows where its files have gone.</param>
    /// <param name="layout">The environment.</param>
    /// <param name="isLeftOut">Whether a file was left to another distribution, by absolute path; null: none was.</param>
    /// <param name="generated">Rows of files that are not as in the wheel.</param>
    public static IEnumerable<RecordEntry> OfWheel(
        CachedArchive archive, ArchiveLinker linker, EnvironmentLayout layout, IReadOnlyCollection<RecordEntry> generated,
        Func<string, bool>? isLeftOut)
    {
        ArchiveManifest manifest = archive.Manifest;
        string own = $"{manifest.DistInfo}/RECORD";
        Dictionary<string, RecordEntry> rows = archive.ReadRecord().ByPath();
        HashSet<string> rewritten = generated.Select(row => row.Path).ToHashSet(StringComparer.Ordinal);
        foreach (ManifestFile file in manifest.Files)
        {
            ReadOnlySpan<byte> inWheel = manifest.Utf8At(file.Source)[ManifestBuilder.Tree.Length..];
            string source = Encoding.UTF8.GetString(inWheel);
            string path = file.Scheme is not (InstallScheme.SitePackages or InstallScheme.DistInfo)
                ? InstalledPath(layout, linker.TargetOf(file))
                : inWheel.SequenceEqual(manifest.Utf8At(file.Target)) ? source : manifest.NameAt(file.Target);
            bool isAbsent = isLeftOut?.Invoke(linker.TargetOf(file)) == true || (file.Scheme is InstallScheme.Scripts
                && ScriptWriter.IsShadowed(manifest.NameAt(file.Target), manifest.Commands));
            if (!isAbsent && !rewritten.Contains(path))
            {
                RecordEntry row = rows.GetValueOrDefault(source, s_nothing);
                yield return row.Path == path ? row : row with { Path = path };
            }
        }
        yield return new RecordEntry(own);
    }

    /// <summary>As RECORD writes a path: relative to site-packages, with <c>/</c>; absolute on another drive.</summary>
    public static string InstalledPath(EnvironmentLayout layout, string path) =>
        Path.GetRelativePath(layout.SitePackages, path).Replace(Path.DirectorySeparatorChar, '/');
}
