using System.Text.Json;
using PythonEnv.Diagnostics;
using PythonEnv.Environments.Receipts;

namespace PythonEnv.Reporting;

/// <summary>
/// The machine-readable result; its names are described in <c>docs/reference.md</c>, and a change of their meaning is another schema.
/// </summary>
internal static class ResultJson
{
    private const int Schema = 1;

    public static string Write(EnvironmentReport report) => JsonText.Of(json =>
    {
        json.WriteStartObject();
        json.WriteNumber("schema", Schema);
        json.WriteString("environment", report.Name);
        json.WriteString("project", report.ProjectFile);
        json.WriteString("verdict", report.IsAsDeclared ? "asDeclared" : "different");
        json.WriteString("difference", report.Difference);
        json.WriteString("location", report.Layout.Root);
        json.WriteString("executable", report.Layout.Executable);
        json.WriteString("scriptsDirectory", report.Layout.ScriptsDirectory);
        json.WriteString("sitePackages", report.Layout.SitePackages);
        json.WriteString("fingerprint", report.Receipt.Fingerprint);
        WriteInterpreter(json, report);
        json.WriteStartArray("packages");
        foreach (InstalledPackage package in report.Packages)
            WritePackage(json, package);
        json.WriteEndArray();
        json.WriteStartArray("findings");
        foreach (Diagnostic finding in report.Findings)
            WriteFinding(json, finding);
        json.WriteEndArray();
        json.WriteStartArray("vulnerabilities");
        foreach (ReceiptVulnerability vulnerability in report.Receipt.Vulnerabilities)
            WriteVulnerability(json, vulnerability);
        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static void WriteInterpreter(Utf8JsonWriter json, EnvironmentReport report)
    {
        json.WriteStartObject("interpreter");
        json.WriteString("declared", report.InterpreterDeclared);
        json.WriteString("executable", report.Receipt.Interpreter.Executable);
        json.WriteString("implementation", report.Receipt.Interpreter.Implementation);
        json.WriteString("version", report.Receipt.Interpreter.Version);
        json.WriteString("abi", report.Receipt.Interpreter.Abi);
        json.WriteBoolean("freeThreaded", report.Receipt.Interpreter.IsFreeThreaded);
        json.WriteString("foundBy", report.InterpreterSource);
        json.WriteEndObject();
    }

    private static void WritePackage(Utf8JsonWriter json, InstalledPackage package)
    {
        json.WriteStartObject();
        json.WriteString("name", package.Package.Name);
        json.WriteString("version", package.Package.Version);
        json.WriteString("sha256", package.Package.Sha256);
        json.WriteString("source", EnvironmentReport.SourceOf(package.Package));
        json.WriteBoolean("direct", package.Package.IsDirect);
        json.WriteString("location", package.Package.IsSystem ? "System" : "Environment");
        json.WriteString("license", package.License);
        if (package.Size is { } size)
            json.WriteNumber("size", size);
        json.WriteStrings("extras", package.Package.Extras);
        json.WriteStrings("requires", package.Requires);
        json.WriteStrings("requiredBy", package.RequiredBy);
        WritePlace(json, "declaredAt", package.Package.DeclaredAt);
        json.WriteEndObject();
    }

    private static void WriteFinding(Utf8JsonWriter json, Diagnostic finding)
    {
        json.WriteStartObject();
        json.WriteString("code", finding.Code);
        json.WriteString("severity", finding.Severity.ToString().ToLowerInvariant());
        json.WriteString("message", Redaction.OfUrls(finding.Message));
        json.WriteString("help", finding.Rule.HelpLink);
        WritePlace(json, "at", finding.Where);
        json.WriteEndObject();
    }

    private static void WriteVulnerability(Utf8JsonWriter json, ReceiptVulnerability vulnerability)
    {
        json.WriteStartObject();
        json.WriteString("package", vulnerability.Package);
        json.WriteString("version", vulnerability.Version);
        json.WriteString("id", vulnerability.Id);
        json.WriteStrings("aliases", vulnerability.Aliases);
        json.WriteString("level", vulnerability.Level);
        json.WriteString("fixedIn", vulnerability.FixedIn);
        json.WriteString("summary", vulnerability.Summary);
        json.WriteString("page", vulnerability.Page);
        json.WriteEndObject();
    }

    private static void WritePlace(Utf8JsonWriter json, string name, SourceSpan place)
    {
        json.WriteStartObject(name);
        json.WriteString("file", place.File);
        json.WriteNumber("line", place.Line);
        json.WriteNumber("column", place.Column);
        json.WriteEndObject();
    }
}
