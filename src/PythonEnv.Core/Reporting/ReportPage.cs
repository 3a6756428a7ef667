using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using PythonEnv.Diagnostics;
using PythonEnv.Host;

namespace PythonEnv.Reporting;

/// <summary>The report as one page that needs nothing else: no script, no network, light and dark, wide and narrow.</summary>
internal static partial class ReportPage
{
    public static string Write(EnvironmentReport report)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["title"] = Text($"{report.Name} – {Path.GetFileNameWithoutExtension(report.ProjectFile)}"),
            ["heading"] = Text($"Python environment {report.Name}"),
            ["project"] = Text(report.ProjectFile),
            ["mood"] = report.IsAsDeclared ? "good" : "",
            ["verdict"] = Text(report.Verdict),
            ["interpreter"] = Interpreter(report),
            ["findings"] = Findings(report),
            ["counts"] = Text(Counts(report)),
            ["packages"] = Packages(report),
        };
        return Place().Replace(EmbeddedScript.Read("report.html"), place => values[place.Groups[1].Value]);
    }

    /// <summary>How many distributions there are, as a phrase.</summary>
    public static string Counts(EnvironmentReport report)
    {
        int direct = report.Packages.Count(package => package.Package.IsDirect);
        return $"{report.Packages.Length} distributions: {direct} declared directly, "
            + $"{report.Packages.Length - direct} asked for by others.";
    }

    private static string Interpreter(EnvironmentReport report)
    {
        var list = new StringBuilder();
        Add("Python", report.Python);
        Add("Declared", report.InterpreterDeclared);
        Add("Found by", report.InterpreterSource);
        Add("Base", report.Receipt.Interpreter.Executable);
        Add("Environment", report.Layout.Root);
        Add("Fingerprint", report.Receipt.Fingerprint);
        return list.ToString();

        void Add(string name, string value)
        {
            if (value.Length > 0)
                list.Append("<dt>").Append(name).Append("</dt><dd>").Append(Text(value)).Append("</dd>\n");
        }
    }

    private static string Findings(EnvironmentReport report)
    {
        if (report.Findings.Count == 0)
            return "<p>None.</p>";
        var list = new StringBuilder("<ul>\n");
        foreach (Diagnostic finding in report.Findings)
        {
            list.Append("<li><a href=\"").Append(Text(finding.Rule.HelpLink)).Append("\">").Append(finding.Code).Append("</a> ")
                .Append(Text(Redaction.OfUrls(finding.Message)))
                .Append(" <span class=\"faint\">")
                .Append(Text(finding.Where.ToString()))
                .Append("</span></li>\n");
        }
        return list.Append("</ul>").ToString();
    }

    private static string Packages(EnvironmentReport report)
    {
        var rows = new StringBuilder();
        foreach (InstalledPackage package in report.Packages)
        {
            rows.Append("<tr><td><strong>").Append(Text(package.Package.Name)).Append("</strong></td>")
                .Append(Cell("Version", package.Package.Version))
                .Append(Cell("Licence", package.License))
                .Append(Cell("Asked for by", Askers(package)))
                .Append(Cell("Source", EnvironmentReport.SourceOf(package.Package))).Append("</tr>\n");
        }
        return rows.ToString();
    }

    private static string Askers(InstalledPackage package)
    {
        IEnumerable<string> declared = package.Package.IsDirect ? ["the project"] : [];
        return string.Join(", ", declared.Concat(package.RequiredBy));
    }

    private static string Cell(string label, string value) => $"<td data-label=\"{label}\">{Text(value)}</td>";

    private static string Text(string text) => WebUtility.HtmlEncode(text);

    [GeneratedRegex(@"\{\{(\w+)\}\}")]
    private static partial Regex Place();
}
