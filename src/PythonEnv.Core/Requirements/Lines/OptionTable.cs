namespace PythonEnv.Requirements.Lines;

/// <summary>How pip spells the options of requirements files.</summary>
internal static class OptionTable
{
    private static readonly (string Name, RequirementsOption Option)[] Long =
    [
        ("--hash", RequirementsOption.Hash),
        ("--index-url", RequirementsOption.IndexUrl),
        ("--pypi-url", RequirementsOption.IndexUrl),
        ("--extra-index-url", RequirementsOption.ExtraIndexUrl),
        ("--no-index", RequirementsOption.NoIndex),
        ("--constraint", RequirementsOption.Constraint),
        ("--requirement", RequirementsOption.Requirement),
        ("--editable", RequirementsOption.Editable),
        ("--find-links", RequirementsOption.FindLinks),
        ("--no-binary", RequirementsOption.NoBinary),
        ("--only-binary", RequirementsOption.OnlyBinary),
        ("--prefer-binary", RequirementsOption.PreferBinary),
        ("--require-hashes", RequirementsOption.RequireHashes),
        ("--no-require-hashes", RequirementsOption.NoRequireHashes),
        ("--pre", RequirementsOption.Pre),
        ("--all-releases", RequirementsOption.AllReleases),
        ("--only-final", RequirementsOption.OnlyFinal),
        ("--trusted-host", RequirementsOption.TrustedHost),
        ("--use-feature", RequirementsOption.UseFeature),
        ("--config-settings", RequirementsOption.ConfigSettings),
    ];

    private static readonly string[] Features =
    [
        "fast-deps", "inprocess-build-deps", "venv-isolation", "truststore", "no-binary-enable-wheel-cache", "build-constraint",
    ];

    public static IEnumerable<string> LongNames => Long.Select(entry => entry.Name);

    /// <summary>The option of a name or of an unambiguous beginning of one; else the names it may mean (none if unknown).</summary>
    public static RequirementsOption? FindLong(ReadOnlySpan<char> name, out List<string> candidates)
    {
        candidates = [];
        RequirementsOption? found = null;
        foreach ((string full, RequirementsOption option) in Long)
        {
            if (!full.AsSpan().StartsWith(name, StringComparison.Ordinal))
                continue;
            if (full.Length == name.Length)
                return option;
            candidates.Add(full);
            found = option;
        }
        return candidates.Count == 1 ? found : null;
    }

    public static RequirementsOption? FindShort(char letter) => letter switch
    {
        'i' => RequirementsOption.IndexUrl,
        'c' => RequirementsOption.Constraint,
        'r' => RequirementsOption.Requirement,
        'e' => RequirementsOption.Editable,
        'f' => RequirementsOption.FindLinks,
        'C' => RequirementsOption.ConfigSettings,
        _ => null,
    };

    public static bool TakesValue(this RequirementsOption option) => option is not
        (RequirementsOption.NoIndex or RequirementsOption.PreferBinary or RequirementsOption.RequireHashes
        or RequirementsOption.NoRequireHashes or RequirementsOption.Pre);

    /// <summary>The full name.</summary>
    public static string Spelling(this RequirementsOption option) => Array.Find(Long, entry => entry.Option == option).Name;

    public static bool IsFeature(string name) => Array.IndexOf(Features, name) >= 0;
}
