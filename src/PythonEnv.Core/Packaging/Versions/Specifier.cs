using System.Diagnostics.CodeAnalysis;
using PythonEnv.Diagnostics;
using PythonEnv.Packaging.Text;

namespace PythonEnv.Packaging.Versions;

/// <summary>
/// One clause of a version specifier (PEP 440, "Version specifiers"). Immutable.
/// <code>
/// clause = ("==" | "!=") version [".*"]          the version may have a local label, or ".*" after a bare release
///        | "~=" version                          at least two numbers in the release, no local label
///        | ("&lt;=" | "&gt;=" | "&lt;" | "&gt;") version     no local label
///        | "===" text                            no white space, ";" or ")"; compared as text, ignoring case
/// </code>
/// White space may surround operator and version. Two clauses are equal when they admit the same versions by the same operator:
/// <c>==1.0</c> equals <c>==1.0.0</c>.
/// </summary>
internal sealed class Specifier : IEquatable<Specifier>
{
    private readonly string _text;

    private Specifier(SpecifierOperator @operator, string versionText, PythonVersion? version, bool isPrefix)
    {
        Operator = @operator;
        VersionText = versionText;
        Version = version;
        IsPrefix = isPrefix;
        _text = @operator.Symbol() + versionText;
    }

    public SpecifierOperator Operator { get; }

    /// <summary>The version as written, with its <c>.*</c>; for <c>===</c> any text.</summary>
    public string VersionText { get; }

    /// <summary>The version, without its <c>.*</c>; null where the text after <c>===</c> is none.</summary>
    public PythonVersion? Version { get; }

    /// <summary>Whether the clause ends with <c>.*</c>.</summary>
    public bool IsPrefix { get; }

    /// <summary>Whether the clause asks for a pre-release by naming one; <c>!=</c> never asks.</summary>
    public bool NamesPrerelease => Operator != SpecifierOperator.NotEqual && Version is { IsPrerelease: true };

    public static bool TryParse(string text, [NotNullWhen(true)] out Specifier? specifier, [NotNullWhen(false)] out ParseError? error)
    {
        int position = PythonText.SkipSpace(text, 0);
        if (!TryRead(text, ref position, out specifier, out error))
            return false;
        int end = PythonText.SkipSpace(text, position);
        if (end == text.Length)
            return true;
        specifier = null;
        error = new ParseError(end, text.Length - end, $"unexpected `{text[end..]}` after the version");
        return false;
    }

    /// <summary>Reads the clause that begins at a position and moves behind it; what follows is left to the caller.</summary>
    internal static bool TryRead(
        string text, ref int position, [NotNullWhen(true)] out Specifier? specifier, [NotNullWhen(false)] out ParseError? error)
    {
        specifier = null;
        error = null;
        int start = position;
        if (SpecifierOperators.At(text, start) is not { } @operator)
        {
            error = MissingOperator(text, start);
            return false;
        }
        int versionStart = PythonText.SkipSpace(text, start + @operator.Symbol().Length);
        int end = versionStart;
        if (@operator == SpecifierOperator.Arbitrary)
        {
            while (end < text.Length && !PythonText.IsSpace(text[end]) && text[end] is not (';' or ')'))
                end++;
            string label = text[versionStart..end];
            PythonVersion? labelled = PythonVersion.TryParse(label, out PythonVersion? parsed) ? parsed : null;
            specifier = new Specifier(@operator, label, labelled, isPrefix: false);
            position = end;
            return true;
        }

        bool isEquality = @operator is SpecifierOperator.Equal or SpecifierOperator.NotEqual;
        if (VersionScanner.Scan(text, ref end, allowLocal: isEquality) is not { } version)
        {
            error = new ParseError(versionStart, 0, $"a version is missing after `{@operator.Symbol()}`");
            return false;
        }
        bool isPrefix = text.AsSpan(end).StartsWith(".*", StringComparison.Ordinal);
        error = isPrefix ? CheckPrefix(@operator, version, end) : CheckSuffix(@operator, version, text, versionStart, end);
        if (error is not null)
            return false;
        position = isPrefix ? end + 2 : end;
        specifier = new Specifier(@operator, text[versionStart..position], version, isPrefix);
        return true;
    }

