using System.Collections.Immutable;
using PythonEnv.Diagnostics;
using PythonEnv.Packaging.Urls;
using PythonEnv.Packaging.Versions;

namespace PythonEnv.Requirements.Lines;

/// <summary>Turns a logical line into what pip makes of it, and says what pip drops on the way.</summary>
/// <param name="constraintsMayHaveExtras">Leave them out in silence; else they are a PYENV2002.</param>
internal sealed class LineReader(RequirementTextParser parser, DiagnosticBag findings, bool constraintsMayHaveExtras)
{
    private readonly OptionParser _options = new();

    /// <summary>Null if its options can't be parsed: pip stops there.</summary>
    public RequirementsLine? Read(LogicalLine line, bool isConstraint)
    {
        if (!_options.TryParse(line.Text, out ParsedLine? parsed, out ParseError? error))
        {
            Report(line, error.Position, error.Length, error.Message, Declared(line), error.Remedy, error.Rule);
            return null;
        }
        RequirementsLineKind kind = KindOf(parsed);
        DroppedByPip.Report(line, parsed, kind, findings);
        if (kind is RequirementsLineKind.Options)
            CheckHosts(line, parsed);
        (string? text, int start) = kind switch
        {
            RequirementsLineKind.Requirement => (parsed.Arguments, 0),
            RequirementsLineKind.Editable when parsed.First(RequirementsOption.Editable) is { } editable =>
                (editable.Value, editable.Start),
            _ => (null, 0),
        };
        return new RequirementsLine
        {
            Where = line.At(0, line.Text.Length) with { Line = line.Number },
            Text = line.Text,
            Kind = kind,
            IsConstraint = isConstraint,
            Options = OptionsOf(line, parsed),
            RequirementText = text,
            Requirement = text is null ? null : ReadRequirement(line, parsed, kind, isConstraint, text, start),
        };
    }

    private void CheckHosts(LogicalLine line, ParsedLine parsed)
    {
        foreach (ParsedOption option in parsed.Options)
        {
            if (option.Option == RequirementsOption.TrustedHost && !UrlParts.IsHostAndPort(option.Value!))
                Report(line, option.Start, option.Length, $"`{option.Value}` is no host or host:port", Declared(line), "Write it as one");
        }
    }

    private DeclaredRequirement? ReadRequirement(
        LogicalLine line, ParsedLine parsed, RequirementsLineKind kind, bool isConstraint, string text, int start)
    {
        bool isEditable = kind == RequirementsLineKind.Editable;
        if (isEditable && isConstraint)
        {
            Report(line, start, text.Length, "an editable requirement can't be a constraint", Declared(line), "Remove it here");
            return null;
        }
        if (isEditable
            ? parser.TryParseEditable(text, out RequirementParts? parts, out ParseError? error)
            : parser.TryParse(text, out parts, out error))
        {
            if (isConstraint && !parts.Extras.IsEmpty && !constraintsMayHaveExtras)
                Report(line, start, text.Length, "a constraint can't have extras", Declared(line), "Leave the extras to the requirement");
            return Assemble(line, parsed, parts, text, start, isEditable, isConstraint);
        }
        if (!isEditable && FragmentOfPath(text) is > 0 and int fragment)
        {
            Report(
                line, start + fragment, text.Length - fragment, "a path has no fragment", Declared(line),
                "Write a digest as `--hash=sha256:…`, or begin the path with `file:`");
        }
        else if (IsLocalPath(text))
            ReportLocal(line, start, text.Length, isEditable);
        else if (isEditable)
            Report(line, start, text.Length, error.Message, Declared(line), error.Remedy);
        else
            Report(line, error.Position, error.Length, error.Message, Declared(line), error.Remedy);
        return null;
    }

    private static DeclaredRequirement Assemble(
        LogicalLine line, ParsedLine parsed, RequirementParts parts, string text, int start, bool isEditable, bool isConstraint) =>
        new()
        {
            Where = line.At(start, text.Length),
            Display = Redaction.OfUrls(line.Secrets.Length > 0 ? line.Written : isEditable ? $"-e {text}" : text).Trim(),
            Kind = parts.Kind,
            IsEditable = isEditable,
            IsConstraint = isConstraint,
            Name = parts.Requirement?.Name,
            CanonicalName = parts.Requirement?.CanonicalName,
            Extras = isConstraint ? [] : parts.Extras,
            Specifiers = parts.Requirement?.Specifiers ?? SpecifierSet.Any,
            Link = parts.Link,
            Marker = parts.Marker,
            Hashes = isEditable ? [] : HashesOf(parsed),
            ConfigSettings = SettingsOf(parsed),
        };

