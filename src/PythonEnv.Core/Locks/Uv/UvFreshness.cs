using System.Collections.Immutable;
using PythonEnv.Diagnostics;
using PythonEnv.Locks.Model;
using PythonEnv.Locks.Toml;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Versions;

namespace PythonEnv.Locks.Uv;

/// <summary>
/// Holds what a <c>uv.lock</c> keeps of its members' <c>pyproject.toml</c> against what they say now: dependencies, extras and groups, the
/// Pythons; and of the root the constraints, the overrides, what it states in place of METADATA, and the folders of its workspace.
/// </summary>
/// <remarks>
/// What the lock does not tell is not compared: dynamic dependencies, members that are not here, sources of several conditions, settings
/// of a <c>uv.toml</c>.
/// </remarks>
internal sealed class UvFreshness(UvLock lockFile, DiagnosticBag diagnostics)
{
    private readonly UvMarkerComparison _markers = new(lockFile.RequiresPython);

    /// <summary>PYENV6001 for each file that says something else, at the first line that is new.</summary>
    public void Check()
    {
        foreach (UvPackage member in lockFile.Packages.Where(package => package.Source.IsFolder && lockFile.Members.Contains(package.Name)))
            CheckMember(member);
        CheckRoot();
    }

    private void CheckMember(UvPackage member)
    {
        string folder = Path.GetFullPath(member.Source.Location, lockFile.Folder);
        if (lockFile.Projects.In(folder) is not { } pyproject || pyproject.Table("project") is not { } project)
            return;
        // A lock of a later revision may leave the metadata of its members out.
        if (member.Metadata is null && !lockFile.KeepsMetadata)
            return;
        var differences = new List<UvDifference>();
        UvSources sources = SourcesOf(pyproject, folder);
        HashSet<string> dynamic = [.. (project["dynamic"]).Texts().Select(text => text.Value)];
        List<UvRequirement> locked = UvRequirement.ReadLocked(member.Metadata?["requires-dist"], lockFile.Folder);
        List<UvRequirement> declared = UvRequirement.ReadDeclared((project["dependencies"]).Texts(), null, sources);
        foreach (TomlMember extra in (project["optional-dependencies"]).Members())
            declared.AddRange(UvRequirement.ReadDeclared(extra.Value.Texts(), extra.Key, sources));
        if (!dynamic.Overlaps(["dependencies", "optional-dependencies"]))
            differences.AddRange(Compare(declared, locked));
        differences.AddRange(
            CompareGroups(UvGroups.Of(pyproject), member.Metadata?["requires-dev"] ?? member.Metadata?["dependency-groups"], sources));
        Report(folder, differences);
    }

    private void CheckRoot()
    {
        if (lockFile.Projects.In(lockFile.Folder) is not { } pyproject)
            return;
        var differences = new List<UvDifference>();
        UvSources sources = SourcesOf(pyproject, lockFile.Folder);
        TomlTable? manifest = lockFile.Manifest.Entry, settings = pyproject.Table("tool").Table("uv");
        differences.AddRange(CompareSetting("constraint-dependencies", "constraints"));
        differences.AddRange(CompareSetting("override-dependencies", "overrides"));
        if (pyproject.Table("project") is null)
            differences.AddRange(CompareGroups(UvGroups.Of(pyproject), manifest?["dependency-groups"], sources));
        if (PythonDifference() is { } pythons)
            differences.Add(pythons);
        differences.AddRange(CompareStatements(settings));
        differences.AddRange(new UvWorkspace(lockFile, settings).Differences());
        Report(lockFile.Folder, differences);

        IEnumerable<UvDifference> CompareSetting(string key, string lockedKey) => Compare(
            UvRequirement.ReadDeclared((settings?[key]).Texts(), null, sources),
            UvRequirement.ReadLocked(manifest?[lockedKey], lockFile.Folder));
    }

    // Beside a `uv.toml` the settings of the `pyproject.toml` do not count.
    private IEnumerable<UvDifference> CompareStatements(TomlTable? settings)
    {
        if (lockFile.Projects.Has(Path.Combine(lockFile.Folder, "uv.toml")))
            yield break;
        List<UvStatement> rest = [.. lockFile.Manifest.Statements];
        foreach (UvStatement declared in UvStatement.ReadAll(settings?["dependency-metadata"]))
        {
            if (rest.RemoveAll(locked => declared.IsSame(locked, _markers)) == 0)
                yield return new UvDifference($"+ {declared} (line {declared.Where.Line})", declared.Where);
        }
        foreach (UvStatement locked in rest)
            yield return new UvDifference($"- {locked}", null);
    }

