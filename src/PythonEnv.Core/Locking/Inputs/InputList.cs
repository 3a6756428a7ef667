using System.Collections.Immutable;
using PythonEnv.Diagnostics;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Requirements;

namespace PythonEnv.Locking.Inputs;

/// <summary>One thing that a lock was asked for, and where it is written.</summary>
/// <param name="Text">Normalised: two that ask for the same are equal, and none holds a credential.</param>
/// <param name="Where">No place for an option of the project.</param>
internal sealed record InputEntry(string Text, SourceSpan Where);

/// <summary>
/// Everything that was asked for, in order, as it is kept in the lock. Comments, blanks and the places of files are not in it, nor are
/// indexes that serve every name: a mirror is no other question.
/// </summary>
internal static class InputList
{
    /// <param name="inputs">What people wrote.</param>
    /// <param name="choices">Options of the project that change the answer.</param>
    public static ImmutableArray<InputEntry> Of(LockInputs inputs, ImmutableArray<string> choices) =>
    [
        .. inputs.Requirements.Select(requirement => Entry("", requirement)),
        .. inputs.Constraints.Select(constraint => Entry("-c ", constraint)),
        .. inputs.Overrides.Select(replacement => Entry("--override ", replacement)),
        .. inputs.ChoiceOptions.Concat(choices).Select(text => new InputEntry(text, SourceSpan.None)),
    ];

    private static InputEntry Entry(string prefix, DeclaredRequirement declared) => new(prefix + Normalize(declared), declared.Where);

    private static string Normalize(DeclaredRequirement declared)
    {
        string name = declared.CanonicalName?.Value ?? "";
        string extras = declared.Extras.IsEmpty ? ""
            : $"[{string.Join(',', declared.Extras.Select(extra => PackageName.Normalize(extra).Value).Order(StringComparer.Ordinal))}]";
        string marker = declared.Marker is null ? "" : $" ; {declared.Marker}";
        string hashes = string.Concat(
            declared.Hashes.Select(hash => $" --hash={hash}").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
        return declared.Kind == RequirementKind.Named
            ? $"{name}{extras}{declared.Specifiers}{marker}{hashes}"
            : $"{name}{extras} @ {ShownUrl(declared)}{marker}{hashes}".TrimStart();
    }

    /// <summary>
    /// The URL of a requirement as it may be kept: variables as written, without credentials. A relative path stays one: another checkout
    /// lies elsewhere.
    /// </summary>
    public static string ShownUrl(DeclaredRequirement declared)
    {
        if (declared.RelativePath is { } path)
            return path;
        string text = declared.Display;
        int at = text.IndexOf('@', StringComparison.Ordinal);
        int scheme = text.IndexOf("://", StringComparison.Ordinal);
        bool isNamed = at >= 0 && (scheme < 0 || at < scheme);
        string url = (isNamed ? text[(at + 1)..] : text).Trim().Split(' ', 2)[0];
        if (!url.Contains("://", StringComparison.Ordinal))
            url = declared.Link!.Url;
        return url.Replace($"{Redaction.Mask}@", "", StringComparison.Ordinal);
    }
}
