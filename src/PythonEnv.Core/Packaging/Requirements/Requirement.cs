using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using PythonEnv.Diagnostics;
using PythonEnv.Packaging.Versions;

namespace PythonEnv.Packaging.Requirements;

/// <summary>
/// What is required of one distribution (PEP 508). Immutable.
/// <code>
/// requirement = name [extras] (specifiers | "(" specifiers ")") [";" marker]
///             | name [extras] "@" url [blank [";" marker]]
/// extras      = "[" [name *("," name)] "]"
/// specifiers  = [clause *("," clause) [","]]        clauses as of PEP 440
/// url         = 1*(any character but blanks)
/// </code>
/// Blanks (space and tab) may surround every part.
/// </summary>
internal sealed class Requirement
{
    internal Requirement(string name, ImmutableArray<string> extras, SpecifierSet specifiers, string? url, Marker? marker)
    {
        Name = name;
        CanonicalName = PackageName.Normalize(name);
        Extras = extras;
        Specifiers = specifiers;
        Url = url;
        Marker = marker;
    }

    /// <summary>The name as written.</summary>
    public string Name { get; }

    public PackageName CanonicalName { get; }

    /// <summary>The extras as written, each spelling once, sorted.</summary>
    public ImmutableArray<string> Extras { get; }

    /// <summary>The empty set where none are given, or a URL is.</summary>
    public SpecifierSet Specifiers { get; }

    /// <summary>The address as written, or null.</summary>
    public string? Url { get; }

    public Marker? Marker { get; }

    /// <remarks>Error positions count from the beginning of the text.</remarks>
    public static bool TryParse(
        string text, [NotNullWhen(true)] out Requirement? requirement, [NotNullWhen(false)] out ParseError? error) =>
        RequirementParser.TryRead(text, out requirement, out error);

    /// <summary>The normalised text: <c>name[a,b]&gt;=1; marker</c> or <c>name@ url ; marker</c>.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(Name);
        if (!Extras.IsEmpty)
            text.Append('[').AppendJoin(',', Extras).Append(']');
        text.Append(Specifiers);
        if (Url is not null)
            text.Append("@ ").Append(Url).Append(Marker is null ? "" : " ");
        if (Marker is not null)
            text.Append("; ").Append(Marker);
        return text.ToString();
    }
}
