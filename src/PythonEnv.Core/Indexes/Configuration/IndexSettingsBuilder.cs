using System.Collections.Immutable;
using PythonEnv.Diagnostics;
using PythonEnv.Hosts;
using PythonEnv.Requirements;

namespace PythonEnv.Indexes.Configuration;

/// <summary>What a project declares itself about where distributions come from; each replaces what pip's configuration says.</summary>
public sealed record DeclaredIndexes
{
    /// <summary>Nothing declared.</summary>
    public static DeclaredIndexes None { get; } = new();

    /// <summary>Null: not declared.</summary>
    public string? IndexUrl { get; init; }

    /// <summary>Empty: not declared.</summary>
    public ImmutableArray<string> ExtraIndexUrls { get; init; } = [];

    /// <summary>Empty: not declared.</summary>
    public ImmutableArray<string> FindLinks { get; init; } = [];

    /// <summary>Null: not declared.</summary>
    public bool? NoIndex { get; init; }

    /// <summary>The project file, for diagnostics.</summary>
    public SourceSpan Where { get; init; } = SourceSpan.None;
}

/// <summary>
/// Joins pip's configuration, the project's own declaration and the options of requirements files, in this order, as pip joins its
/// configuration, its command line and those options.
/// </summary>
public sealed class IndexSettingsBuilder
{
    private readonly HostFacts _host;
    private readonly DiagnosticBag _diagnostics;
    private readonly List<AppliedSetting> _applied = [];
    private ConfiguredIndex? _index = new(new IndexUrl(IndexSettings.DefaultIndex, null), SettingOrigin.Default);
    private List<ConfiguredIndex> _extraIndexes = [];
    private List<ConfiguredLinks> _findLinks = [];
    private List<string> _trustedHosts = [];
    private bool _noIndex;
    private IndexSettings _rest = new();

    private IndexSettingsBuilder(HostFacts host, DiagnosticBag diagnostics)
    {
        _host = host;
        _diagnostics = diagnostics;
    }

    /// <param name="options">The options of the requirements files, already joined in their order.</param>
    /// <param name="diagnostics">Receives a PYENV1004 for each value that can't be read.</param>
    public static IndexSettings Build(
        HostFacts host, PipConfiguration configuration, DeclaredIndexes declared, IndexOptions options, DiagnosticBag diagnostics)
    {
        var builder = new IndexSettingsBuilder(host, diagnostics);
        builder.ApplyVariablesOfOthers();
        foreach (PipSetting setting in configuration.Settings)
            builder.Apply(setting);
        builder.Apply(declared);
        builder.Apply(options);
        return builder._rest with
        {
            Indexes = builder._noIndex ? [] : [.. builder._index is { } index ? [index] : Array.Empty<ConfiguredIndex>(), .. builder._extraIndexes],
            FindLinks = [.. builder._findLinks],
            NoIndex = builder._noIndex,
            TrustedHosts = [.. builder._trustedHosts],
            Applied = [.. builder._applied],
        };
    }

    /// <summary>The bundles pip's HTTP library looks for when pip itself has none configured.</summary>
    private void ApplyVariablesOfOthers()
    {
        foreach (string variable in (ReadOnlySpan<string>)["SSL_CERT_FILE", "CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE"])
        {
            if (_host.Variable(variable) is not { } path)
                continue;
            _rest = _rest with { Certificate = path };
            _applied.Add(new AppliedSetting("cert", path, new SettingOrigin(variable, SourceSpan.None)));
        }
    }

