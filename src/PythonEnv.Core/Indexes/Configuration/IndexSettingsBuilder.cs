using System.Collections.Immutable;
using PythonEnv.Diagnostics;
using PythonEnv.Host;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Urls;
using PythonEnv.Requirements.Options;

namespace PythonEnv.Indexes.Configuration;

/// <summary>
/// Joins pip's configuration, the project's own declaration and the options of requirements files, in this order. pip joins its
/// configuration, its command line and those options in the same way.
/// </summary>
internal sealed class IndexSettingsBuilder
{
    private readonly HostFacts _host;
    private readonly SettingReader _read;
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
        _read = new SettingReader(host, diagnostics);
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
            Indexes = builder._noIndex ? [] : [.. builder._extraIndexes.Prepend(builder._index).OfType<ConfiguredIndex>()],
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
                _index = _read.Index(setting.Value, origin);
                break;
            case "extra-index-url":
                _extraIndexes = [.. SettingReader.Places(setting.Value).Select(url => _read.Index(url, origin)).OfType<ConfiguredIndex>()];
                break;
            case "find-links":
                _findLinks = [.. SettingReader.Places(setting.Value).Select(link => _read.Links(link, origin)).OfType<ConfiguredLinks>()];
                break;
            case "trusted-host":
                _trustedHosts = [.. SettingReader.Words(setting.Value)];
                break;
            case "no-index":
                _noIndex = _read.Boolean(setting) ?? _noIndex;
                break;
            case "proxy":
                _rest = _rest with { Proxy = _read.Proxy(setting, origin) };
                break;
            case "cert":
                _rest = _rest with { Certificate = _read.ExpandUser(setting.Value) };
                break;
            case "client-cert":
                _rest = _rest with { ClientCertificate = _read.ExpandUser(setting.Value) };
                break;
            case "timeout" or "default-timeout":
                _rest = _rest with { Timeout = _read.Seconds(setting) ?? _rest.Timeout };
                break;
            case "retries":
                _rest = _rest with { Retries = _read.Count(setting) ?? _rest.Retries };
                break;
            case "no-binary":
                _rest = _rest with { Formats = _rest.Formats.WithNoBinary(setting.Value) };
                break;
            case "only-binary":
                _rest = _rest with { Formats = _rest.Formats.WithOnlyBinary(setting.Value) };
                break;
            case "prefer-binary":
                _rest = _rest with { PreferBinary = _read.Boolean(setting) ?? _rest.PreferBinary };
                break;
            case "pre":
                _rest = _rest with { Releases = _read.Boolean(setting) == true ? _rest.Releases.WithPre() : _rest.Releases };
                break;
            case "all-releases":
                _rest = _rest with { Releases = _rest.Releases.WithAllReleases(setting.Value) };
                break;
            case "only-final":
                _rest = _rest with { Releases = _rest.Releases.WithOnlyFinal(setting.Value) };
                break;
            case "require-hashes":
                _rest = _rest with { RequireHashes = _read.Boolean(setting) ?? _rest.RequireHashes };
                break;
            case "keyring-provider":
                _rest = _rest with { AsksKeyring = _read.AsksKeyring(setting) ?? _rest.AsksKeyring };
                break;
            case "constraint":
                // Read with the requirements.
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
            _index = Note("index-url", _read.Index(declared.IndexUrl.Trim(), Property("IndexUrl")));
        if (!declared.ExtraIndexUrls.IsDefaultOrEmpty)
        {
            IEnumerable<ConfiguredIndex?> extras = declared.ExtraIndexUrls.Select(url => _read.Index(url, Property("ExtraIndexUrls")));
            _extraIndexes = [.. extras.Select(extra => Note("extra-index-url", extra)).OfType<ConfiguredIndex>()];
        }
        if (!declared.FindLinks.IsDefaultOrEmpty)
            _findLinks = [.. declared.FindLinks.Select(link => Note(_read.Links(link, Property("FindLinks")))).OfType<ConfiguredLinks>()];
        if (declared.NoIndex is { } noIndex)
        {
            _noIndex = noIndex;
            _applied.Add(new AppliedSetting("no-index", noIndex ? "true" : "false", Property("NoIndex")));
        }
        // One that can't be read must not be left out: its names would come from any other index.
        _rest = _rest with { PackageIndexes = [.. declared.PackageIndexes.Select(Read).OfType<NamedIndex>()] };

