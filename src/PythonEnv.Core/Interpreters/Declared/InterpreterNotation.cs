using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using NuGet.Versioning;
using PythonEnv.Diagnostics;
using PythonEnv.Host;
using PythonEnv.Packaging.Versions;

namespace PythonEnv.Interpreters.Declared;

/// <summary>
/// Reads what a declaration of an interpreter may say.
/// <code>
/// declaration    = path | range | specifiers | named
/// range          = NuGet's notation in brackets                 [3.11,3.13)   (,3.12]   [3.11.7]
/// specifiers     = PEP 440                                      >=3.11,&lt;3.13  ~=3.11   ==3.11.*
/// named          = [implementation ["-" | "@"]] [version] ["-" ["v"] version-of-implementation]
/// implementation = "python" | "cpython" | "pypy" | "graalpy"    any case; CPython where it is left out
/// version        = release [pre-release] build ["-dev"]         3.11   3.11.7   3.14.0rc1   3.13t   3.12-dev
/// release        = number *2("." number) | number [".x" | ".*"] | number "." number [".x" | ".*"]
/// build          = ["t"] ["d"]                                  free-threaded, debug
///                | ["+freethreaded" | "+gil"] ["+debug"]        the same as uv writes it
/// path           = whatever holds a path separator, begins with "~" or ends with ".exe"
/// </code>
/// One or two numbers stand for the newest version that begins with them; three, or a pre-release, for that very one.
/// A relative path counts from the project's folder.
/// </summary>
internal static class InterpreterNotation
{
    public const string Examples =
        "Write a version (`3.11`, `3.11.7`, `pypy3.10`, `3.13t`), a range (`[3.11,3.13)`, `>=3.11,<3.13`) or a path";

    /// <param name="text">The declaration.</param>
    /// <param name="where">Where it stands.</param>
    /// <param name="projectDirectory">Absolute.</param>
    /// <param name="host">For the syntax of paths.</param>
    /// <param name="request">What it asks for, if it can be read.</param>
    /// <param name="error">What is wrong with it, if it can't.</param>
    public static bool TryParse(
        string text,
        SourceSpan where,
        string projectDirectory,
        HostFacts host,
        [NotNullWhen(true)] out InterpreterRequest? request,
        [NotNullWhen(false)] out ParseError? error)
    {
        InterpreterRequest unread = new() { Text = text, Where = where };
        string trimmed = text.Trim();
        if (IsPath(trimmed))
            request = unread with { Path = Absolute(trimmed, projectDirectory, host) };
        else if (trimmed is ['[' or '(', ..])
            return TryParseRange(trimmed, unread, out request, out error);
        else if (trimmed is ['<' or '>' or '=' or '!' or '~', ..])
            return TryParseSpecifiers(trimmed, unread, out request, out error);
        else
            request = ParseNamed(trimmed, unread);
        error = request is null ? ParseError.OfAll(text, $"`{trimmed}` is neither a version, a range nor a path") : null;
        return request is not null;
    }

    /// <summary>Whether a word, in any case, names an implementation.</summary>
    public static bool IsImplementation(string word) => word.ToLowerInvariant() is "python" or "cpython" or "pypy" or "graalpy";

    private static bool IsPath(string text) =>
        text.AsSpan().ContainsAny('/', '\\') || text is ['~'] or "." or ".." || text.EndsWith(".exe", StringComparison.OrdinalIgnoreCase);

    private static string Absolute(string text, string projectDirectory, HostFacts host)
    {
        // A project file is shared between systems, and people write either separator.
        string path = host.IsWindows ? text : text.Replace('\\', '/');
        if (path is ['~'] or ['~', '/' or '\\', ..])
            path = host.InHome(path[1..].TrimStart('/', '\\'));
        return host.Paths.Normalize(host.Paths.Combine(projectDirectory, path));
    }

