using System.Net.Http.Headers;
using System.Text;

namespace PythonEnv.Packaging.Urls;

/// <summary>A user and a password or token. Prints as <c>****</c>, whoever prints it.</summary>
internal sealed class Credential(string user, string? password) : IEquatable<Credential>
{
    public string User { get; } = user;

    /// <summary>Null: only the user is known, the password has to come from elsewhere.</summary>
    public string? Password { get; } = password;

    /// <summary>The user-info of a URL, percent-decoded; null if it is empty.</summary>
    public static Credential? FromUserInfo(string userInfo)
    {
        if (userInfo.Length == 0)
            return null;
        int colon = userInfo.IndexOf(':', StringComparison.Ordinal);
        return colon < 0
            ? new Credential(Uri.UnescapeDataString(userInfo), null)
            : new Credential(Uri.UnescapeDataString(userInfo[..colon]), Uri.UnescapeDataString(userInfo[(colon + 1)..]));
    }

    /// <summary>Basic authentication (RFC 7617), UTF-8.</summary>
    internal AuthenticationHeaderValue ToHeader() =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User}:{Password}")));

    public bool Equals(Credential? other) => other is not null && User == other.User && Password == other.Password;

    public override bool Equals(object? obj) => Equals(obj as Credential);

    public override int GetHashCode() => HashCode.Combine(User, Password);

    public override string ToString() => "****";
}
