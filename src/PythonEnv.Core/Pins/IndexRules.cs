using PythonEnv.Diagnostics;
using PythonEnv.Requirements;
using PythonEnv.Requirements.Files;

namespace PythonEnv.Pins;

/// <summary>PYENV2008 and PYENV2009: where distributions come from.</summary>
internal static class IndexRules
{
    /// <summary>PYENV2008.</summary>
    public static void CheckExtra(PinPolicyOptions options, HashRules hashes, List<Diagnostic> findings)
    {
        int exposed = hashes.Unhashed.Count(each => each.Kind == RequirementKind.Named && !options.HasOneIndex(each.CanonicalName!));
        foreach (Declared<string> extra in exposed > 0 ? options.ExtraIndexes() : [])
        {
            findings.Add(DiagnosticCatalog.DependencyConfusion.At(
                extra.Where,
                $"any of the indexes may serve any name, {extra.Value} included",
                $"{exposed} of {hashes.Count} requirements have no hash that would tell the files apart",
                "Add hashes, or use one index that mirrors the other"));
        }
    }

    /// <summary>PYENV2009.</summary>
    public static void CheckCredentials(IReadOnlyList<RequirementsFile> files, List<Diagnostic> findings)
    {
        foreach (SourceSpan credential in files.SelectMany(file => file.Credentials))
        {
            findings.Add(DiagnosticCatalog.CredentialInFile.At(
                credential,
                "a credential is written in this file",
                "whoever can read the repository has it",
                "Replace it by `${NAME}` and set that variable where the build runs; then revoke it"));
        }
    }
}
