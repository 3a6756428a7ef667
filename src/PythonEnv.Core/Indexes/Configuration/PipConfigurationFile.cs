using System.Collections.Immutable;
using PythonEnv.Diagnostics;
using PythonEnv.Packaging.Metadata;
using PythonEnv.Packaging.Text;

namespace PythonEnv.Indexes.Configuration;

/// <summary>One option of a section.</summary>
/// <param name="Key">Lower case, as Python's reader leaves it.</param>
/// <param name="Value">Continuation lines joined with <c>\n</c>.</param>
/// <param name="Line">1-based line of the option's name.</param>
internal sealed record PipConfigurationEntry(string Section, string Key, string Value, int Line);

/// <summary>
/// A <c>pip.conf</c> or <c>pip.ini</c> as Python's <c>configparser.RawConfigParser</c> reads it (the grammar is <see cref="IniReader"/>'s):
/// both <c>=</c> and <c>:</c> delimit; names are case-insensitive; a section or an option that comes twice is an error; what
/// <c>[DEFAULT]</c> holds is repeated in every other section.
/// </summary>
internal static class PipConfigurationFile
{
    private const string DefaultSection = "DEFAULT";

    /// <summary>What can't be read is reported as PYENV1004 at its line, and nothing of the file is used then, as pip does.</summary>
    public static ImmutableArray<PipConfigurationEntry> Read(string path, string text, DiagnosticBag diagnostics)
    {
        (List<IniSection> sections, List<IniProblem> problems) = IniReader.Read(text, "=:");
        problems.AddRange(sections.SelectMany(RepeatedOptions));
        foreach (IniProblem problem in problems.OrderBy(problem => problem.Line))
        {
            diagnostics.Add(DiagnosticCatalog.DeclarationUnreadable.At(
                new SourceSpan(path, problem.Line), "pip's configuration file can't be read", problem.Message,
                "Mend the line: pip refuses the file as well"));
        }
        if (problems.Count > 0)
            return [];

        IEnumerable<IniOption> defaults = sections.FirstOrDefault(section => section.Name == DefaultSection)?.Options ?? [];
        return [
            .. from section in sections where section.Name != DefaultSection from option in WithDefaults(section, defaults) select option
        ];
    }

    private static IEnumerable<IniProblem> RepeatedOptions(IniSection section) => section.Options
        .GroupBy(option => PythonText.Lower(option.Name), StringComparer.Ordinal)
        .SelectMany(group => group.Skip(1))
        .Select(option => new IniProblem(option.Line, $"the option `{option.Name}` is there twice"));

    // As in a Python dictionary, an option that overrides a default stands in the default's place.
    private static IEnumerable<PipConfigurationEntry> WithDefaults(IniSection section, IEnumerable<IniOption> defaults)
    {
        List<IniOption> inherited = [.. defaults];
        foreach (IniOption option in inherited)
            yield return Entry(section.Options.Find(own => SameName(own, option)) ?? option);
        foreach (IniOption own in section.Options.Where(own => !inherited.Exists(option => SameName(own, option))))
            yield return Entry(own);

        PipConfigurationEntry Entry(IniOption option) => new(section.Name, PythonText.Lower(option.Name), option.Value, option.Line);
    }

    private static bool SameName(IniOption one, IniOption other) => PythonText.Lower(one.Name) == PythonText.Lower(other.Name);
}
