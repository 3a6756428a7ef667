using PythonEnv.Packaging.Text;

namespace PythonEnv.Packaging.Metadata;

/// <summary>A <c>[section]</c> and what it holds, in order.</summary>
internal sealed record IniSection(string Name, List<IniOption> Options);

/// <summary>One <c>name = value</c>; the lines of a continued value are joined by line feeds.</summary>
/// <param name="Line">1-based.</param>
internal sealed record IniOption(string Name, string Value, int Line);

/// <summary>A line that Python's parser would refuse.</summary>
internal sealed record IniProblem(int Line, string Message);

/// <summary>Reads INI text as Python's <c>configparser</c> does, without interpolation and without its default section.</summary>
/// <remarks>
/// <code>
/// file     = *(comment / blank / "[" name "]" / option)
/// option   = name delimiter value *(newline deeper-indent more-value)      ; blank lines inside a value belong to it
/// comment  = *blank ("#" / ";") rest-of-line
/// </code>
/// A comment after a value is part of it.
/// </remarks>
internal static class IniReader
{
    /// <param name="repeats">A section may be there again, and goes on.</param>
    public static (List<IniSection> Sections, List<IniProblem> Problems) Read(string text, string delimiters, bool repeats = false)
    {
        var sections = new List<IniSection>();
        var problems = new List<IniProblem>();
        IniSection? section = null;
        List<string>? value = null;
        (string Name, int Line) option = ("", 0);
        int indent = 0;
        int number = 0;

        foreach (ReadOnlySpan<char> raw in UniversalLines.Of(text))
        {
            number++;
            ReadOnlySpan<char> line = PythonText.Trim(raw);
            if (line.IsEmpty || line[0] is '#' or ';')
            {
                if (line.IsEmpty)
                    value?.Add("");
                continue;
            }
            int lineIndent = PythonText.SkipSpace(raw, 0);
            if (value is not null && lineIndent > indent)
            {
                value.Add(line.ToString());
                continue;
            }
            EndOption();
            indent = lineIndent;
            int close = line[0] == '[' ? line.LastIndexOf(']') : -1;
            if (close > 1)
                section = Open(line[1..close].ToString(), number);
            else if (section is null)
                problems.Add(new(number, "a line stands before the first section"));
            else
                BeginOption(line, number);
        }
        EndOption();
        return (sections, problems);

        IniSection Open(string name, int at)
        {
            IniSection? begun = sections.Find(earlier => earlier.Name == name);
            if (begun is not null && repeats)
                return begun;
            if (begun is not null)
                problems.Add(new(at, $"section `{name}` is there twice"));
            var opened = new IniSection(name, []);
            sections.Add(opened);
            return opened;
        }

        void BeginOption(ReadOnlySpan<char> line, int at)
        {
            int delimiter = line.IndexOfAny(delimiters);
            if (delimiter <= 0)
            {
                problems.Add(new(at, delimiter == 0 ? "an option has no name" : "an option has no value"));
                return;
            }
            option = (PythonText.Trim(line[..delimiter]).ToString(), at);
            value = [PythonText.Trim(line[(delimiter + 1)..]).ToString()];
        }

        void EndOption()
        {
            if (value is null)
                return;
            section!.Options.Add(new(option.Name, string.Join('\n', value).TrimEnd(), option.Line));
            value = null;
        }
    }
}
