using System.Globalization;
using PythonEnv.Environments;
using PythonEnv.Environments.Receipts;
using PythonEnv.Indexes;
using PythonEnv.Packaging.Urls;
using PythonEnv.Packaging.Versions;
using PythonEnv.Pins;

namespace PythonEnv.Engine.Mending;

/// <summary>Why what is installed is not what a pin asks for.</summary>
internal static class PinDifference
{
    /// <param name="present">What is installed under the pin's name.</param>
    /// <param name="recorded">What the receipt has, by metadata directory.</param>
    /// <returns>A part of a sentence; null where it is what was asked for.</returns>
    public static string? Of(Pin wanted, InstalledDistribution[] present, IReadOnlyDictionary<string, ReceiptPackage> recorded) =>
        present switch
        {
            [] => "it is not installed",
            [InstalledDistribution only] => recorded.TryGetValue(only.MetadataName, out ReceiptPackage? package)
                ? Of(wanted, package)
                : OfStranger(wanted, only),
            _ => string.Create(CultureInfo.InvariantCulture, $"it is installed {present.Length} times"),
        };

    /// <summary>What a pin asks for, as a reader recognises it.</summary>
    public static string Asked(Pin pin) => pin.Version?.ToString() ?? pin.Specifiers.ExactPin ?? pin.Source ?? "";

    private static string OfStranger(Pin wanted, InstalledDistribution present) =>
        wanted.Version is { } version && PythonVersion.TryParse(present.Version, out PythonVersion? other) && version == other
            ? "something other than this package installed it"
            : $"{present.Version} is installed";

    private static string? Of(Pin wanted, ReceiptPackage package)
    {
        // A version that PEP 440 does not know was taken from METADATA of what was declared by URL.
        bool isKnown = PythonVersion.TryParse(package.Version, out PythonVersion? installed);
        if (isKnown && !(wanted.Version is { } exact ? installed == exact : wanted.Specifiers.Contains(installed!, prereleases: true)))
            return $"{package.Version} is installed";
        string[] accepted = [.. wanted.AcceptedHashes.Where(hash => hash.Algorithm == "sha256").Select(hash => hash.Digest)];
        if (package.Sha256.Length > 0 && accepted.Length > 0 && !accepted.Contains(package.Sha256, StringComparer.OrdinalIgnoreCase))
            return $"it was installed from another file, with the hash sha256:{package.Sha256}";
        if (wanted.File?.Size is { } size && package.Size != size)
            return "it was not held against the size that is declared";
        if (!IsProved(wanted, package))
            return "it was not held against all digests that are declared";
        return wanted.Source is { } source && source != package.Source ? $"it was installed from `{package.Source}`" : null;
    }

    private static bool IsProved(Pin wanted, ReceiptPackage package)
    {
        FileHash[][] known =
        [
            [new FileHash("sha256", package.Sha256)],
            .. package.Digests.Select(group => group.Split('|').Select(FileHash.Of).ToArray())
        ];
        IEnumerable<FileHash> anyOf = wanted.File is { Hashes.IsEmpty: false } file ? file.Hashes : wanted.Hashes;
        return package.Sha256.Length == 0
            || DigestCheck.Suffices([.. anyOf.Where(DigestCheck.CanCompute)], wanted.File?.IndexHashes ?? [], known);
    }
}
