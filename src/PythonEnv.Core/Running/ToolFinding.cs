using System.Globalization;
using System.Text.RegularExpressions;

namespace PythonEnv.Running;

/// <summary>A finding that a Python tool prints as a line: <c>file:line:column: error: text</c>, as compilers do.</summary>
/// <remarks>
/// <code>
/// finding  = file ":" line [":" column] ":" SP severity [":"] SP text       ; mypy, pylint and those that follow gcc
///          / file ":" line ":" column " - " severity ":" SP text            ; pyright
///          / file ":" line ":" column ":" SP code SP text                   ; ruff and flake8
///          / file ":" line ":" SP exception [":" SP text]                   ; pytest
///          / "::" ("error" / "warning") [SP name "=" value *("," …)] "::" text ; a command of a GitHub workflow: file, line, col
/// severity = "fatal error" / "error" / "warning"
/// </code>
/// </remarks>
/// <param name="File">As printed; empty if a command names none.</param>
/// <param name="Line">1-based; 0 if none is printed.</param>
/// <param name="Column">1-based; 0 if none is printed.</param>
/// <param name="IsError">Else it is a warning.</param>
/// <param name="Code">The tool's own, such as <c>F401</c> or <c>assignment</c>; empty if there is none.</param>
/// <param name="Text">What it says.</param>
internal sealed partial record ToolFinding(string File, int Line, int Column, bool IsError, string Code, string Text)
{
    public static ToolFinding? Parse(string line)
    {
        // Most lines are none; this is cheaper than the expressions.
        if (!line.Contains(':', StringComparison.Ordinal))
            return null;
        Match match = Command().Match(line);
        if (match.Success)
            return OfCommand(match);
        match = WithSeverity().Match(line);
        if (match.Success)
        {
            (string text, string code) = SplitCode(match.Groups["text"].Value);
            return Of(match, !match.Groups["severity"].ValueSpan.Equals("warning", StringComparison.OrdinalIgnoreCase), code, text);
        }
        match = WithCode().Match(line);
        if (match.Success)
            return Of(match, isError: false, match.Groups["code"].Value, match.Groups["text"].Value);
        match = OfTest().Match(line);
        return match.Success ? Of(match, isError: true, "", match.Groups["text"].Value) : null;
    }

    private static ToolFinding Of(Match match, bool isError, string code, string text) =>
        new(match.Groups["file"].Value, Number(match.Groups["line"]), Number(match.Groups["column"]), isError, code, text.Trim());

    private static ToolFinding OfCommand(Match match)
    {
        string[] properties = match.Groups["properties"].Value.Split(',', StringSplitOptions.TrimEntries);
        string text = Unescape(match.Groups["text"].Value);
        return new(
            Value("file"), Number(Value("line")), Number(Value("col")), match.Groups["severity"].Value == "error", "",
            text.Length > 0 ? text : Value("title"));

        string Value(string name) => Unescape(Array.Find(
            properties, property => property.StartsWith(name + '=', StringComparison.Ordinal))?[(name.Length + 1)..] ?? "");
    }

    // As the toolkit of its actions escapes it; a finding is one line.
    private static string Unescape(string text) => text
        .Replace("%0D", "", StringComparison.OrdinalIgnoreCase)
        .Replace("%0A", " ", StringComparison.OrdinalIgnoreCase)
        .Replace("%3A", ":", StringComparison.OrdinalIgnoreCase)
        .Replace("%2C", ",", StringComparison.OrdinalIgnoreCase)
        .Replace("%25", "%", StringComparison.Ordinal)
        .Trim();

    private static int Number(Group group) => Number(group.ValueSpan);

    private static int Number(ReadOnlySpan<char> digits) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0;

    // mypy's `text  [code]`, pyright's `text (code)`, `E501: text` of those that follow gcc.
    private static (string Text, string Code) SplitCode(string text)
    {
        Match code = TrailingCode().Match(text);
        return code.Success ? (text[..code.Index], code.Groups["code"].Value) : (text, "");
    }

    private const string Place = @"^\s*(?<file>(?:[A-Za-z]:[\\/])?[^:\s][^:]*\.[A-Za-z]\w*):(?<line>\d+)(?::(?<column>\d+))?";

    [GeneratedRegex(@"^\s*::(?<severity>error|warning)(?:\s(?<properties>.*?))?::(?<text>.*)$", RegexOptions.CultureInvariant)]
    private static partial Regex Command();

    [GeneratedRegex(
        Place + @"(?::| -) (?<severity>fatal error|error|warning)\b:?\s*(?<text>\S.*)$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex WithSeverity();

    [GeneratedRegex(Place + @": (?<code>[A-Z]{1,6}\d{2,5}|invalid-syntax):? (?<text>\S.*)$", RegexOptions.CultureInvariant)]
    private static partial Regex WithCode();

    [GeneratedRegex(Place + @": (?<text>[A-Za-z_][\w.]*(?:Error|Exception|Failed)\b.*)$", RegexOptions.CultureInvariant)]
    private static partial Regex OfTest();

    [GeneratedRegex(@"\s+(?:\[(?<code>[\w-]+)\]|\((?<code>report\w+)\))$", RegexOptions.CultureInvariant)]
    private static partial Regex TrailingCode();
}
