using PythonEnv.Diagnostics;

namespace PythonEnv.Requirements;

/// <summary>A file that a declaration names, as <c>pip install -r</c> or <c>-c</c> would.</summary>
/// <param name="Path">Absolute.</param>
/// <param name="IsConstraints">It limits and adds nothing.</param>
/// <param name="DeclaredAt">Blamed if it is missing.</param>
internal sealed record RequirementsRoot(string Path, bool IsConstraints, SourceSpan DeclaredAt);
