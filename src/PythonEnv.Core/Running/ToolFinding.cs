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
/// severity = "fatal error" / "error" / "warning"
/// </code>
/// </remarks>
/// <param name="File">As printed.</param>
/// <param name="Line">1-based.</param>
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
        Match match = WithSeverity().Match(line);
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

    private static int Number(Group group) =>
        int.TryParse(group.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0;

    // mypy's `text  [code]`, pyright's `text (code)`, `E501: text` of those that follow gcc.
    private static (string Text, string Code) SplitCode(string text)
    {
        Match code = TrailingCode().Match(text);
        return code.Success ? (text[..code.Index], code.Groups["code"].Value) : (text, "");
    }

    private const string Place = @"^\s*(?<file>(?:[A-Za-z]:[\\/])?[^:\s][^:]*\.[A-Za-z]\w*):(?<line>\d+)(?::(?<column>\d+))?";

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
