using System.Collections.Immutable;
using PythonEnv.Diagnostics;
using PythonEnv.Host;

namespace PythonEnv.Indexes.Configuration;

/// <summary>One option that pip's configuration sets, and by what.</summary>
/// <param name="Name">The long option's name without dashes: <c>index-url</c>.</param>
/// <param name="Value">As written; may hold a credential.</param>
/// <param name="Variable">The environment variable that sets it, or null where a file does.</param>
/// <param name="Where">The line that sets it, or no place.</param>
internal sealed record PipSetting(string Name, string Value, string? Variable, SourceSpan Where)
{
    /// <summary><c>file(line)</c> or the variable's name.</summary>
    public string Origin => Variable ?? Where.ToString();

    public override string ToString() => $"{Name} ({Origin})";
}

/// <summary>
/// What <c>pip install</c> would take from its configuration files and its <c>PIP_*</c> variables (pip's user guide, Configuration): a
/// later kind of file overrides the same option of the same section; <c>[install]</c> overrides <c>[global]</c>; a variable overrides both.
/// An option that ends up empty is not set at all.
/// </summary>
internal sealed record PipConfiguration
{
    private const string VariablePrefix = "PIP_";
    private const string VariableSection = ":env:";

    /// <summary>In the order in which pip applies them: a later setting of the same option wins.</summary>
    public ImmutableArray<PipSetting> Settings { get; private init; } = [];

    /// <summary>The paths of all files that are read where they exist.</summary>
    public ImmutableArray<string> FilesLookedFor { get; private init; } = [];

    /// <param name="prefix"><c>sys.prefix</c> of the interpreter whose pip would run; empty if there is none.</param>
    public static PipConfiguration Load(HostFacts host, string prefix, DiagnosticBag diagnostics)
    {
        ImmutableArray<string> places = PipConfigurationLocations.Find(host, prefix);
        var merged = new MergedOptions();
        foreach (string place in places)
        {
            if (host.Files.ReadText(place) is not { } text)
                continue;
            foreach (PipConfigurationEntry entry in PipConfigurationFile.Read(place, text, diagnostics))
                merged.Set(entry.Section, new PipSetting(NormalizeName(entry.Key), entry.Value, null, new SourceSpan(place, entry.Line)));
        }
        foreach (string name in host.Environment.Keys.Order(StringComparer.Ordinal))
        {
            if (OptionOf(name) is { } option)
                merged.Set(VariableSection, new PipSetting(option, host.Environment[name], name, SourceSpan.None));
        }
        return new PipConfiguration
        {
            Settings = [.. merged.InOrder("global", "install", VariableSection)],
            FilesLookedFor = places,
        };
    }

    private static string? OptionOf(string variable)
    {
        if (!variable.StartsWith(VariablePrefix, StringComparison.Ordinal))
            return null;
        string option = NormalizeName(variable[VariablePrefix.Length..]);
        return option is "version" or "help" ? null : option;
    }

    private static string NormalizeName(string name)
    {
        string option = name.ToLowerInvariant().Replace('_', '-');
        return option.StartsWith("--", StringComparison.Ordinal) ? option[2..] : option;
    }

    /// <summary>Like a Python dictionary: a key that is set again keeps its place.</summary>
    private sealed class MergedOptions
    {
        private readonly List<Option> _options = [];

        public void Set(string section, PipSetting setting)
        {
            int place = _options.FindIndex(option => option.Section == section && option.Setting.Name == setting.Name);
            if (place < 0)
                _options.Add(new Option(section, setting));
            else
                _options[place] = new Option(section, setting);
        }

        public IEnumerable<PipSetting> InOrder(params string[] sections) =>
            from section in sections
            from option in _options
            where option.Section == section && option.Setting.Value.Length > 0
            select option.Setting;

        private sealed record Option(string Section, PipSetting Setting);
    }
}
