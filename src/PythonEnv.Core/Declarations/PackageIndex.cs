using System.Diagnostics.CodeAnalysis;

namespace PythonEnv.Declarations;

/// <summary>The one index that some names come from, and only from there: <c>acme-*=https://…</c>.</summary>
/// <param name="Pattern">A name of distributions; <c>*</c> stands for any characters.</param>
/// <param name="Url">May carry credentials: never to be logged as it is.</param>
internal sealed record PackageIndex(string Pattern, string Url)
{
    public static bool TryParse(string text, [NotNullWhen(true)] out PackageIndex? index)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        (string pattern, string url) = equals < 0 ? ("", "") : (text[..equals].Trim(), text[(equals + 1)..].Trim());
        bool isName = pattern.Length > 0 && pattern.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '*');
        index = isName && url.Contains("://", StringComparison.Ordinal) ? new PackageIndex(pattern, url) : null;
        return index is not null;
    }
}
