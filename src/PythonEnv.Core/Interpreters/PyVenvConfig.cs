using System.Collections.Immutable;
using System.Text;
using PythonEnv.Packaging.Text;

namespace PythonEnv.Interpreters;

/// <param name="Key">In lower case.</param>
internal sealed record PyVenvSetting(string Key, string Value);

/// <summary>The <c>pyvenv.cfg</c> of a virtual environment (PEP 405), which tells its interpreter where the base installation is.</summary>
/// <remarks>
/// <code>
/// file = *(key blanks "=" blanks value LF)     ; keys in any case; a line without "=" means nothing
/// </code>
/// </remarks>
/// <param name="Settings">In the order of the file.</param>
internal sealed record PyVenvConfig(ImmutableArray<PyVenvSetting> Settings)
{
    /// <summary>The last value of a key, which is the one that <c>site</c> takes; null if it is not there.</summary>
    public string? this[string key]
    {
        get
        {
            for (int i = Settings.Length - 1; i >= 0; i--)
            {
                if (Settings[i].Key == key)
                    return Settings[i].Value;
            }
            return null;
        }
    }

    /// <summary>The folder of the base interpreter's executable. The interpreter stops at the first such line.</summary>
    public string? Home
    {
        get
        {
            foreach ((string key, string value) in Settings)
            {
                if (key == "home")
                    return value;
            }
            return null;
        }
    }

    /// <summary>Whether the base interpreter's site-packages are visible. Without the line they are, as <c>site</c> has it.</summary>
    public bool IncludesSystemSitePackages =>
        this["include-system-site-packages"] is not { } value || value.Equals("true", StringComparison.OrdinalIgnoreCase);

    public static PyVenvConfig Parse(string text)
    {
        var settings = ImmutableArray.CreateBuilder<PyVenvSetting>();
        foreach (ReadOnlySpan<char> line in UniversalLines.Of(text))
        {
            int equals = line.IndexOf('=');
            if (equals >= 0)
                settings.Add(
                    new(PythonText.Lower(PythonText.Trim(line[..equals]).ToString()), PythonText.Trim(line[(equals + 1)..]).ToString()));
        }
        return new PyVenvConfig(settings.DrainToImmutable());
    }

    public override string ToString()
    {
        var text = new StringBuilder();
        foreach ((string key, string value) in Settings)
            text.Append(key).Append(" = ").Append(value).Append('\n');
        return text.ToString();
    }
}
