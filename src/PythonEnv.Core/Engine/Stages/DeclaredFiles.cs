using System.Collections.Immutable;
using PythonEnv.Declarations;
using PythonEnv.Diagnostics;
using PythonEnv.Engine.Context;
using PythonEnv.Host.Files;
using PythonEnv.Locking.Inputs;
using PythonEnv.Requirements;

namespace PythonEnv.Engine.Stages;

/// <summary>The declared requirements files by their names, before anything in them is read.</summary>
internal sealed class DeclaredFiles(RestoreContext context)
{
    private const int MostShown = 5;

    private EnvironmentDeclaration Declaration => context.Declaration;

    /// <summary>
    /// Reports PYENV2001 where nothing is declared and nothing lies beside the project by itself; names what lies there instead.
    /// </summary>
    public void ReportNone()
    {
        string names = string.Join(", ", DeclaredNames.DefaultRequirements.Select(file => $"`{file}`"));
        string lists = Lists([Declaration.ProjectDirectory, Path.Combine(Declaration.ProjectDirectory, "requirements")]);
        context.Report(Neighbour() is { } foreign
            ? Missing(
                "no requirements are declared", $"there is `{foreign.Name}`, {foreign.Kind}, which a build does not read",
                $"{foreign.Remedy}, and commit it")
            : Missing(
                "no requirements are declared",
                $"neither `PythonEnvRequirements` nor one of {names} beside the project says what to install{lists}",
                lists.Length > 0
                    ? "Set `PythonEnvRequirements` to what is to be installed"
                    : "Put a pinned `requirements.txt` beside the project"));
    }

    /// <summary>Those that can be read; PYENV2001 for each that is not there, PYENV2002 for each that is another tool's.</summary>
    /// <param name="paths">Absolute paths or URLs.</param>
    /// <param name="name">What declares them.</param>
    public ImmutableArray<string> Police(ImmutableArray<string> paths, string name)
    {
        ImmutableArray<string>.Builder readable = ImmutableArray.CreateBuilder<string>();
        foreach (string path in paths)
        {
            bool isUrl = path.Contains("://", StringComparison.Ordinal);
            if (!isUrl && !Path.Exists(path))
            {
                context.Watched.File(path);
                context.Report(Missing(
                    $"the requirements file `{Shown(path)}` does not exist",
                    $"declared by `{context.Declared.Spell(name)}`{Lists([Path.GetDirectoryName(path)!, Declaration.ProjectDirectory])}",
                    "Correct the declaration, or put the file there", name));
            }
            else if (!isUrl && !IsInput(path, name) && ForeignFile.Of(path) is { } foreign)
            {
                context.Watched.File(path);
                context.Report(DiagnosticCatalog.RequirementUnreadable.At(
                    Declaration.At(name), $"`{context.Declared.Spell(name)}` names `{Shown(path)}`, {foreign.Kind}",
                    "a build does not read it", $"{foreign.Remedy}, and declare that"));
            }
            else
                readable.Add(path);
        }
        return readable.ToImmutable();
    }

    /// <summary>PYENV2001 where there is nothing to make a lock from; names what lies beside the project instead.</summary>
    public void ReportNothingToLock()
    {
        string names = string.Join(", ", DeclaredNames.DefaultLockInputs.Select(file => $"`{file}`"));
        context.Report(context.Declared.DefaultLockInput() is { } input ? LockInputsReader.NamesNothing(input)
            : ForeignFile.In(Declaration.ProjectDirectory) is { } foreign
            ? Missing(
                "there is nothing to make a lock from", $"there is `{foreign.Name}`, {foreign.Kind}, which is not read", foreign.Remedy)
            : Missing(
                "there is nothing to make a lock from", $"none of {names} lies beside the project",
                "Write what the project uses into `requirements.in`, one name a line"));
    }

    // A `pyproject.toml` may be another tool's project, or there for its tools alone: neither is what a lock is made from.
    private ForeignFile? Neighbour()
    {
        ForeignFile? found = ForeignFile.In(Declaration.ProjectDirectory);
        string path = Path.Combine(Declaration.ProjectDirectory, found?.Name ?? "");
        if (found is null || Path.GetExtension(path) != ".toml" || found.Way.Length > 0 || !RegularFile.Exists(path))
            return found;
        // What is wrong with it is told where the lock is made.
        PyProjectDependencies? project = PyProjectDependencies.Read(LockQuestion.ReadOptions(context).Source.Read(path) ?? [], path, []);
        return project is { IsProject: false } && !project.Groups.Any() ? project.Foreign
            : project is { WayFromDynamic: { } way } ? found with
            {
                Kind = "a project whose dependencies only its build knows",
                Way = way,
            }
            : found;
    }

    // What a build does not install from may well be what a lock is made from.
    private static bool IsInput(string path, string name) =>
        name == DeclaredNames.LockFrom && DeclaredNames.DefaultLockInputs.Contains(Path.GetFileName(path));

    // What may be meant, as the end of a sentence. In a folder for them, lists have any name.
    private string Lists(string[] folders)
    {
        string[] found =
        [
            .. folders.Distinct(StringComparer.Ordinal)
                .Where(Directory.Exists)
                .SelectMany(folder => Directory.EnumerateFiles(
                        folder, Path.GetFileName(folder) == "requirements" ? "*.txt" : "*requirements*.txt")
                    .Concat(Directory.EnumerateFiles(folder, "pylock*.toml")))
                .Order(StringComparer.Ordinal)
                .Take(MostShown)
                .Select(file => $"`{Shown(file)}`"),
        ];
        return found.Length == 0 ? "" : $"; there {(found.Length == 1 ? "is" : "are")} {string.Join(", ", found)}";
    }

    private string Shown(string path) => Path.GetRelativePath(Declaration.ProjectDirectory, path);

    private Diagnostic Missing(string problem, string evidence, string remedy, string name = DeclaredNames.Requirements) =>
        DiagnosticCatalog.RequirementsMissing.At(Declaration.At(name), problem, evidence, remedy);
}
