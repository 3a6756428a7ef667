using System.IO.Enumeration;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Urls;

namespace PythonEnv.Indexes.Configuration;

/// <summary>The index that some names come from, and no other index.</summary>
/// <param name="pattern">A name; <c>*</c> stands for any characters.</param>
internal sealed class NamedIndex(string pattern, IndexUrl location)
{
    private readonly string _pattern = pattern.ToLowerInvariant().Replace('_', '-').Replace('.', '-');

    public IndexUrl Location { get; } = location;

    /// <summary>Whether find-links places count beside it: they are what a machine without a network has.</summary>
    public bool IsBesideLinks { get; init; }

    public bool Covers(PackageName name) => FileSystemName.MatchesSimpleExpression(_pattern, name.Value, ignoreCase: false);

    /// <summary>Without credentials.</summary>
    public override string ToString() => $"{_pattern}={Location}";
}
