using System.Globalization;
using PythonEnv.Diagnostics;
using PythonEnv.Host;
using PythonEnv.Packaging.Urls;

namespace PythonEnv.Indexes.Configuration;

/// <summary>Reads the values of options as pip does; what can't be read is a PYENV1004 where it is set, and counts as not set.</summary>
internal sealed class SettingReader(HostFacts host, DiagnosticBag diagnostics)
{
    public ConfiguredIndex? Index(string text, SettingOrigin origin)
    {
        // A path is allowed too: a folder laid out as an index.
        string place = ExpandUser(text);
        if (Path.IsPathFullyQualified(place))
            return new ConfiguredIndex(IndexUrl.From(FileUrl.Of(place)), origin);
        if (IndexUrl.TryParse(place, out IndexUrl? url, origin.Name) && url.Url.Scheme is "https" or "http" or "file")
            return new ConfiguredIndex(url, origin);
        bool hasScheme = text.Contains("://", StringComparison.Ordinal);
        string shown = Redaction.OfPlace(text);
        Refuse(
            origin,
            $"`{origin.Name}` can't be read",
            $"declared `{shown}`; {(hasScheme ? "it is no absolute http, https or file URL" : "it has no scheme")}",
            hasScheme ? "Write it as `https://host/simple/`" : $"Write `https://{shown}`");
        return null;
    }

    public ConfiguredLinks? Links(string text, SettingOrigin origin)
    {
        ConfiguredLinks links = ConfiguredLinks.Of(ExpandUser(text), origin);
        if (!text.Contains("://", StringComparison.Ordinal) || links.Url?.Url.Scheme is "https" or "http" or "file")
            return links;
        Refuse(
            origin, $"`{origin.Name}` can't be read",
            $"declared `{Redaction.OfPlace(text)}`; it is {(links.Url is null ? "no URL" : "no http, https or file URL")}",
            "Write it as `https://host/links/`, its credential percent-encoded");
        return null;
    }

    public IndexUrl? Proxy(PipSetting setting, SettingOrigin origin)
    {
        string text = setting.Value.Contains("://", StringComparison.Ordinal) ? setting.Value : $"http://{setting.Value}";
        if (IndexUrl.TryParse(text, out IndexUrl? url, origin.Name))
            return url;
        Refuse(
            origin, $"`{origin.Name}` can't be read", $"declared `{Redaction.OfPlace(setting.Value)}`", "Write it as `http://host:port`");
        return null;
    }

    public bool? Boolean(PipSetting setting) => setting.Value.ToLowerInvariant() switch
    {
        "y" or "yes" or "t" or "true" or "on" or "1" => true,
        "n" or "no" or "f" or "false" or "off" or "0" => false,
        _ => RefuseValue<bool>(setting, "is no boolean", "yes or no"),
    };

    public TimeSpan? Seconds(PipSetting setting)
    {
        bool isNumber = double.TryParse(setting.Value, CultureInfo.InvariantCulture, out double seconds);
        if (!isNumber || seconds is < 0 or > 86400 or double.NaN)
            return RefuseValue<TimeSpan>(setting, "is no number of seconds", "a number of seconds such as 15");
        return seconds == 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(seconds);
    }

    public int? Count(PipSetting setting) =>
        int.TryParse(setting.Value, CultureInfo.InvariantCulture, out int count) && count >= 0
            ? count
            : RefuseValue<int>(setting, "is no number", "a number such as 5");

    public bool? AsksKeyring(PipSetting setting) => setting.Value switch
    {
        "subprocess" => true,
        "auto" or "disabled" or "import" => false,
        _ => RefuseValue<bool>(setting, "is no provider", "auto, disabled, import or subprocess"),
    };

    /// <summary><c>os.path.expanduser</c> for the user's own home.</summary>
    public string ExpandUser(string path) =>
        path == "~" || (path.StartsWith('~') && host.Paths.IsSeparator(path[1])) ? host.HomeDirectory + path[1..] : path;

    /// <summary>The parts of an option that may be given several times.</summary>
    public static string[] Words(string value) => value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The same of places. A URL whose password has a blank, which pip would cut in two, stays one.</summary>
    public static IReadOnlyList<string> Places(string value)
    {
        var places = new List<string>();
        foreach (string word in Words(value))
        {
            if (places.Count > 0 && places[^1].Contains("://", StringComparison.Ordinal) && !IndexUrl.TryParse(places[^1], out _))
                places[^1] = $"{places[^1]} {word}";
            else
                places.Add(word);
        }
        return places;
    }

    private T? RefuseValue<T>(PipSetting setting, string problem, string expected)
        where T : struct
    {
        var origin = new SettingOrigin(setting.Variable ?? setting.Name, setting.Where);
        Refuse(
            origin, $"pip's option `{origin.Name}` can't be read", $"`{Redaction.OfPlace(setting.Value)}` {problem}", $"Write {expected}");
        return null;
    }

    private void Refuse(SettingOrigin origin, string problem, string evidence, string remedy) =>
        diagnostics.Add(DiagnosticCatalog.DeclarationUnreadable.At(origin.Where, problem, evidence, remedy));
}