    private static RequirementsLineKind KindOf(ParsedLine line) =>
        line.Arguments.Length > 0 ? RequirementsLineKind.Requirement
        : line.Has(RequirementsOption.Editable) ? RequirementsLineKind.Editable
        : line.Has(RequirementsOption.Requirement) ? RequirementsLineKind.Include
        : line.Has(RequirementsOption.Constraint) ? RequirementsLineKind.IncludeConstraints
        : RequirementsLineKind.Options;

    private static ImmutableArray<LineOption> OptionsOf(LogicalLine line, ParsedLine parsed)
    {
        if (parsed.Options.Count == 0)
            return [];
        var options = ImmutableArray.CreateBuilder<LineOption>(parsed.Options.Count);
        foreach (ParsedOption option in parsed.Options)
            options.Add(new LineOption(
                option.Option, option.Value, line.At(option.Start, option.Length),
                option.Value is null ? null : line.WithVariables(option.Value)));
        return options.MoveToImmutable();
    }

    private static ImmutableArray<FileHash> HashesOf(ParsedLine parsed)
    {
        if (parsed.Options.Count == 0)
            return [];
        var hashes = ImmutableArray.CreateBuilder<FileHash>(parsed.Options.Count);
        foreach (ParsedOption option in parsed.Options)
        {
            if (option.Option != RequirementsOption.Hash)
                continue;
            int colon = option.Value!.IndexOf(':');
            hashes.Add(new FileHash(AlgorithmName(option.Value.AsSpan(0, colon)), option.Value[(colon + 1)..]));
        }
        return hashes.DrainToImmutable();
    }

    private static string AlgorithmName(ReadOnlySpan<char> name) => name is "sha256" ? "sha256" : name.ToString();

    private static ImmutableArray<ConfigSetting> SettingsOf(ParsedLine parsed)
    {
        if (!parsed.Has(RequirementsOption.ConfigSettings))
            return [];
        return
        [
            .. from option in parsed.Options
               where option.Option == RequirementsOption.ConfigSettings
               let setting = option.Value!
               let separator = setting.IndexOf('=')
               select new ConfigSetting(setting[..separator], setting[(separator + 1)..]),
        ];
    }

    private static string Declared(LogicalLine line) => $"the line is `{Redaction.OfUrls(line.Written)}`";

    // A folder that is not there is a local requirement all the same: that it is one has to be mended first.
    private static bool IsLocalPath(string text) =>
        text is "." or ".." || text.StartsWith("./", StringComparison.Ordinal) || text.StartsWith("../", StringComparison.Ordinal)
        || text.StartsWith(".\\", StringComparison.Ordinal) || text.StartsWith("..\\", StringComparison.Ordinal)
        || text.StartsWith('/') || text.StartsWith('~');

    /// <summary>Where <c>#sha256=…</c> begins behind the path of an archive, which is no URL; else -1.</summary>
    private static int FragmentOfPath(string text)
    {
        int at = text.IndexOf('#');
        if (at < 0 || !IsLocalPath(text))
            return -1;
        return RequirementLinkReader.IsArchive(RequirementLinkReader.WithoutExtras(text[..at])) ? at : -1;
    }

    private void ReportLocal(LogicalLine line, int start, int length, bool isEditable) =>
        findings.Add(DiagnosticCatalog.LocalRequirement.At(
        line.At(start, length),
        $"`{Redaction.OfUrls(line.Written)}` is {(isEditable ? "an editable requirement" : "a local path")}",
        "what it installs changes with its files",
        "Build a wheel of it and require that"));

    private void Report(
        LogicalLine line, int start, int length, string problem, string evidence, string remedy, DiagnosticRule? rule = null) =>
        findings.Add((rule ?? DiagnosticCatalog.RequirementUnreadable).At(
            line.At(start, length), line.Conceal(problem), evidence,
            remedy.Length > 0 ? line.Conceal(remedy) : "Write one requirement a line, as `name==version`"));
}
