using System.Collections.Immutable;
using PythonEnv.Diagnostics;
using PythonEnv.Locks.Model;
using PythonEnv.Locks.Toml;
using PythonEnv.Packaging.Requirements;

namespace PythonEnv.Locks.Poetry;

/// <summary>What a package of a lock, or its project, requires.</summary>
internal sealed record PoetryRequirement
{
    public required PackageName Name { get; init; }

    public PoetryConstraint Versions { get; init; } = PoetryConstraint.Any;

    /// <summary>Normalised.</summary>
    public ImmutableArray<string> Extras { get; init; } = [];

    public Marker? Marker { get; init; }

    /// <summary>The Pythons that it counts for; null for all.</summary>
    public PoetryConstraint? Python { get; init; }

    /// <summary>The value of <c>sys.platform</c> that it counts for; null for all.</summary>
    public string? Platform { get; init; }

    /// <summary>Counts only if an extra lists it.</summary>
    public bool IsOptional { get; init; }

    /// <summary><c>git</c>, <c>url</c>, <c>file</c> or <c>directory</c>: only a package from there will do.</summary>
    public string? SourceType { get; init; }

    public required SourceSpan Where { get; init; }

    public override string ToString() => $"{Name} {Versions}".TrimEnd();

    /// <summary>The requirements of a key <c>name = constraint</c>, where the constraint is a text, a table, or a list of these.</summary>
    /// <param name="errors">Receives what can't be read.</param>
    public static IEnumerable<PoetryRequirement> ReadAll(TomlMember member, List<LockProblem> errors)
    {
        IEnumerable<TomlNode> constraints = member.Value is TomlArray array ? array.Items : [member.Value];
        return [.. constraints.Select(constraint => Read(member, constraint, errors)).OfType<PoetryRequirement>()];
    }

    /// <summary>A requirement as PEP 508 writes it, of a project's own list.</summary>
    public static PoetryRequirement? Read(TomlString text, bool isOptional, List<LockProblem> errors)
    {
        if (!Requirement.TryParse(text.Value, out Requirement? requirement, out ParseError? error))
        {
            errors.Add(new LockProblem("", text.Span, $"`{text.Value}` can't be parsed: {error.Message}"));
            return null;
        }
        return new PoetryRequirement
        {
            Name = requirement.CanonicalName,
            Versions = PoetryConstraint.Of(requirement.Specifiers),
            Extras = Normalize(requirement.Extras),
            Marker = requirement.Marker,
            IsOptional = isOptional,
            Where = text.Span,
        };
    }

    private static PoetryRequirement? Read(TomlMember member, TomlNode constraint, List<LockProblem> errors)
    {
        PackageName name = PackageName.Normalize(member.Key);
        if (constraint is TomlString versions)
        {
            return ToConstraint(versions.Value, versions.Span, errors) is { } bare
                ? new PoetryRequirement { Name = name, Versions = bare, Where = member.KeySpan }
                : null;
        }
        if (constraint is not TomlTable toml)
        {
            errors.Add(new LockProblem(member.Key, constraint.Span, $"expected a version or a table, found {constraint.Kind}"));
            return null;
        }
        var table = new LockTable(toml, null, errors);
        var requirement = new PoetryRequirement
        {
            Name = name,
            Versions = table.Text("version") is { } text
                ? ToConstraint(text, table.PlaceOf("version"), errors) ?? PoetryConstraint.Any
                : PoetryConstraint.Any,
            Extras = Normalize(table.Texts("extras")),
            Marker = table.Marker("markers"),
            Python = table.Text("python") is { } python ? ToConstraint(python, table.PlaceOf("python"), errors) : null,
            Platform = table.Text("platform"),
            IsOptional = table.Boolean("optional") ?? false,
            SourceType = toml["git"] is not null ? "git"
                : toml["url"] is not null ? "url"
                : toml["file"] is not null ? "file"
                // A path may lead to a file or to a folder.
                : toml["path"] is not null ? "path" : null,
            Where = member.KeySpan,
        };
        return table.HasErrors ? null : requirement;
    }

    private static PoetryConstraint? ToConstraint(string text, SourceSpan where, List<LockProblem> errors)
    {
        if (!PoetryConstraint.TryParse(text, out PoetryConstraint? constraint))
            errors.Add(new LockProblem("", where, $"`{text}` is no version constraint"));
        return constraint;
    }

    private static ImmutableArray<string> Normalize(IEnumerable<string> extras) =>
        [.. extras.Select(extra => PackageName.Normalize(extra).Value)];
}
