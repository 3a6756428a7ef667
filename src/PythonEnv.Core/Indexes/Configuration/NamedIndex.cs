using System.IO.Enumeration;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Urls;

namespace PythonEnv.Indexes.Configuration;

/// <summary>The index that some names come from, and no other index and no find-links place.</summary>
/// <param name="Pattern">A name; <c>*</c> stands for any characters.</param>
internal sealed record NamedIndex(string Pattern, IndexUrl Location)
{
    private readonly string _pattern = Pattern.ToLowerInvariant().Replace('_', '-').Replace('.', '-');

    public bool Covers(PackageName name) => FileSystemName.MatchesSimpleExpression(_pattern, name.Value, ignoreCase: false);

    /// <summary>Without credentials.</summary>
    public override string ToString() => $"{_pattern}={Location}";
}
