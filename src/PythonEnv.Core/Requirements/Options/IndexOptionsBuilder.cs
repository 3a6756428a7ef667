using System.Collections.Immutable;
using PythonEnv.Diagnostics;
using PythonEnv.Packaging.Urls;

namespace PythonEnv.Requirements.Options;

/// <summary>An index that was declared and is not used.</summary>
/// <param name="Option">The option that declared it.</param>
/// <param name="By">The option that replaced it.</param>
internal sealed record LostIndex(Declared<string> Url, string Option, SourceSpan By);

/// <summary>Applies option lines in the order of the files, as pip applies them to its finder.</summary>
internal sealed class IndexOptionsBuilder(PathText paths, IRequirementsSource source)
{
    private readonly List<LostIndex> _replaced = [];
    private readonly List<Declared<string>> _extraIndexUrls = [];
    private readonly List<Declared<string>> _findLinks = [];
    private readonly List<Declared<string>> _trustedHosts = [];
    private readonly List<string> _features = [];
    private IndexOptions _options = IndexOptions.None;

    /// <summary>Options that take effect on whatever line they stand.</summary>
    public void ApplyEverywhere(LineOption option)
    {
        _options = option.Option switch
        {
            RequirementsOption.NoBinary => _options with { Formats = _options.Formats.WithNoBinary(option.Value!) },
            RequirementsOption.OnlyBinary => _options with { Formats = _options.Formats.WithOnlyBinary(option.Value!) },
            RequirementsOption.AllReleases => _options with { Releases = _options.Releases.WithAllReleases(option.Value!) },
            RequirementsOption.OnlyFinal => _options with { Releases = _options.Releases.WithOnlyFinal(option.Value!) },
            _ => _options,
        };
    }

    /// <summary>A line of nothing but options.</summary>
    /// <param name="folder">The folder of its file.</param>
    public void Apply(ImmutableArray<LineOption> line, string folder)
    {
        foreach (LineOption option in line)
            ApplySwitch(option);
        // pip looks at the options of a line in this order, however they are written.
        LineOption? index = line.LastOrDefault(option => option.Option == RequirementsOption.IndexUrl);
        if (index is { Value.Length: > 0 } && _options.NoIndex is null)
            SetIndexUrl(new Declared<string>(index.Value, index.Where));
        foreach (LineOption extra in line.Where(option => option.Option == RequirementsOption.ExtraIndexUrl && _options.NoIndex is null))
            _extraIndexUrls.Add(new Declared<string>(extra.Value!, extra.Where));
        LineOption? links = line.FirstOrDefault(option => option.Option == RequirementsOption.FindLinks);
        if (links?.Value is not null)
            _findLinks.Add(new Declared<string>(Beside(folder, links.Value), links.Where));
    }

    public IndexOptions Build() => _options with
    {
        ExtraIndexUrls = [.. _extraIndexUrls],
        FindLinks = [.. _findLinks],
        TrustedHosts = [.. _trustedHosts],
        Features = [.. _features],
    };

    /// <summary>Indexes that were declared and are not used, because a later <c>--index-url</c> replaces all that were there.</summary>
    public IEnumerable<LostIndex> Lost =>
        _options.NoIndex is not null ? [] : _replaced.Where(lost =>
            lost.Url.Value != _options.IndexUrl?.Value && !_extraIndexUrls.Exists(extra => extra.Value == lost.Url.Value));

    private void ApplySwitch(LineOption option)
    {
        switch (option.Option)
        {
            case RequirementsOption.NoIndex:
                _options = _options with { NoIndex = _options.NoIndex ?? new Declared<bool>(true, option.Where), IndexUrl = null };
                _extraIndexUrls.Clear();
                break;
            case RequirementsOption.Pre:
                _options = _options with
                {
                    Pre = _options.Pre ?? new Declared<bool>(true, option.Where),
                    Releases = _options.Releases.WithPre()
                };
                break;
            case RequirementsOption.PreferBinary:
                _options = _options with { PreferBinary = true };
                break;
            case RequirementsOption.RequireHashes:
                _options = _options with { RequireHashes = new Declared<bool>(true, option.Where) };
                break;
            case RequirementsOption.NoRequireHashes when _options.RequireHashes is null:
                _options = _options with { RequireHashes = new Declared<bool>(false, option.Where) };
                break;
            case RequirementsOption.TrustedHost:
                if (!_trustedHosts.Exists(host => host.Value == option.Value))
                    _trustedHosts.Add(new Declared<string>(option.Value!, option.Where));
                break;
            case RequirementsOption.UseFeature:
                if (!_features.Contains(option.Value!))
                    _features.Add(option.Value!);
                break;
        }
    }

    private void SetIndexUrl(Declared<string> url)
    {
        if (_options.IndexUrl is { } before)
            _replaced.Add(new LostIndex(before, "--index-url", url.Where));
        _replaced.AddRange(_extraIndexUrls.Select(extra => new LostIndex(extra, "--extra-index-url", url.Where)));
        _extraIndexUrls.Clear();
        _options = _options with { IndexUrl = url };
    }

    private string Beside(string folder, string value)
    {
        if (UrlParts.SchemeOf(folder) is "http" or "https")
            return value;
        string path = paths.Join(folder, value);
        return source.FileExists(path) || source.FolderExists(path) ? paths.Append(folder, value) : value;
    }
}
