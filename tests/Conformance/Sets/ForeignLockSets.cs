using System.Text.Json;
using PythonEnv.Diagnostics;
using PythonEnv.Locks.Model;
using PythonEnv.Locks.Poetry;
using PythonEnv.Locks.Uv;
using PythonEnv.Packaging.Requirements;

namespace PythonEnv.Conformance.Sets;

/// <summary>The locks of uv and Poetry: what one environment needs of a member, with extras and groups.</summary>
internal static class ForeignLockSets
{
    public static IReadOnlyList<CaseSet> All { get; } =
    [
        new("uvlock/cases", (@case, context) => Compare(@case, SelectFromUv(@case, context))),
        new("poetrylock/cases", (@case, context) => Compare(@case, SelectFromPoetry(@case, context))),
    ];

    private static Selection SelectFromUv(JsonElement @case, CaseContext context)
    {
        var diagnostics = new DiagnosticBag();
        string path = PathOf(@case, context);
        UvLock? lockFile = UvLockReader.Read(File.ReadAllBytes(path), path, new ProjectFiles(_ => null, _ => []), diagnostics);
        if (lockFile is null)
            return new Selection([], diagnostics);
        var wish = new LockWish { Package = @case.Text("package"), Extras = @case.Texts("extras"), Groups = @case.Texts("groups") };
        return new Selection(
            [.. lockFile.Select(wish, EnvironmentOf(@case, context), diagnostics)
                .Select(package => UvFileReader.Read(package, diagnostics))
                .OfType<LockEntry>()],
            diagnostics);
    }

    private static Selection SelectFromPoetry(JsonElement @case, CaseContext context)
    {
        var diagnostics = new DiagnosticBag();
        string path = PathOf(@case, context);
        var projects = new ProjectFiles(file => File.Exists(file) ? File.ReadAllBytes(file) : null, static _ => []);
        PoetryLock? lockFile = PoetryLockReader.Read(File.ReadAllBytes(path), path, projects, diagnostics);
        if (lockFile is null)
            return new Selection([], diagnostics);
        var wish = new LockWish { Extras = @case.Texts("extras"), Groups = @case.Texts("groups") };
        return new Selection(
            [.. lockFile.Select(wish, EnvironmentOf(@case, context), diagnostics).Select(package => package.ToEntry())], diagnostics);
    }

    private static string PathOf(JsonElement @case, CaseContext context) =>
        Path.GetFullPath(Path.Combine(context.Folder, "locks", @case.Text("lock")));

    private static MarkerEnvironment EnvironmentOf(JsonElement @case, CaseContext context) =>
        MarkerEnvironments.Read(
            context.Sibling("environments.json").First(entry => entry.Text("name") == @case.Text("env")).GetProperty("environment"));

    private static string? Compare(JsonElement @case, Selection selection)
    {
        if (@case.TextOrNull("error") is not null)
            return selection.Diagnostics.HasErrors ? null : "selected, though there is an error";
        if (selection.Diagnostics.HasErrors)
            return string.Join("; ", selection.Diagnostics);
        // The tools write what lies on the machine without its name.
        LockEntry[] packages = [.. selection.Packages.Where(package => package.Directory is null && package.Archive?.Path is null)];
        return Difference.Of(
            @case.GetProperty("pins"),
            packages.Where(package => UrlOf(package) is null).ToDictionary(p => p.Name.Value, p => p.Version!.ToString()))
            ?? Difference.Of(
                @case.GetProperty("urls"), packages.Where(package => UrlOf(package) is not null).ToDictionary(p => p.Name.Value, UrlOf))
            ?? Expect.Same("hashes", @case.GetProperty("hashes").GetInt32(), packages.Sum(HashesOf));
    }

    private static string? UrlOf(LockEntry package) => package switch
    {
        { Vcs: { } vcs } => $"{vcs.Type}+{vcs.Url}@{vcs.CommitId}{Fragment(vcs.Subdirectory)}",
        { Archive: { } archive } => archive.Url + Fragment(archive.Subdirectory),
        _ => null,
    };

    private static string Fragment(string? subdirectory) => subdirectory is null ? "" : $"#subdirectory={subdirectory}";

    private static int HashesOf(LockEntry package)
    {
        IEnumerable<LockFileSource?> files = [package.Archive, package.Sdist, .. package.Wheels];
        return (package.OnIndex?.Hashes.Length ?? 0) + files.OfType<LockFileSource>().Sum(file => file.Hashes.Length);
    }

    private sealed record Selection(IReadOnlyList<LockEntry> Packages, DiagnosticBag Diagnostics);
}
