using System.Collections.Immutable;

namespace PythonEnv.Packaging.Metadata;

/// <summary>A command that a distribution wants: a launcher that imports an object and calls it.</summary>
/// <param name="Name">The command's name.</param>
/// <param name="Module">Dotted module path.</param>
/// <param name="Attribute">Dotted path of the object inside the module.</param>
/// <param name="IsGui">Without a console window on Windows (<c>gui_scripts</c>).</param>
internal sealed record EntryPointScript(string Name, string Module, string Attribute, bool IsGui);

/// <summary>What is wrong with an <c>entry_points.txt</c>.</summary>
/// <param name="Line">1-based.</param>
/// <param name="Message">A phrase without full stop.</param>
internal sealed record EntryPointProblem(int Line, string Message);

/// <summary>The commands that an <c>entry_points.txt</c> declares (entry points specification).</summary>
/// <remarks>
/// <code>
/// file   = *("[" group "]" *(name "=" object))                  ; INI, names keep their case
/// object = module ":" attribute [ "[" extras "]" ]              ; blanks around each part
/// module, attribute = 1*(letter / digit / "_" / ".")
/// </code>
/// A group may be there again, and goes on, as for Python's <c>importlib.metadata</c>. Groups other than <c>console_scripts</c> and
/// <c>gui_scripts</c> are only looked up at run time and left alone.
/// </remarks>
internal sealed record EntryPoints(ImmutableArray<EntryPointScript> Scripts, ImmutableArray<EntryPointProblem> Problems)
{
    private const string Console = "console_scripts";
    private const string Gui = "gui_scripts";

    public static EntryPoints Parse(string text)
    {
        (List<IniSection> sections, List<IniProblem> unreadable) = IniReader.Read(text, "=", repeats: true);
        var scripts = new List<EntryPointScript>();
        var problems = ImmutableArray.CreateBuilder<EntryPointProblem>();
        foreach (IniProblem problem in unreadable)
            problems.Add(new(problem.Line, problem.Message));
        // pip makes the commands of `gui_scripts` after the others, in whichever order the file has them.
        foreach (IniSection section in sections.Where(section => section.Name is Console or Gui).OrderBy(section => section.Name == Gui))
        {
            foreach (IniOption option in section.Options)
            {
                if (Read(option, section.Name == Gui) is { } script)
                {
                    // Names should be unique; where they are not, pip takes the last one.
                    scripts.RemoveAll(earlier => earlier.Name == script.Name);
                    scripts.Add(script);
                }
                else
                    problems.Add(new(option.Line, $"`{option.Value}` is not of the form module:attribute"));
            }
        }
        return new EntryPoints([.. scripts], problems.DrainToImmutable());
    }

    private static EntryPointScript? Read(IniOption option, bool isGui)
    {
        ReadOnlySpan<char> rest = option.Value;
        ReadOnlySpan<char> module = TakeDottedName(ref rest);
        rest = rest.TrimStart();
        if (module.IsEmpty || rest.IsEmpty || rest[0] != ':')
            return null;
        rest = rest[1..].TrimStart();
        ReadOnlySpan<char> attribute = TakeDottedName(ref rest);
        rest = rest.Trim();
        bool hasExtras = rest.Length >= 2 && rest[0] == '[' && rest[^1] == ']' && !rest.Contains('\n');
        if (attribute.IsEmpty || (!rest.IsEmpty && !hasExtras))
            return null;
        return new EntryPointScript(option.Name, module.ToString(), attribute.ToString(), isGui);
    }

    private static ReadOnlySpan<char> TakeDottedName(ref ReadOnlySpan<char> text)
    {
        int length = 0;
        while (length < text.Length && (char.IsLetterOrDigit(text[length]) || text[length] is '_' or '.'))
            length++;
        ReadOnlySpan<char> name = text[..length];
        text = text[length..];
        return name;
    }
}
