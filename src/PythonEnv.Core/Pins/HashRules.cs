using System.Buffers;
using PythonEnv.Diagnostics;
using PythonEnv.Packaging.Urls;
using PythonEnv.Requirements;
using PythonEnv.Requirements.Files;

namespace PythonEnv.Pins;

/// <summary>PYENV2006: hashes where they are required, and none that proves nothing.</summary>
internal sealed class HashRules
{
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF");

    private readonly DeclaredSet _declared;
    private readonly string? _reason;
    private readonly Func<DeclaredRequirement, string?> _knownHashes;

    public HashRules(DeclaredSet declared, IReadOnlyList<RequirementsFile> files, PinPolicyOptions options)
    {
        _declared = declared;
        _reason = ReasonToRequire(files, options);
        _knownHashes = options.KnownHashes;
    }

    /// <summary>Whether the requirement, or a constraint of its name, has a hash.</summary>
    public bool IsHashed(DeclaredRequirement requirement) =>
        requirement.HasHash || _declared.ConstraintsOf(requirement).Any(constraint => constraint.HasHash);

    public IEnumerable<DeclaredRequirement> Unhashed => _declared.Requirements.Select(line => line.Requirement!).Where(r => !IsHashed(r));

    public int Count => _declared.Requirements.Count;

    public void Check(RequirementsLine line, List<Diagnostic> findings)
    {
        CheckStrength(line, findings);
        DeclaredRequirement requirement = line.Requirement!;
        // A folder and a moving checkout have their own findings, and no hash could help them.
        bool isHopeless = requirement.IsEditable || requirement.PinClass is PinClass.Folder or PinClass.VcsDefault or PinClass.VcsReference;
        if (_reason is null || isHopeless || IsHashed(requirement))
            return;
        bool isCheckout = requirement.Kind == RequirementKind.Vcs;
        findings.Add(DiagnosticCatalog.HashMissing.At(
            requirement.Where,
            isCheckout ? $"`{requirement.Display}` is a checkout, which has no hash" : $"`{requirement.Display}` has no hash",
            _reason,
            isCheckout ? "Build a wheel of it and require that"
            : _knownHashes(requirement) is { } hashes ? $"Add `{hashes}`"
            : "Add `--hash=sha256:` and the digest of each file that may be installed"));
    }

    /// <summary>Digests that are too weak or can't be any.</summary>
    public static void CheckStrength(RequirementsLine line, List<Diagnostic> findings)
    {
        DeclaredRequirement requirement = line.Requirement!;
        for (int i = 0; i < requirement.Hashes.Length; i++)
        {
            FileHash hash = requirement.Hashes[i];
            if (Weakness(hash) is string weakness)
                Add(
                    findings, line.Options.Where(option => option.Option == RequirementsOption.Hash).ElementAt(i).Where, requirement, hash,
                    weakness);
        }
        bool isFile = requirement.Kind is RequirementKind.Url or RequirementKind.File;
        if (isFile && requirement.Link!.Hash is FileHash ofUrl && Weakness(ofUrl) is string weak)
            Add(findings, requirement.Where, requirement, ofUrl, weak);
    }

    private static void Add(List<Diagnostic> findings, SourceSpan where, DeclaredRequirement requirement, FileHash hash, string weakness) =>
        findings.Add(DiagnosticCatalog.HashMissing.At(
            where, $"the {hash.Algorithm} hash of `{requirement.Name ?? requirement.Display}` proves nothing", weakness,
            "Use the sha256 of the file"));

    private static string? Weakness(FileHash hash)
    {
        int digits = hash.Algorithm switch
        {
            "sha256" => 64,
            "sha384" => 96,
            "sha512" => 128,
            _ => 0,
        };
        if (digits == 0)
            return $"{hash.Algorithm} is too weak";
        return hash.Digest.Length == digits && !hash.Digest.AsSpan().ContainsAnyExcept(HexDigits)
            ? null
            : $"its digest is not {digits} hexadecimal digits";
    }

    private string? ReasonToRequire(IReadOnlyList<RequirementsFile> files, PinPolicyOptions options)
    {
        if (options.RequireHashes is bool required)
            return required ? "hashes are required by the project" : null;
        if (files.FirstOrDefault(file => file.Options.RequireHashes is not null)?.Options.RequireHashes is { } declared)
            return declared.Value ? $"hashes are required by {declared.Where}" : null;
        if (options.HashesRequiredBy is { } setting)
            return $"hashes are required by pip's configuration ({setting})";
        RequirementsLine? hashed = _declared.Requirements
            .Concat(_declared.Constraints)
            .FirstOrDefault(line => !line.Requirement!.Hashes.IsEmpty);
        return hashed is null
            ? null
            : $"one hash makes all necessary: `{hashed.Requirement!.Name ?? hashed.Requirement.Display}` of {hashed.Where} has one";
    }
}
