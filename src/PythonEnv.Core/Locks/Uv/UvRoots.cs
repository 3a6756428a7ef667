using System.Collections.Immutable;
using PythonEnv.Diagnostics;
using PythonEnv.Locks.Model;
using PythonEnv.Locks.Toml;
using PythonEnv.Packaging.Requirements;

namespace PythonEnv.Locks.Uv;

/// <summary>Finds the members whose dependencies are wanted, and holds against the lock what is wanted of them.</summary>
internal sealed class UvRoots(UvLock lockFile, LockWish wish, DiagnosticBag diagnostics)
{
    /// <returns>Empty for the lock of a script, which has no project; empty after reported errors.</returns>
    public ImmutableArray<UvPackage> Find()
    {
        ImmutableArray<UvPackage> members = [.. lockFile.Packages.Where(package => lockFile.Members.Contains(package.Name))];
        PackageName? wanted = wish.Package is { } declared ? PackageName.Normalize(declared) : lockFile.ProjectBeside;
        ImmutableArray<UvPackage> roots = wanted is null ? RootOf(members) : [.. members.Where(package => package.Name == wanted)];
        if (wanted is not null && roots.IsEmpty)
        {
            string name = Path.GetFileName(lockFile.Path);
            diagnostics.Add(DiagnosticCatalog.DeclarationUnreadable.At(
                wish.PackageAt,
                wish.Package is null
                    ? $"`{name}` does not know `{wanted}`, the project of the `pyproject.toml` beside it"
                    : $"`{name}` has no member `{wanted}`",
                LockWish.List("member", members.Select(member => member.Name.Value)),
                $"Declare one of them with `PythonEnvLockPackage`, or run `{LockTool.Uv.Lock}`"));
            return [];
        }
        diagnostics.AddRange(wish.Unknown(
            lockFile.Path, [.. roots.SelectMany(ExtrasOf)], [.. roots.SelectMany(GroupsOf), .. lockFile.Manifest.Groups.Names]));
        return roots;
    }

    // A workspace whose root is no project stands for all of its members.
    private static ImmutableArray<UvPackage> RootOf(ImmutableArray<UvPackage> members) =>
        members.FirstOrDefault(member => member.Source.IsFolder && member.Source.Location is "." or "") is { } root ? [root] : members;

    private static IEnumerable<string> ExtrasOf(UvPackage member) =>
        member.Extras.Names.Concat((member.Metadata?["provides-extras"]).Texts().Select(text => text.Value));

    private static IEnumerable<string> GroupsOf(UvPackage member) => member.Groups.Names
        .Concat((member.Metadata?["requires-dev"] ?? member.Metadata?["dependency-groups"]).Members().Select(group => group.Key));
}
