using System.Buffers;

namespace PythonEnv.Diagnostics.Secrets;

/// <summary>Tells by its form or by its name what opens a door: a token, a parameter of a query, a user's name and password.</summary>
internal static class SecretWords
{
    private const int ShortestToken = 16;

    private static readonly SearchValues<char> PairEnds = SearchValues.Create("~;,|");

    // The same for everybody, or what people write before a password that comes from elsewhere.
    private static readonly string[] PlainUsers = ["git", "hg", "svn", "anonymous", "oauth2accesstoken", "__token__"];

    private static readonly string[] TokenPrefixes =
    [
        "ghp_", "gho_", "ghs_", "github_pat_", "glpat-", "gldt-", "pypi-", "dckr_pat_", "AKIA"
    ];

    private static readonly string[] Words =
    [
        "token", "secret", "password", "passwd", "signature", "credential", "auth", "apikey", "api_key", "api-key", "access_key",
        "accesskey"
    ];

    private static readonly string[] Names =
    [
        "sig", "key", "pwd", "pass", "pat", "jwt", "hmac", "hdnts", "hdnea", "policy", "awsaccesskeyid", "googleaccessid", "key-pair-id"
    ];

    /// <summary>
    /// Whether a name or a segment of a path is more likely made by a machine, to open something, than chosen by a person.
    /// </summary>
    public static bool LooksLikeToken(ReadOnlySpan<char> text)
    {
        if (text.Length < ShortestToken)
            return false;
        foreach (string prefix in TokenPrefixes)
        {
            if (text.StartsWith(prefix, StringComparison.Ordinal))
                return true;
        }
        int digits = 0, letters = 0;
        bool isHex = true;
        foreach (char c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c))
                return false;
            _ = char.IsAsciiDigit(c) ? digits++ : letters++;
            isHex &= char.IsAsciiHexDigitLower(c);
        }
        // Commits, and the digests by which indexes lay out their files.
        bool isDigest = isHex && text.Length is 40 or 60 or 64;
        return digits >= 2 && letters >= 2 && !isDigest;
    }

    /// <summary>Whether the value that is called so, in a query or a path, opens something.</summary>
    public static bool IsSecretName(ReadOnlySpan<char> name)
    {
        Span<char> lower = stackalloc char[Math.Min(name.Length, 64)];
        name[..lower.Length].ToLowerInvariant(lower);
        foreach (string word in Words)
        {
            if (lower.IndexOf(word, StringComparison.Ordinal) >= 0)
                return true;
        }
        foreach (string secret in Names)
        {
            if (lower.SequenceEqual(secret))
                return true;
        }
        return lower.StartsWith("x-amz-") || lower.StartsWith("x-goog-") || lower.StartsWith("x-ms-");
    }

    /// <summary>Where the secret of a segment, a parameter of a path or a query's pair begins; it goes on to the end.</summary>
    public static int? SecretIn(ReadOnlySpan<char> part)
    {
        int equals = part.IndexOf('=');
        if (equals < 0)
            return LooksLikeToken(part) ? 0 : null;
        ReadOnlySpan<char> value = part[(equals + 1)..];
        return !value.IsEmpty && (IsSecretName(part[..equals]) || LooksLikeToken(value) || HoldsSecretPair(value)) ? equals + 1 : null;
    }

    // `exp=1700000000~acl=/*~hmac=…`
    private static bool HoldsSecretPair(ReadOnlySpan<char> value)
    {
        foreach (Range piece in value.SplitAny(PairEnds))
        {
            ReadOnlySpan<char> pair = value[piece];
            int equals = pair.IndexOf('=');
            if (equals > 0 && equals + 1 < pair.Length && IsSecretName(pair[..equals]))
                return true;
        }
        return false;
    }

    /// <summary>Whether a URL's user information says more than who asks.</summary>
    public static bool IsShownMasked(ReadOnlySpan<char> userInfo)
    {
        int colon = userInfo.IndexOf(':');
        ReadOnlySpan<char> user = colon < 0 ? userInfo : userInfo[..colon];
        if (colon >= 0 && colon + 1 < userInfo.Length)
            return true;
        foreach (string plain in PlainUsers)
        {
            if (user.SequenceEqual(plain))
                return false;
        }
        return !user.IsEmpty;
    }
}
