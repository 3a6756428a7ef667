using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using System.Text;
using PythonEnv.Packaging.Text;

namespace PythonEnv.Packaging.Versions;

/// <summary>
/// A version of a distribution or an interpreter (PEP 440, "Version scheme"). Immutable.
/// <code>
/// version = ["v"] [epoch "!"] release [pre] [post] [dev] ["+" local]
/// release = number *("." number)
/// pre     = [sep] ("alpha" | "a" | "beta" | "b" | "preview" | "pre" | "c" | "rc") [sep] [number]
/// post    = "-" number | [sep] ("post" | "rev" | "r") [sep] [number]
/// dev     = [sep] "dev" [sep] [number]
/// local   = part *(sep part)                part = 1*(letter | digit)
/// sep     = "." | "-" | "_"
/// </code>
/// Letters are ASCII and of either case; white space around the version is ignored. Equality is that of the order:
/// <c>1.0</c> equals <c>1.0.0</c>.
/// </summary>
internal sealed class PythonVersion : IEquatable<PythonVersion>, IComparable<PythonVersion>
{
    private string? _text;

    internal PythonVersion(
        BigInteger epoch, ImmutableArray<BigInteger> release, PreRelease? pre, BigInteger? post, BigInteger? dev, string? local)
    {
        Epoch = epoch;
        Release = release;
        Pre = pre;
        Post = post;
        Dev = dev;
        Local = local;
    }

    public BigInteger Epoch { get; }

    /// <summary>The numbers of the release segment as written, at least one: 1.0 is <c>[1, 0]</c>.</summary>
    public ImmutableArray<BigInteger> Release { get; }

    public PreRelease? Pre { get; }

    public BigInteger? Post { get; }

    public BigInteger? Dev { get; }

    /// <summary>The local label, normalised (<c>ubuntu.1</c>), or null.</summary>
    public string? Local { get; }

    /// <summary>Whether the version is an alpha, beta, candidate or development release.</summary>
    public bool IsPrerelease => Pre is not null || Dev is not null;

    public bool IsPostrelease => Post is not null;

    public bool IsDevrelease => Dev is not null;

    /// <summary>The normalised version without its local label.</summary>
    public string Public => Local is null ? ToString() : Format(Release.Length, withSuffix: true, withLocal: false);

    /// <summary>Epoch and release only.</summary>
    public string Base => Format(Release.Length, withSuffix: false, withLocal: false);

    /// <summary>The one spelling that all equal versions share: normalised, without trailing zeros in the release.</summary>
    public string Canonical => Format(Math.Max(VersionOrder.SignificantLength(Release), 1), withSuffix: true, withLocal: true);

    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out PythonVersion? version) =>
        TryParse(text.AsSpan(), out version);

    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out PythonVersion? version)
    {
        ReadOnlySpan<char> trimmed = PythonText.Trim(text);
        int position = 0;
        version = VersionScanner.Scan(trimmed, ref position, allowLocal: true);
        if (position != trimmed.Length)
            version = null;
        return version is not null;
    }

    /// <exception cref="FormatException">The text is no version; for texts that the program itself wrote.</exception>
    public static PythonVersion Parse(string text) =>
        TryParse(text, out PythonVersion? version) ? version : throw new FormatException($"`{text}` is not a PEP 440 version");

    public int CompareTo(PythonVersion? other) => other is null ? 1 : VersionOrder.Compare(this, other);

    public bool Equals([NotNullWhen(true)] PythonVersion? other) => other is not null && VersionOrder.Compare(this, other) == 0;

    public override bool Equals([NotNullWhen(true)] object? obj) => Equals(obj as PythonVersion);

    public override int GetHashCode()
    {
        // The hashes of the parts and not the parts: generic code over their structures is compiled while the build waits.
        var hash = new HashCode();
        hash.Add(Epoch.GetHashCode());
        foreach (BigInteger number in Release.AsSpan(0, VersionOrder.SignificantLength(Release)))
            hash.Add(number.GetHashCode());
        hash.Add(Pre?.GetHashCode() ?? 0);
        hash.Add(Post?.GetHashCode() ?? 0);
        hash.Add(Dev?.GetHashCode() ?? 0);
        hash.Add(Local, StringComparer.Ordinal);
        return hash.ToHashCode();
    }

    /// <summary>The normalised spelling (PEP 440, "Normalization"); the release keeps its trailing zeros.</summary>
    public override string ToString() => _text ??= Format(Release.Length, withSuffix: true, withLocal: true);

    /// <summary>The first numbers of the release, with a dot between them: <c>3.11</c> of <c>3.11.7rc1</c>.</summary>
    public string ReleaseTo(int count)
    {
        string release = Format(Math.Min(count, Release.Length), withSuffix: false, withLocal: false);
        return Epoch.IsZero ? release : release[(release.IndexOf('!') + 1)..];
    }

    private string Format(int releaseLength, bool withSuffix, bool withLocal)
    {
        CultureInfo culture = CultureInfo.InvariantCulture;
        var text = new StringBuilder();
        if (!Epoch.IsZero)
            text.Append(Epoch.ToString(culture)).Append('!');
        text.Append(Release[0].ToString(culture));
        for (int i = 1; i < releaseLength; i++)
            text.Append('.').Append(Release[i].ToString(culture));
        if (withSuffix)
        {
            if (Pre is { } pre)
                text.Append(pre.Letter).Append(pre.Number.ToString(culture));
            if (Post is { } post)
                text.Append(".post").Append(post.ToString(culture));
            if (Dev is { } dev)
                text.Append(".dev").Append(dev.ToString(culture));
        }
        if (withLocal && Local is not null)
            text.Append('+').Append(Local);
        return text.ToString();
    }

    public static bool operator ==(PythonVersion? left, PythonVersion? right) => left is null ? right is null : left.Equals(right);

    public static bool operator !=(PythonVersion? left, PythonVersion? right) => !(left == right);

    public static bool operator <(PythonVersion left, PythonVersion right) => VersionOrder.Compare(left, right) < 0;

    public static bool operator >(PythonVersion left, PythonVersion right) => VersionOrder.Compare(left, right) > 0;

    public static bool operator <=(PythonVersion left, PythonVersion right) => VersionOrder.Compare(left, right) <= 0;

    public static bool operator >=(PythonVersion left, PythonVersion right) => VersionOrder.Compare(left, right) >= 0;
}
