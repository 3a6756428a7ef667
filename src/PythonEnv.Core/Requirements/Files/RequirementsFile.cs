using System.Collections.Immutable;
using PythonEnv.Diagnostics;
using PythonEnv.Requirements.Options;

namespace PythonEnv.Requirements.Files;

/// <summary>A requirements file with all it includes, read.</summary>
internal sealed record RequirementsFile
{
    /// <summary>What to install, in the order in which pip meets it.</summary>
    public ImmutableArray<DeclaredRequirement> Requirements { get; init; } = [];

    /// <summary>What limits the versions.</summary>
    public ImmutableArray<DeclaredRequirement> Constraints { get; init; } = [];

    public IndexOptions Options { get; init; } = IndexOptions.None;

    /// <summary>Every file that was read, in order, this one first. A file that could not be read is absent.</summary>
    public ImmutableArray<SourceFile> Files { get; init; } = [];

    /// <summary>Where a credential is written out in one of the files.</summary>
    public ImmutableArray<SourceSpan> Credentials { get; init; } = [];

    /// <summary>Every logical line that says something, included files in place.</summary>
    public ImmutableArray<RequirementsLine> Lines { get; init; } = [];

    /// <summary>What is wrong with the files themselves: PYENV2001 and PYENV2002.</summary>
    public ImmutableArray<Diagnostic> Diagnostics { get; init; } = [];
}

/// <summary>A file that a result was made from.</summary>
/// <param name="Path">Absolute path, or the URL.</param>
/// <param name="Sha256">Of its bytes, lower-case hexadecimal.</param>
internal sealed record SourceFile(string Path, string Sha256)
{
    /// <summary>
    /// SHA-256 over what a requirements file says: its lines as pip joins them, variables as written, without comments; requirements in
    /// any order. Empty for any other file, and for one that can't be decoded.
    /// </summary>
    public string Statements { get; init; } = "";
}

/// <summary>A file that a declaration names, as <c>pip install -r</c> or <c>-c</c> would.</summary>
/// <param name="Path">Absolute.</param>
/// <param name="IsConstraints">It limits and adds nothing.</param>
/// <param name="DeclaredAt">Blamed if it is missing.</param>
internal sealed record RequirementsRoot(string Path, bool IsConstraints, SourceSpan DeclaredAt);
