using PythonEnv.Diagnostics;
using PythonEnv.Packaging.Requirements;

namespace PythonEnv.Resolving.Terms;

/// <summary>A requirement, constraint or override that somebody wrote.</summary>
/// <param name="Requirement">Parsed. With a URL it admits releases of that URL only.</param>
/// <param name="Where">The line to blame; <see cref="SourceSpan.None"/> where there is none.</param>
/// <param name="Display">As written, without its marker and with credentials masked: what messages show.</param>
internal sealed record RootRequirement(Requirement Requirement, SourceSpan Where, string Display)
{
    public PackageName Name => Requirement.CanonicalName;
}