    private static bool TryParseRange(
        string text,
        InterpreterRequest unread,
        [NotNullWhen(true)] out InterpreterRequest? request,
        [NotNullWhen(false)] out ParseError? error)
    {
        request = null;
        error = ParseError.OfAll(text, $"`{text}` is not a range in NuGet's notation");
        if (!VersionRange.TryParse(text, allowFloating: false, out VersionRange? range) || range is { MinVersion: null, MaxVersion: null })
            return false;
        string clauses = range.MinVersion is { } only && only.Equals(range.MaxVersion)
            ? $"=={only}"
            : string.Join(',', new[]
            {
                range.MinVersion is { } minimum ? $"{(range.IsMinInclusive ? ">=" : ">")}{minimum}" : "",
                range.MaxVersion is { } maximum ? $"{(range.IsMaxInclusive ? "<=" : "<")}{maximum}" : "",
            }.Where(clause => clause.Length > 0));
        return TryParseSpecifiers(clauses, unread, out request, out error);
    }

    private static bool TryParseSpecifiers(
        string text,
        InterpreterRequest unread,
        [NotNullWhen(true)] out InterpreterRequest? request,
        [NotNullWhen(false)] out ParseError? error)
    {
        request = SpecifierSet.TryParse(text, out SpecifierSet? versions, out error)
            ? unread with { Versions = versions }
            : null;
        error = error is null ? null : error with { Message = $"`{text}` is not a version specifier: {error.Message}" };
        return request is not null;
    }

    private static InterpreterRequest? ParseNamed(string text, InterpreterRequest unread)
    {
        int letters = 0;
        while (letters < text.Length && char.IsAsciiLetter(text[letters]))
            letters++;
        string name = text[..letters].ToLowerInvariant();
        if ((name.Length > 0 && !IsImplementation(name)) || text.Length == 0)
            return null;
        InterpreterRequest request = name is "pypy" or "graalpy" ? unread with { Implementation = name } : unread;
        string rest = text[letters..];
        if (letters > 0 && rest is ['-' or '@', _, ..])
            rest = rest[1..];
        if (rest.Length == 0)
            return request;

        int dash = rest.IndexOf('-', StringComparison.Ordinal);
        if (name == "pypy" && dash > 0)
        {
            if (ParseVersions(rest[(dash + 1)..].TrimStart('v'), exactAt: 4) is not { } own)
                return null;
            request = request with { ImplementationVersions = own };
            rest = rest[..dash];
        }
        return ParseVersion(rest, request);
    }

    private static InterpreterRequest? ParseVersion(string text, InterpreterRequest request)
    {
        if (Cut(ref text, "-dev"))
            request = request with { AllowsPrereleases = true };
        if (Cut(ref text, "+debug") || CutFlag(ref text, 'd'))
            request = request with { Debug = true };
        if (Cut(ref text, "+freethreaded") || CutFlag(ref text, 't'))
            request = request with { FreeThreaded = true };
        else
            Cut(ref text, "+gil");
        return ParseVersions(text, exactAt: request.AllowsPrereleases ? 4 : 3) is { } versions
            ? request with { Versions = versions }
            : null;
    }

    // `d` may follow the `t` of a free-threaded build.
    private static bool CutFlag(ref string text, char flag)
    {
        bool cut = text.Length > 1 && text[^1] == flag && (char.IsAsciiDigit(text[^2]) || text[^2] == 't');
        if (cut)
            text = text[..^1];
        return cut;
    }

    /// <param name="text">One to three numbers, the last of which may be <c>x</c> or <c>*</c>, with a pre-release or without.</param>
    /// <param name="exactAt">From how many numbers on they mean that very version and not all that begin with them.</param>
    private static SpecifierSet? ParseVersions(string text, int exactAt)
    {
        bool isPrefix = Cut(ref text, ".x") || Cut(ref text, ".*");
        if (text.Length == 0 || !char.IsAsciiDigit(text[0]) || !PythonVersion.TryParse(text, out PythonVersion? version)
            || version is { Release.Length: > 3 } or { IsPostrelease: true } or { IsDevrelease: true } or { Local: not null }
            || version.Epoch != BigInteger.Zero || version.Release[0] > 9)
            return null;
        if (isPrefix && (version.Pre is not null || version.Release.Length > 2))
            return null;
        string clause = version.Pre is not null || (!isPrefix && version.Release.Length >= exactAt) ? $"=={version}" : $"=={version}.*";
        return SpecifierSet.TryParse(clause, out SpecifierSet? versions, out _) ? versions : null;
    }

    private static bool Cut(ref string text, string ending)
    {
        bool cut = text.EndsWith(ending, StringComparison.OrdinalIgnoreCase);
        if (cut)
            text = text[..^ending.Length];
        return cut;
    }
}
