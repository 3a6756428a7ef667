using System.CommandLine;
using PythonEnv.Declarations;
using PythonEnv.Diagnostics;
using PythonEnv.Engine;
using PythonEnv.Engine.Context;
using PythonEnv.Engine.Locking;
using PythonEnv.Engine.Stages;
using PythonEnv.Host.Files;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Tool.Editing;

namespace PythonEnv.Tool.Commands;

/// <summary>The commands that edit what people write, and lock it. If it can't be locked, every file is as before.</summary>
internal static class InputCommands
{
    private const string DefaultInput = "requirements.in";

    private static readonly Option<string?> s_group = new("--group")
    {
        Description = "A dependency group of pyproject.toml",
        HelpName = "NAME"
    };

    private static readonly Option<string?> s_extra = new("--extra") { Description = "An extra of pyproject.toml", HelpName = "NAME" };

    public static IEnumerable<Command> Create(CommandRunner runner)
    {
        Command add = runner.Create("add", "Add requirements to the input, and lock", (session, parsed) => Set(session, parsed));
        add.Add(Requirements("What to add: flask, \"flask>=3\"", ArgumentArity.OneOrMore));
        Command remove = runner.Create("remove", "Remove requirements from the input, and lock", Remove);
        remove.Add(Requirements("The distributions to remove", ArgumentArity.OneOrMore));
        foreach (Command command in (Command[])[add, remove])
        {
            command.Add(s_group);
            command.Add(s_extra);
            yield return command;
        }
        Command upgrade = runner.Create("upgrade", "Lock the newest versions that the input allows", Upgrade);
        upgrade.Add(Requirements(
            "Only these; one with a version, such as \"flask>=3\", is changed in the input as well", ArgumentArity.ZeroOrMore));
        yield return upgrade;
    }

    private static Argument<string[]> Requirements(string description, ArgumentArity arity) =>
        new("requirements") { Description = description, Arity = arity };

    private static void Set(Session session, ParseResult parsed)
    {
        (string Text, Requirement Requirement)[] wanted = Read(parsed);
        Edit(session, session.Primary(), parsed, text =>
        {
            foreach ((string written, Requirement requirement) in wanted)
                text.Set(requirement, written);
        });
    }

    private static void Remove(Session session, ParseResult parsed)
    {
        (string, Requirement Requirement)[] unwanted = Read(parsed);
        Edit(session, session.Primary(), parsed, text =>
        {
            foreach ((_, Requirement requirement) in unwanted)
            {
                if (!text.Remove(requirement.CanonicalName))
                    throw new UsageException($"`{requirement.Name}` is not in the list that is edited; "
                        + $"`pythonenv why {requirement.Name}` says which file or distribution asks for it");
            }
        });
    }

    private static void Upgrade(Session session, ParseResult parsed)
    {
        (string Text, Requirement Requirement)[] named = Read(parsed);
        string upgraded = named.Length == 0 ? "all" : string.Join(';', named.Select(one => one.Requirement.CanonicalName.Value));
        DeclaredValues declared = session.Primary();
        DeclaredValues environment = declared with { Values = name => name == DeclaredNames.Upgrade ? upgraded : declared.Values(name) };
        Edit(session, environment, parsed, text =>
        {
            foreach ((string written, Requirement requirement) in named.Where(one => one.Requirement.Specifiers.ToString().Length > 0))
                text.Set(requirement, Upgraded(text.Read(requirement), requirement, written));
        });
    }

    /// <summary>The text of a requirement with other versions: extras and marker of the one before it are no matter of versions.</summary>
    internal static string Upgraded(Requirement? before, Requirement requirement, string written)
    {
        string[] extras = [.. requirement.Extras.Union(before?.Extras ?? []).Order(StringComparer.Ordinal)];
        Marker? marker = requirement.Marker ?? before?.Marker;
        return extras.Length == requirement.Extras.Length && marker == requirement.Marker
            ? written
            : new Requirement(requirement.Name, [.. extras], requirement.Specifiers, url: null, marker).ToString();
    }

    private static (string Text, Requirement Requirement)[] Read(ParseResult parsed) =>
        [.. (parsed.GetValue<string[]>("requirements") ?? []).Select(text => (text.Trim(), Read(text.Trim())))];

    private static Requirement Read(string text) => Requirement.TryParse(text, out Requirement? requirement, out _)
        ? requirement
        : throw new UsageException(
            $"`{Redaction.OfUrls(text)}` is no requirement; write a name, or a name with versions in quotes: \"flask>=3\"");

    private static void Edit(Session session, DeclaredValues environment, ParseResult parsed, Action<IInputText> change)
    {
        LockPlace? place = new LockCommand(RestoreContext.Open(environment, session.Log)).FindPlace(LockUse.Edit);
        if (place is null || session.Log.HasErrors)
            return;
        InputDraft draft = Change(place, environment, parsed, change);
        bool isLocked = false;
        try
        {
            TellUnlocked(session, environment, parsed);
            EnvironmentEngine.Create(environment, session.Log).Lock(place, draft, session.Cancellation);
            isLocked = !session.Log.HasErrors;
        }
        finally
        {
            if (!isLocked)
                session.Log.Notice("Nothing was written");
        }
    }

    private static void TellUnlocked(Session session, DeclaredValues environment, ParseResult parsed)
    {
        Tell(s_group, DeclaredNames.Groups);
        Tell(s_extra, DeclaredNames.Extras);

        void Tell(Option<string?> option, string declared)
        {
            if (parsed.GetValue(option) is { } name && !environment.List(declared).Contains(name))
                session.Log.Notice($"`{name}` is not in `{environment.Spell(declared)}`, so the lock leaves it out");
        }
    }

    private static InputDraft Change(LockPlace place, DeclaredValues environment, ParseResult parsed, Action<IInputText> change)
    {
        string input = InputOf(place, environment);
        (string? group, string? extra) = (parsed.GetValue(s_group), parsed.GetValue(s_extra));
        bool isProject = Path.GetExtension(input) == ".toml";
        if (!isProject && (group ?? extra) is not null)
            throw new UsageException($"`{Path.GetFileName(input)}` has no groups and no extras; they are of a `pyproject.toml`");
        // A list that was written by hand becomes the input; the lock takes its place.
        byte[]? there = RegularFile.ReadBounded(input);
        return new InputDraft(input, InputEdit.Apply(place.IsInputItself ? place.Existing!.Bytes : there ?? [], text =>
        {
            IInputText list = !isProject ? new RequirementsText(text)
                : group is not null ? new PyProjectText(text, input, ["dependency-groups"], group)
                : extra is not null ? new PyProjectText(text, input, ["project", "optional-dependencies"], extra)
                : new PyProjectText(text, input, ["project"], "dependencies");
            change(list);
            return list.Text;
        }), there, place.Path);
    }

    private static string InputOf(LockPlace place, DeclaredValues environment) => place switch
    {
        { From: [var first, ..] } => first,
        { IsInputItself: true } => place.AdoptedInput,
        _ when environment.Environment == DeclaredNames.DefaultEnvironment => Path.Combine(environment.ProjectDirectory, DefaultInput),
        _ => place.AdoptedInput,
    };
}