    private UvSources SourcesOf(TomlTable pyproject, string folder) => new(
        pyproject.Table("tool")
            .Table("uv")
            .Table("sources"), lockFile.Projects
            .In(lockFile.Folder)
            .Table("tool")
            .Table("uv")
            .Table("sources"), folder);

    private IEnumerable<UvDifference> CompareGroups(UvGroups declared, TomlNode? locked, UvSources sources)
    {
        ImmutableArray<string> lockedNames = [.. locked.Members().Select(group => group.Key)];
        foreach (string group in declared.Names.Union(lockedNames))
        {
            List<UvRequirement> now =
            [
                .. declared[group].SelectMany(member => UvRequirement.ReadDeclared([member.Text], null, sources)
                    .Select(requirement => requirement with { Marker = Marker.Both(requirement.Marker, member.Pythons) })),
            ];
            foreach (UvDifference difference in Compare(now, UvRequirement.ReadLocked((locked as TomlTable)?[group], lockFile.Folder)))
                yield return difference with { Text = $"{difference.Text} in group `{group}`" };
        }
    }

    private IEnumerable<UvDifference> Compare(List<UvRequirement> declared, List<UvRequirement> locked)
    {
        List<UvRequirement> rest = [.. locked];
        foreach (UvRequirement requirement in declared.Where(requirement => requirement.Source?.IsUnclear == true))
            rest.RemoveAll(entry => entry.Name == requirement.Name);
        foreach (UvRequirement requirement in declared.Where(requirement => requirement.Source?.IsUnclear != true))
        {
            // What is said twice may be kept once.
            if (locked.Find(entry => requirement.IsSame(entry, _markers)) is { } same)
                rest.Remove(same);
            else
                yield return new UvDifference($"+ {Shown(requirement, locked)} (line {requirement.Where.Line})", requirement.Where);
        }
        foreach (UvRequirement entry in rest)
            yield return new UvDifference($"- {Shown(entry, declared)}", null);
    }

    // With its source, where that is what differs.
    private string Shown(UvRequirement requirement, List<UvRequirement> others)
    {
        bool hasMoved = others.Find(other => other.Name == requirement.Name) is { } other
            && !UvRequirementSource.AreSame(requirement.Source, other.Source);
        return hasMoved ? $"{requirement} from {requirement.Source?.Shown(lockFile.Folder) ?? "an index"}" : requirement.ToString();
    }

    // uv keeps the Pythons that all members admit.
    private UvDifference? PythonDifference()
    {
        var declared = new List<SpecifierSet>();
        SourceSpan? where = null;
        foreach (UvPackage member in lockFile.Packages.Where(package => package.Source.IsFolder && lockFile.Members.Contains(package.Name)))
        {
            TomlTable? pyproject = lockFile.Projects.In(Path.GetFullPath(member.Source.Location, lockFile.Folder));
            // Groups may have Pythons of their own, which narrow it further.
            if (pyproject is null || pyproject.Table("tool").Table("uv").Table("dependency-groups") is not null)
                return null;
            if (pyproject.Table("project")?["requires-python"] is TomlString text
                && SpecifierSet.TryParse(text.Value, out SpecifierSet? pythons, out _))
            {
                declared.Add(pythons);
                where ??= text.Span;
            }
        }
        if (declared.Count == 0 || lockFile.RequiresPython is not { } locked)
            return null;
        bool same = UvMarkerComparison.Pythons.All(
            python => locked.Contains(python) == declared.TrueForAll(one => one.Contains(python)));
        return same ? null : new UvDifference(
            $"~ requires-python {string.Join(" and ", declared.Distinct())} (locked: {locked})", where);
    }

    private void Report(string folder, List<UvDifference> differences)
    {
        if (differences.Count == 0)
            return;
        string file = ProjectFiles.PathIn(folder);
        SourceSpan where = differences.Find(difference => difference.Where is not null)?.Where ?? new SourceSpan(file);
        diagnostics.Add(DiagnosticCatalog.LockOutdated.At(
            where, $"`{Path.GetFileName(lockFile.Path)}` is older than the `pyproject.toml` it was made from",
            string.Join(", ", differences.Select(difference => difference.Text)), $"Run `{LockTool.Uv.Lock}`"));
    }
}

/// <summary>One thing that is not as it was when the lock was made.</summary>
/// <param name="Text"><c>+</c> for what is new, <c>-</c> for what is gone, <c>~</c> for what has changed.</param>
/// <param name="Where">The line of what is new; null for what is gone.</param>
internal sealed record UvDifference(string Text, SourceSpan? Where);