    private void Apply(PipSetting setting)
    {
        var origin = new SettingOrigin(setting.Variable ?? setting.Name, setting.Where);
        string? ignored = null;
        switch (setting.Name)
        {
            case "index-url" or "pypi-url":
                _index = ReadIndex(setting.Value, origin);
                break;
            case "extra-index-url":
                _extraIndexes = [.. Words(setting.Value).Select(url => ReadIndex(url, origin)).OfType<ConfiguredIndex>()];
                break;
            case "find-links":
                _findLinks = [.. Words(setting.Value).Select(link => ReadLinks(link, origin))];
                break;
            case "trusted-host":
                _trustedHosts = [.. Words(setting.Value)];
                break;
            case "no-index":
                _noIndex = ReadBoolean(setting) ?? _noIndex;
                break;
            case "proxy":
                _rest = _rest with { Proxy = ReadProxy(setting, origin) };
                break;
            case "cert":
                _rest = _rest with { Certificate = ExpandUser(setting.Value) };
                break;
            case "client-cert":
                _rest = _rest with { ClientCertificate = ExpandUser(setting.Value) };
                break;
            case "timeout" or "default-timeout":
                _rest = _rest with { Timeout = ReadTimeout(setting) ?? _rest.Timeout };
                break;
            case "retries":
                _rest = _rest with { Retries = ReadCount(setting) ?? _rest.Retries };
                break;
            case "no-binary":
                _rest = _rest with { Formats = _rest.Formats.WithNoBinary(setting.Value) };
                break;
            case "only-binary":
                _rest = _rest with { Formats = _rest.Formats.WithOnlyBinary(setting.Value) };
                break;
            case "prefer-binary":
                _rest = _rest with { PreferBinary = ReadBoolean(setting) ?? _rest.PreferBinary };
                break;
            case "pre":
                _rest = _rest with { Releases = ReadBoolean(setting) == true ? _rest.Releases.WithPre() : _rest.Releases };
                break;
            case "all-releases":
                _rest = _rest with { Releases = _rest.Releases.WithAllReleases(setting.Value) };
                break;
            case "only-final":
                _rest = _rest with { Releases = _rest.Releases.WithOnlyFinal(setting.Value) };
                break;
            case "require-hashes":
                _rest = _rest with { RequireHashes = ReadBoolean(setting) ?? _rest.RequireHashes };
                break;
            case "keyring-provider":
                _rest = _rest with { KeyringProvider = setting.Value };
                break;
            case "constraint":
                ignored = "everything is pinned; declare constraints with PythonEnvConstraints";
                break;
            default:
                ignored = "it does not say where distributions come from";
                break;
        }
        string shown = ignored is null ? Show(setting) : "(not read)";
        _applied.Add(new AppliedSetting(setting.Name, shown, origin, ignored));
    }

    private void Apply(DeclaredIndexes declared)
    {
        if (!string.IsNullOrWhiteSpace(declared.IndexUrl))
            _index = Note("index-url", ReadIndex(declared.IndexUrl.Trim(), Property("IndexUrl")));
        if (!declared.ExtraIndexUrls.IsDefaultOrEmpty)
            _extraIndexes = [.. declared.ExtraIndexUrls.Select(url => Note("extra-index-url", ReadIndex(url, Property("ExtraIndexUrls")))).OfType<ConfiguredIndex>()];
        if (!declared.FindLinks.IsDefaultOrEmpty)
            _findLinks = [.. declared.FindLinks.Select(link => Note(ReadLinks(link, Property("FindLinks"))))];
        if (declared.NoIndex is { } noIndex)
        {
            _noIndex = noIndex;
            _applied.Add(new AppliedSetting("no-index", noIndex ? "true" : "false", Property("NoIndex")));
        }

        SettingOrigin Property(string name) => new($"PythonEnv{name}", declared.Where);
    }

    private void Apply(IndexOptions options)
    {
        _noIndex |= options.NoIndex is { Value: true };
        // pip: an `--index-url` in a requirements file replaces every index that was configured, the extra ones as well.
        if (options.IndexUrl is { } index)
        {
            _index = Note("index-url", ReadIndex(index.Value, Line("--index-url", index.Where)));
            _extraIndexes = [];
        }
        foreach (Declared<string> extra in options.ExtraIndexUrls)
        {
            if (Note("extra-index-url", ReadIndex(extra.Value, Line("--extra-index-url", extra.Where))) is { } configured)
                _extraIndexes.Add(configured);
        }
        _findLinks.AddRange(options.FindLinks.Select(links => Note(ReadLinks(links.Value, Line("--find-links", links.Where)))));
        foreach (Declared<string> host in options.TrustedHosts)
        {
            _trustedHosts.Add(host.Value);
            _applied.Add(new AppliedSetting("trusted-host", host.Value, Line("--trusted-host", host.Where)));
        }
        _rest = _rest with
        {
            Formats = Join(_rest.Formats, options.Formats),
            Releases = Join(_rest.Releases, options.Releases),
            PreferBinary = _rest.PreferBinary || options.PreferBinary,
            RequireHashes = options.RequireHashes?.Value ?? _rest.RequireHashes,
        };

        static SettingOrigin Line(string option, SourceSpan where) => new(option, where);
    }

    private static FormatControl Join(FormatControl configured, FormatControl declared) =>
        declared.NoBinary.Contains(NameLists.All) || declared.OnlyBinary.Contains(NameLists.All)
            ? declared
            : declared.OnlyBinary.Aggregate(
                declared.NoBinary.Aggregate(configured, (control, name) => control.WithNoBinary(name)),
                (control, name) => control.WithOnlyBinary(name));

