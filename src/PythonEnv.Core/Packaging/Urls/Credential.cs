using System.Net.Http.Headers;
using System.Text;
using PythonEnv.Diagnostics;
using PythonEnv.Diagnostics.Secrets;

namespace PythonEnv.Packaging.Urls;

/// <summary>What opens a server: a user and a password, or a token alone, which stands in the user's place.</summary>
/// <param name="user">Percent-decoded.</param>
/// <param name="password">Null: only the user is known, the password has to come from elsewhere.</param>
/// <param name="source">Where it was found, as people know the place: <c>PIP_INDEX_URL</c>, <c>.netrc</c>; may be empty.</param>
internal sealed class Credential(string user, string? password, string source = "") : IEquatable<Credential>
{
    public Secret User { get; } = new(user);

    public Secret? Password { get; } = password is null ? null : new Secret(password);

    public string Source { get; } = source;

    /// <summary>The user-info of a URL; null if it is empty.</summary>
    public static Credential? FromUserInfo(string userInfo, string source = "")
    {
        if (userInfo.Length == 0)
            return null;
        int colon = userInfo.IndexOf(':', StringComparison.Ordinal);
        return colon < 0
            ? new Credential(UrlParts.Unquote(userInfo), null, source)
            : new Credential(UrlParts.Unquote(userInfo[..colon]), UrlParts.Unquote(userInfo[(colon + 1)..]), source);
    }

    /// <summary>For messages: the user's name, unless it is the secret itself.</summary>
    public string Owner => string.IsNullOrEmpty(password) || SecretWords.LooksLikeToken(user) ? "a token" : $"user `{user}`";

    /// <summary>The value of an <c>Authorization</c> header: Basic authentication (RFC 7617), UTF-8.</summary>
    internal AuthenticationHeaderValue ToHeader() => new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));

    public bool Equals(Credential? other) => other is not null && User.Equals(other.User) && Equals(Password, other.Password);

    public override bool Equals(object? obj) => Equals(obj as Credential);

    public override int GetHashCode() => HashCode.Combine(User, Password);

    public override string ToString() => Redaction.Mask;
}