        NamedIndex? Read(DeclaredIndex index) => _read.Index(index.Url, Property("PackageIndexes")) is { } configured
            ? new NamedIndex(index.Pattern, configured.Location)
            : null;

        SettingOrigin Property(string name) => new($"PythonEnv{name}", declared.PlaceOf(name));
    }

    private void Apply(IndexOptions options)
    {
        if (options.NoIndex is { Value: true } off)
        {
            _noIndex = true;
            _applied.Add(new AppliedSetting("no-index", "true", Line("--no-index", off.Where)));
        }
        // pip: an `--index-url` in a requirements file replaces every index that was configured, the extra ones as well.
        if (options.IndexUrl is { } index)
        {
            _index = Note("index-url", _read.Index(index.Value, Line("--index-url", index.Where)));
            _extraIndexes = [];
        }
        foreach (Declared<string> extra in options.ExtraIndexUrls)
        {
            if (Note("extra-index-url", _read.Index(extra.Value, Line("--extra-index-url", extra.Where))) is { } configured)
                _extraIndexes.Add(configured);
        }
        _findLinks.AddRange(
            options.FindLinks.Select(links => Note(_read.Links(links.Value, Line("--find-links", links.Where)))).OfType<ConfiguredLinks>());
        foreach (Declared<string> host in options.TrustedHosts)
        {
            _trustedHosts.Add(host.Value);
            _applied.Add(new AppliedSetting("trusted-host", Redaction.OfPlace(host.Value), Line("--trusted-host", host.Where)));
        }
        _rest = _rest with
        {
            // What a project declares for a name goes before what its lock says.
            PackageIndexes = [.. _rest.PackageIndexes, .. _noIndex ? [] : ReadOfLock(options.OfLock)],
            Formats = Join(_rest.Formats, options.Formats),
            Releases = Join(_rest.Releases, options.Releases),
            PreferBinary = _rest.PreferBinary || options.PreferBinary,
            RequireHashes = options.RequireHashes?.Value ?? _rest.RequireHashes,
        };

        static SettingOrigin Line(string option, SourceSpan where) => new(option, where);
    }

    /// <summary>The indexes of single names; the others become extra ones.</summary>
    private List<NamedIndex> ReadOfLock(ImmutableArray<PackageIndexOption> options)
    {
        var named = new List<NamedIndex>();
        foreach (IGrouping<string, PackageIndexOption> index in options.GroupBy(option => option.Url.Value, StringComparer.Ordinal))
        {
            var origin = new SettingOrigin("package.source", index.First().Url.Where);
            if (Note("package.source", _read.Index(index.Key, origin)) is not { } configured)
                continue;
            named.AddRange(index.Select(option => option.Name).OfType<PackageName>()
                .Select(name => new NamedIndex(name.Value, configured.Location) { IsBesideLinks = true }));
            if (index.Any(option => option.Name is null))
                _extraIndexes.Add(configured);
        }
        return named;
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

    private ConfiguredLinks? Note(ConfiguredLinks? links)
    {
        if (links is not null)
            _applied.Add(new AppliedSetting("find-links", links.Text, links.Origin));
        return links;
    }

    private static string Show(PipSetting setting)
    {
        IEnumerable<string> places = setting.Name is "extra-index-url" or "find-links"
            ? SettingReader.Places(setting.Value)
            : [setting.Value];
        return string.Join(' ', places.Select(place =>
            place.Contains("://", StringComparison.Ordinal)
                && IndexUrl.TryParse(place, out IndexUrl? url) ? url.ToString() : Redaction.OfPlace(place)));
    }
}