    private static ReleaseControl Join(ReleaseControl configured, ReleaseControl declared) =>
        declared.AllReleases.Contains(NameLists.All) || declared.OnlyFinal.Contains(NameLists.All)
            ? declared
            : declared.OnlyFinal.Aggregate(
                declared.AllReleases.Aggregate(configured, (control, name) => control.WithAllReleases(name)),
                (control, name) => control.WithOnlyFinal(name));

    private ConfiguredIndex? Note(string name, ConfiguredIndex? index)
    {
        if (index is not null)
            _applied.Add(new AppliedSetting(name, index.Location.ToString(), index.Origin));
        return index;
    }

    private ConfiguredLinks Note(ConfiguredLinks links)
    {
        _applied.Add(new AppliedSetting("find-links", links.ToString(), links.Origin));
        return links;
    }

    private ConfiguredIndex? ReadIndex(string text, SettingOrigin origin)
    {
        // A path is allowed too: a folder laid out as an index.
        string place = ExpandUser(text);
        if (IndexUrl.TryParse(place, out IndexUrl? url) || (Path.IsPathFullyQualified(place) && IndexUrl.TryParse($"file://{place}", out url)))
        {
            if (url.Url.Scheme is "https" or "http" or "file")
                return new ConfiguredIndex(url, origin);
        }
        Refuse(origin, "an index URL can't be read", "it is no absolute http, https or file URL", "Write it as `https://host/simple/`");
        return null;
    }

    private ConfiguredLinks ReadLinks(string text, SettingOrigin origin) => new(ExpandUser(text), origin);

    private IndexUrl? ReadProxy(PipSetting setting, SettingOrigin origin)
    {
        string text = setting.Value.Contains("://", StringComparison.Ordinal) ? setting.Value : $"http://{setting.Value}";
        if (IndexUrl.TryParse(text, out IndexUrl? url))
            return url;
        Refuse(origin, "the proxy's address can't be read", "", "Write it as `http://host:port`");
        return null;
    }

    private bool? ReadBoolean(PipSetting setting) => setting.Value.ToLowerInvariant() switch
    {
        "y" or "yes" or "t" or "true" or "on" or "1" => true,
        "n" or "no" or "f" or "false" or "off" or "0" => false,
        _ => RefuseValue<bool>(setting, "is no boolean", "yes or no"),
    };

    private TimeSpan? ReadTimeout(PipSetting setting)
    {
        if (!double.TryParse(setting.Value, System.Globalization.CultureInfo.InvariantCulture, out double seconds) || seconds is < 0 or > 86400 or double.NaN)
            return RefuseValue<TimeSpan>(setting, "is no number of seconds", "a number of seconds such as 15");
        return seconds == 0 ? System.Threading.Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(seconds);
    }

    private int? ReadCount(PipSetting setting) =>
        int.TryParse(setting.Value, System.Globalization.CultureInfo.InvariantCulture, out int count) && count >= 0
            ? count
            : RefuseValue<int>(setting, "is no number", "a number such as 5");

    private T? RefuseValue<T>(PipSetting setting, string problem, string expected)
        where T : struct
    {
        Refuse(new SettingOrigin(setting.Variable ?? setting.Name, setting.Where),
            $"pip's option `{setting.Name}` can't be read", $"`{setting.Value}` {problem}", $"Write {expected}");
        return null;
    }

    private void Refuse(SettingOrigin origin, string problem, string evidence, string remedy) =>
        _diagnostics.Add(DiagnosticCatalog.DeclarationUnreadable.At(
            origin.Where, origin.Where.File.Length > 0 ? problem : $"{problem} (from {origin.Name})", evidence, remedy));

    // `os.path.expanduser` for the user's own home.
    private string ExpandUser(string path) => path == "~" || (path.StartsWith('~') && _host.Paths.IsSeparator(path[1])) ? _host.HomeDirectory + path[1..] : path;

    private static string[] Words(string value) => value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    private static string Show(PipSetting setting) => setting.Name switch
    {
        "index-url" or "pypi-url" or "extra-index-url" or "find-links" => string.Join(' ', Words(setting.Value).Select(place => new ConfiguredLinks(place, SettingOrigin.Default).ToString())),
        "proxy" => IndexUrl.TryParse(setting.Value, out IndexUrl? proxy) ? proxy.ToString() : "(set)",
        _ => setting.Value,
    };
}
