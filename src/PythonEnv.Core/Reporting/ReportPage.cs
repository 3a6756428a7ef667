using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using PythonEnv.Diagnostics;
using PythonEnv.Environments.Receipts;
using PythonEnv.Host;

namespace PythonEnv.Reporting;

/// <summary>
/// The report as one page that needs nothing else: no network, light and dark, wide and narrow, with its own script or without.
/// </summary>
internal static partial class ReportPage
{
    public static string Write(EnvironmentReport report)
    {
        // A line feed of the page is one of the script, on every system: the digest is taken over what the browser sees.
        string script = EmbeddedScript.Read("report.js").ReplaceLineEndings("\n");
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
            ["vulnerabilities"] = Vulnerabilities(report),
            ["graph"] = Graph(report),
            ["script"] = script,
            ["scriptDigest"] = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script))),
        };
        return Place().Replace(EmbeddedScript.Read("report.html").ReplaceLineEndings("\n"), place => values[place.Groups[1].Value]);
    }

    /// <summary>How many distributions there are, as a phrase.</summary>
    public static string Counts(EnvironmentReport report)
    {
        int direct = report.Packages.Count(package => package.Package.IsDirect);
        return $"{Counted.Of(report.Packages.Length, "distribution")}: {direct} declared directly, "
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
                .Append(Cell("Size", SizeOf(package)))
                .Append(Cell("Asked for by", Askers(package)))
                .Append(Cell("Source", EnvironmentReport.SourceOf(package.Package))).Append("</tr>\n");
        }
        return rows.ToString();
    }

    private static string Vulnerabilities(EnvironmentReport report)
    {
        if (report.Receipt.Vulnerabilities.Count == 0)
            return "";
        var list = new StringBuilder("<h2>Known vulnerabilities</h2>\n<ul>\n");
        foreach (ReceiptVulnerability known in report.Receipt.Vulnerabilities)
        {
            string id = known.Page.StartsWith("https://", StringComparison.Ordinal)
                ? $"<a href=\"{Text(known.Page)}\">{Text(known.Id)}</a>"
                : Text(known.Id);
            string level = known.Level.Length > 0 ? $", {known.Level}" : "";
            string mended = known.FixedIn.Length > 0 ? $"fixed in {known.FixedIn}" : "no fixed version is known";
            list.Append("<li><strong>").Append(Text($"{known.Package} {known.Version}")).Append("</strong> ").Append(id)
                .Append(Text($"{level}: {known.Summary} ({mended})")).Append("</li>\n");
        }
        return list.Append("</ul>\n").ToString();
    }

    private static string Graph(EnvironmentReport report)
    {
        string picture = GraphPicture.Write(report);
        if (picture.Length == 0)
            return "";
        int apart = report.Packages.Length - GraphPicture.Connected(report).Length;
        string rest = apart == 0 ? "" : $" {apart} that nothing connects are left out.";
        return $"""
            <h2>Dependency graph</h2>
            <p class="faint">From left to right: what requires stands left of what it requires. What is declared is bold.{rest}</p>
            <div id="tools" hidden="hidden">
            <label for="find">Find</label><input id="find" type="search" autocomplete="off"/><span id="found" role="status"></span>
            <button id="farther" type="button" aria-label="Zoom out">−</button>
            <button id="nearer" type="button" aria-label="Zoom in">+</button>
            <button id="whole" type="button">Whole graph</button>
            <span class="faint">Arrow keys walk along it, Enter keeps a choice, Escape ends it.</span>
            </div>
            <div id="graph" role="region" aria-label="Dependency graph, scrollable" tabindex="0">
            {picture}</div>

            """;
    }

    private static string SizeOf(InstalledPackage package) => package.Size switch
    {
        null => "",
        >= 100_000 and var size => string.Create(CultureInfo.InvariantCulture, $"{size / 1e6:0.0} MB"),
        { } size => string.Create(CultureInfo.InvariantCulture, $"{size / 1e3:0.0} kB"),
    };

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
