using System.Collections.Immutable;
using PythonEnv.Diagnostics;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Requirements;
using PythonEnv.Requirements.Files;

namespace PythonEnv.Pins;

/// <summary>
/// Whether requirements name exactly what is to be installed: PYENV2003 to PYENV2009. Constraints are not policed themselves; an exact
/// one pins the requirements of its name.
/// </summary>
internal static class PinPolicy
{
    /// <summary>Every violation of every file, in the order of the lines.</summary>
    public static ImmutableArray<Diagnostic> Check(IReadOnlyList<RequirementsFile> files, PinPolicyOptions options)
    {
        var findings = new List<Diagnostic>();
        var declared = new DeclaredSet(files, options.Environment);
        var hashes = new HashRules(declared, files, options);
        foreach (RequirementsLine line in declared.Requirements)
        {
            if (PinRules.Check(line.Requirement!, declared, options) is Diagnostic unpinned)
                findings.Add(unpinned);
            hashes.Check(line, findings);
        }
        foreach (RequirementsLine line in declared.Constraints)
            HashRules.CheckStrength(line, findings);
        ConflictRules.Check(declared, findings);
        IndexRules.CheckExtra(options, hashes, findings);
        IndexRules.CheckCredentials(files, findings);
        return InOrder(findings);
    }

    /// <summary>PYENV2006 and PYENV2008 alone, for a demand and for indexes that become known late.</summary>
    public static ImmutableArray<Diagnostic> CheckLate(RequirementsFile file, PinPolicyOptions options)
    {
        var findings = new List<Diagnostic>();
        var declared = new DeclaredSet([file], options.Environment);
        var hashes = new HashRules(declared, [file], options);
        foreach (RequirementsLine line in declared.Requirements)
            hashes.Check(line, findings);
        IndexRules.CheckExtra(options, hashes, findings);
        return InOrder(findings);
    }

    /// <summary>PYENV2007 alone, where it is known which lines hold together.</summary>
    public static ImmutableArray<Diagnostic> CheckConflicts(RequirementsFile file, MarkerEnvironment environment)
    {
        var findings = new List<Diagnostic>();
        ConflictRules.Check(new DeclaredSet([file], environment), findings);
        return InOrder(findings);
    }

    private static ImmutableArray<Diagnostic> InOrder(List<Diagnostic> findings)
    {
        // A file that is included twice is wrong once.
        return [.. findings.Distinct()];
    }
}
