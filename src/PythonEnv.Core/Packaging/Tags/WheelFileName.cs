using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using PythonEnv.Diagnostics;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Versions;

namespace PythonEnv.Packaging.Tags;

/// <summary>The file name of a wheel (binary distribution format, formerly PEP 427, with the compressed tag sets of PEP 425).</summary>
/// <remarks>
/// <code>
/// name     = project "-" version [ "-" build ] "-" tags "-" tags "-" tags ".whl"
/// project  = 1*(letter / digit / "_" / ".")         ; without "__"; any script's letters
/// version  = a PEP 440 version without "-"
/// build    = 1*DIGIT *any-but-dash
/// tags     = tag *("." tag)                         ; of interpreters, ABIs and platforms; those of interpreters are identifiers
/// </code>
/// </remarks>
internal sealed record WheelFileName
{
    /// <summary>More combinations than any wheel ever had; a page full of hostile names must not cost more than this each.</summary>
    private const int MaxTags = 4096;

    private const string Extension = ".whl";

    private WheelFileName(
        string text, string project, string versionText, PythonVersion version, BuildTag? build, ImmutableArray<WheelTag> tags)
    {
        Text = text;
        Name = PackageName.Normalize(project);
        VersionText = versionText;
        Version = version;
        Build = build;
        Tags = tags;
    }

    /// <summary>The name as it was given.</summary>
    public string Text { get; }

    public PackageName Name { get; }

    /// <summary>The version as the file spells it.</summary>
    public string VersionText { get; }

    public PythonVersion Version { get; }

    public BuildTag? Build { get; }

    /// <summary>Every tag that the file stands for, in the order in which it names their parts.</summary>
    public ImmutableArray<WheelTag> Tags { get; }

    public static bool TryParse(string text, [NotNullWhen(true)] out WheelFileName? result, [NotNullWhen(false)] out ParseError? error)
    {
        result = null;
        if (!text.EndsWith(Extension, StringComparison.Ordinal))
        {
            error = new(text.Length, 0, "a wheel's file name ends with `.whl`");
            return false;
        }
        string[] parts = text[..^Extension.Length].Split('-');
        if (parts.Length is not (5 or 6))
        {
            error = new(0, text.Length, $"a wheel's file name has 5 or 6 parts between its dashes, not {parts.Length}");
            return false;
        }
        int versionAt = parts[0].Length + 1;
        int buildAt = versionAt + parts[1].Length + 1;
        int tagsAt = parts.Length == 6 ? buildAt + parts[2].Length + 1 : buildAt;
        BuildTag? build = null;
        if (!IsProject(parts[0]))
            error = new(0, parts[0].Length, $"`{parts[0]}` is not the escaped name of a project");
        else if (!PythonVersion.TryParse(parts[1], out PythonVersion? version))
            error = new(versionAt, parts[1].Length, $"`{parts[1]}` is not a version");
        else if (parts.Length == 6 && (build = ReadBuild(parts[2])) is null)
            error = new(buildAt, parts[2].Length, $"the build tag `{parts[2]}` does not start with a digit");
        else if (TryExpand(parts.AsSpan(^3..), out ImmutableArray<WheelTag> tags, out error))
            result = new WheelFileName(text, parts[0], parts[1], version, build, tags);
        else
            error = error.Shift(tagsAt);
        return result is not null;
    }

    public override string ToString() => Text;

    private static bool IsProject(string text)
    {
        if (text.Length == 0 || text.Contains("__", StringComparison.Ordinal))
            return false;
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (!PythonIdentifier.IsWordCharacter(rune) && rune.Value != '.')
                return false;
        }
        return true;
    }

    private static BuildTag? ReadBuild(string text)
    {
        int digits = 0;
        while (digits < text.Length && char.IsAsciiDigit(text[digits]))
            digits++;
        return digits == 0
            ? null
            : new BuildTag(BigInteger.Parse(text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture), text[digits..]);
    }

    private static bool TryExpand(
        ReadOnlySpan<string> parts, out ImmutableArray<WheelTag> tags, [NotNullWhen(false)] out ParseError? error)
    {
        error = null;
        string[] interpreters = parts[0].Split('.');
        string[] abis = parts[1].Split('.');
        string[] platforms = parts[2].Split('.');
        string? problem = null;
        tags = [];
        if (HasEmpty(interpreters) || HasEmpty(abis) || HasEmpty(platforms))
            problem = "a tag is empty";
        else if (Array.Find(interpreters, interpreter => !PythonIdentifier.IsIdentifier(interpreter)) is { } invalid)
            problem = $"`{invalid}` is not the tag of an interpreter";
        else if ((long)interpreters.Length * abis.Length * platforms.Length > MaxTags)
            problem = $"the tags have more than {MaxTags} combinations";
        else
        {
            var expanded = new WheelTag[interpreters.Length * abis.Length * platforms.Length];
            int count = 0;
            foreach (string interpreter in interpreters)
            {
                foreach (string abi in abis)
                {
                    foreach (string platform in platforms)
                        expanded[count++] = new WheelTag(interpreter, abi, platform);
                }
            }
            tags = count == 1 ? ImmutableCollectionsMarshal.AsImmutableArray(expanded) : [.. expanded.Distinct()];
        }
        if (problem is not null)
            error = new ParseError(0, parts[0].Length + parts[1].Length + parts[2].Length + 2, problem);
        return error is null;
    }

    private static bool HasEmpty(string[] parts) => Array.Exists(parts, static part => part.Length == 0);
}
