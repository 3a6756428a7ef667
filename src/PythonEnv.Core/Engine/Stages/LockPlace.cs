using System.Collections.Immutable;
using PythonEnv.Declarations;
using PythonEnv.Diagnostics;
using PythonEnv.Engine.Context;
using PythonEnv.Host.Files;
using PythonEnv.Locking;
using PythonEnv.Locking.Inputs;
using PythonEnv.Locks.Standard;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Requirements.Files;

namespace PythonEnv.Engine.Stages;

/// <summary>Which file the lock of an environment is, and which files it is made from.</summary>
/// <param name="Path">Absolute path of the lock.</param>
/// <param name="From">Absolute paths of the inputs; empty where there are none.</param>
/// <param name="Existing">The lock as it is now; null where there is none.</param>
internal sealed record LockPlace(string Path, ImmutableArray<string> From, ExistingLock? Existing)
{
    private const string DefaultLock = "requirements.txt";

    /// <summary>
    /// Whether the lock is a list that somebody wrote by hand, with nothing beside it that it could be made from: it becomes the input.
    /// </summary>
    public bool IsInputItself => From.IsEmpty && Existing is { Text: null } && !PylockFile.IsFileName(Path);

    /// <summary>The name that such a list gets.</summary>
    public string AdoptedInput => System.IO.Path.ChangeExtension(Path, ".in");

    /// <returns>Null where several files are declared, of which none can be the lock.</returns>
    public static LockPlace? Find(RestoreContext context, RequirementsReadOptions options)
    {
        EnvironmentDeclaration declaration = context.Declaration;
        if (declaration.Requirements.Length > 1)
            return null;
        string path = declaration.Requirements.IsEmpty
            ? System.IO.Path.Combine(declaration.ProjectDirectory, DefaultLock)
            : declaration.Requirements[0];
        ExistingLock? existing = IsWrittenHere(path) ? ExistingLock.Read(path, options) : null;
        return new LockPlace(path, InputsOf(path, existing, context, options), existing);
    }

    /// <summary>Why the file at the lock's place is not one to be written, as a phrase; null if it is.</summary>
    public string? WhyNotWritten() =>
        From.Contains(Path) ? "it is declared as what the lock is made from, too"
        : System.IO.Path.GetExtension(Path) == ".in" ? "a lock is made from such a file"
        : !IsWrittenHere(Path) ? "a lock is a `.txt`, or a `pylock.toml`"
        : Existing is { IsReplaceable: false } ? "it is neither a lock nor a list of requirements"
        : null;

    /// <summary>Deletes what a killed command has left beside the lock, or beside what it is made from.</summary>
    public void DeleteLeftovers()
    {
        foreach (string path in (string[])[Path, AdoptedInput, .. From])
            AtomicFile.DeleteLeftovers(AtomicFile.BehindLinks(path));
    }

    /// <summary>Whether the file is of a format that this package writes.</summary>
    public static bool IsWrittenHere(string path) =>
        PylockFile.IsFileName(path) || System.IO.Path.GetExtension(path) is not (".lock" or ".toml");

    // What is declared; what the lock itself names; the file of the lock's own name; the default beside the project.
    private static ImmutableArray<string> InputsOf(
        string path, ExistingLock? existing, RestoreContext context, RequirementsReadOptions options)
    {
        EnvironmentDeclaration declaration = context.Declaration;
        if (!declaration.Lock.From.IsEmpty)
            return declaration.Lock.From;
        string folder = System.IO.Path.GetDirectoryName(path)!;
        ImmutableArray<string> named =
        [
            .. (existing?.Text?.Record.From ?? "").Split(", ", StringSplitOptions.RemoveEmptyEntries)
                .Select(file => System.IO.Path.GetFullPath(file, folder))
        ];
        if (!named.IsEmpty && named.All(File.Exists))
            return named;
        string sibling = System.IO.Path.ChangeExtension(path, ".in");
        if (sibling != path && File.Exists(sibling))
            return [sibling];
        // The file beside the project is meant for its own environment: an item's lock elsewhere has inputs of its own, and so has a list
        // that somebody wrote for an item.
        bool isOfProject = declaration.Name == DeclaredNames.DefaultEnvironment
            || (folder == declaration.ProjectDirectory
                && (existing is not { Text: null } || DeclaredNames.DefaultRequirements.Contains(System.IO.Path.GetFileName(path))));
        return isOfProject && context.Declared.DefaultLockInput() is { } input && IsMeant(input, existing, declaration, options)
            ? [input]
            : [];
    }

    // A `pyproject.toml` may be there for its tools alone, beside a list that is written by hand.
    private static bool IsMeant(string input, ExistingLock? existing, EnvironmentDeclaration declaration, RequirementsReadOptions options)
    {
        bool isWrittenByHand = existing is { Text: null };
        if (input.EndsWith(".in", StringComparison.Ordinal))
            return true;
        if (isWrittenByHand && !existing!.IsPinned)
            return false;
        // What is wrong with it is told where the lock is made.
        if (!RegularFile.Exists(input))
            return true;
        var problems = new DiagnosticBag();
        if (PyProjectDependencies.Read(options.Source.Read(input) ?? [], input, problems) is not { Foreign: null } project)
            return true;
        // The project's build may take its dependencies from that very list.
        if (isWrittenByHand && project.WayFromDynamic is not null)
            return false;
        return (project.IsProject && !isWrittenByHand)
            || project.Select(Names(declaration.Extras), Names(declaration.Groups), problems).Any()
            || problems.HasErrors;
    }

    private static IEnumerable<string> Names(ImmutableArray<PackageName> names) => names.Select(name => name.Value);
}