    /// <summary>Whether the clause admits the version; pre-releases are not treated apart.</summary>
    public bool Contains(PythonVersion version) => Operator switch
    {
        SpecifierOperator.Equal => IsEqual(version),
        SpecifierOperator.NotEqual => !IsEqual(version),
        SpecifierOperator.LessOrEqual => VersionOrder.ComparePublic(version, Version!) <= 0,
        SpecifierOperator.GreaterOrEqual => version >= Version!,
        SpecifierOperator.Less => IsLess(version),
        SpecifierOperator.Greater => IsGreater(version),
        SpecifierOperator.Compatible => version >= Version! && VersionOrder.HasPrefix(version, Version!, Version!.Release.Length - 1),
        _ => IsSameText(version.ToString()),
    };

    /// <summary>Whether the clause admits the version; a text that is no version is admitted by its literal <c>===</c> only.</summary>
    public bool Contains(string version)
    {
        if (Operator == SpecifierOperator.Arbitrary)
            return IsSameText(version);
        return PythonVersion.TryParse(version, out PythonVersion? parsed) && Contains(parsed);
    }

    private bool IsEqual(PythonVersion version)
    {
        if (IsPrefix)
            return VersionOrder.HasPrefix(version, Version!, Version!.Release.Length);
        return Version!.Local is null ? VersionOrder.ComparePublic(version, Version) == 0 : version == Version;
    }

    /// <summary><c>&lt;V</c> excludes the pre-releases of V unless V is one itself.</summary>
    private bool IsLess(PythonVersion version)
    {
        if (VersionOrder.ComparePublic(version, Version!) >= 0)
            return false;
        if (Version!.IsPrerelease || !VersionOrder.SharesRelease(version, Version))
            return true;
        return Version.Post is not null && !(version.Pre is null && version.Post == Version.Post);
    }

    /// <summary><c>&gt;V</c> excludes local builds of V, and its post-releases unless V is a post or development release itself.</summary>
    private bool IsGreater(PythonVersion version)
    {
        if (VersionOrder.ComparePublic(version, Version!) <= 0)
            return false;
        return Version!.Post is not null || Version.Dev is not null
            || version.Pre != Version.Pre || !VersionOrder.SharesRelease(version, Version);
    }

    private bool IsSameText(string text) =>
        string.Equals(PythonText.Lower(text), PythonText.Lower(VersionText), StringComparison.Ordinal);

    private static ParseError MissingOperator(string text, int position)
    {
        bool single = position < text.Length && text[position] == '=';
        return single
            ? new ParseError(position, 1, "`=` is not an operator; `==` is")
            : new ParseError(position, text.Length - position, "one of ==, !=, <=, >=, <, >, ~=, === is missing before the version");
    }

    private static ParseError? CheckPrefix(SpecifierOperator @operator, PythonVersion version, int position)
    {
        if (@operator is not (SpecifierOperator.Equal or SpecifierOperator.NotEqual))
            return new ParseError(position, 2, $"`.*` goes with == and != only, not with {@operator.Symbol()}");
        bool isRelease = version is { Pre: null, Post: null, Dev: null, Local: null };
        return isRelease ? null : new ParseError(position, 2, "`.*` may follow a release only, no pre, post, dev or local segment");
    }

    private static ParseError? CheckSuffix(SpecifierOperator @operator, PythonVersion version, string text, int start, int end)
    {
        if (@operator == SpecifierOperator.Compatible && version.Release.Length < 2)
            return new ParseError(start, end - start, "`~=` needs a release of at least two numbers, such as ~=1.4");
        bool hasLocal = version.Local is null && end < text.Length && text[end] == '+';
        return hasLocal ? new ParseError(end, 1, $"a local label goes with == and != only, not with {@operator.Symbol()}") : null;
    }

    public bool Equals([NotNullWhen(true)] Specifier? other) =>
        other is not null && Operator == other.Operator
        && string.Equals(CanonicalVersion, other.CanonicalVersion, StringComparison.Ordinal);

    public override bool Equals([NotNullWhen(true)] object? obj) => Equals(obj as Specifier);

    public override int GetHashCode() => HashCode.Combine(Operator, string.GetHashCode(CanonicalVersion, StringComparison.Ordinal));

    /// <summary>Operator and version as written, without white space between them.</summary>
    public override string ToString() => _text;

    // Trailing zeros carry meaning after `~=`, and a prefix is compared as written.
    private string CanonicalVersion => Operator switch
    {
        SpecifierOperator.Arbitrary => VersionText,
        SpecifierOperator.Compatible => Version!.ToString(),
        _ => IsPrefix ? VersionText : Version!.Canonical,
    };
}
