using System.Text.Json;
using PythonEnv.Environments.Receipts;
using PythonEnv.Host;

namespace PythonEnv.Reporting;

/// <summary>
/// The bill of materials in CycloneDX 1.6 (ECMA-424): the same text for the same environment. Its serial number comes from the fingerprint,
/// and it holds no time and no path of this machine.
/// </summary>
internal static class CycloneDx
{
    public static string Write(EnvironmentReport report) => JsonText.Of(json =>
    {
        json.WriteStartObject();
        json.WriteString("$schema", "http://cyclonedx.org/schema/bom-1.6.schema.json");
        json.WriteString("bomFormat", "CycloneDX");
        json.WriteString("specVersion", "1.6");
        json.WriteString("serialNumber", SerialNumber(report.Receipt.Fingerprint));
        json.WriteNumber("version", 1);
        WriteMetadata(json, report);
        json.WriteStartArray("components");
        WriteInterpreter(json, report);
        foreach (InstalledPackage package in report.Packages)
            WritePackage(json, package);
        json.WriteEndArray();
        WriteDependencies(json, report);
        WriteVulnerabilities(json, report);
        json.WriteEndObject();
    });

    // The form of RFC 9562, version 8: what its bits mean is up to us.
    private static string SerialNumber(string fingerprint) =>
        $"urn:uuid:{fingerprint[..8]}-{fingerprint[8..12]}-8{fingerprint[13..16]}-8{fingerprint[17..20]}-{fingerprint[20..32]}";

    private static void WriteMetadata(Utf8JsonWriter json, EnvironmentReport report)
    {
        json.WriteStartObject("metadata");
        json.WriteStartObject("tools");
        json.WriteStartArray("components");
        json.WriteStartObject();
        json.WriteString("type", "application");
        json.WriteString("name", "PythonEnv.Tasks");
        json.WriteString("version", EngineVersion.Current);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteStartObject("component");
        json.WriteString("type", "application");
        json.WriteString("bom-ref", ProjectOf(report));
        json.WriteString("name", Path.GetFileNameWithoutExtension(report.ProjectFile));
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteInterpreter(Utf8JsonWriter json, EnvironmentReport report)
    {
        json.WriteStartObject();
        json.WriteString("type", "platform");
        json.WriteString("bom-ref", InterpreterOf(report));
        json.WriteString("name", report.Receipt.Interpreter.Implementation);
        json.WriteString("version", report.Receipt.Interpreter.Version);
        json.WriteEndObject();
    }

    private static void WritePackage(Utf8JsonWriter json, InstalledPackage package)
    {
        json.WriteStartObject();
        json.WriteString("type", "library");
        json.WriteString("bom-ref", Purl(package.Package));
        json.WriteString("name", package.Package.Name);
        json.WriteString("version", package.Package.Version);
        if (package.Package.Sha256.Length > 0 && !package.Package.IsSystem)
        {
            json.WriteStartArray("hashes");
            json.WriteStartObject();
            json.WriteString("alg", "SHA-256");
            json.WriteString("content", package.Package.Sha256);
            json.WriteEndObject();
            json.WriteEndArray();
        }
        WriteLicense(json, package);
        json.WriteString("purl", Purl(package.Package));
        if (IsAddress(EnvironmentReport.SourceOf(package.Package)))
        {
            json.WriteStartArray("externalReferences");
            json.WriteStartObject();
            json.WriteString("type", "distribution");
            json.WriteString("url", EnvironmentReport.SourceOf(package.Package));
            json.WriteEndObject();
            json.WriteEndArray();
        }
        json.WriteEndObject();
    }

    private static void WriteLicense(Utf8JsonWriter json, InstalledPackage package)
    {
        if (package.License.Length == 0)
            return;
        json.WriteStartArray("licenses");
        json.WriteStartObject();
        if (package.IsLicenseExpression)
        {
            json.WriteString("expression", package.License);
        }
        else
        {
            json.WriteStartObject("license");
            json.WriteString("name", package.License);
            json.WriteEndObject();
        }
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteDependencies(Utf8JsonWriter json, EnvironmentReport report)
    {
        Dictionary<string, string> references = report.Packages.ToDictionary(
            package => package.Package.Name, package => Purl(package.Package), StringComparer.Ordinal);
        json.WriteStartArray("dependencies");
        IEnumerable<string> direct = report.Packages
            .Where(package => package.Package.IsDirect)
            .Select(package => references[package.Package.Name]);
        WriteDependency(json, ProjectOf(report), direct.Prepend(InterpreterOf(report)));
        WriteDependency(json, InterpreterOf(report), []);
        foreach (InstalledPackage package in report.Packages)
            WriteDependency(json, references[package.Package.Name], package.Requires.Select(name => references[name]));
        json.WriteEndArray();
    }

    private static void WriteDependency(Utf8JsonWriter json, string reference, IEnumerable<string> dependsOn)
    {
        json.WriteStartObject();
        json.WriteString("ref", reference);
        json.WriteStrings("dependsOn", dependsOn);
        json.WriteEndObject();
    }

    private static void WriteVulnerabilities(Utf8JsonWriter json, EnvironmentReport report)
    {
        // A local part of the installed version is unknown to the databases, and belongs to the reference.
        Dictionary<string, string> references = report.Packages.ToDictionary(
            package => package.Package.Name, package => Purl(package.Package), StringComparer.Ordinal);
        ReceiptVulnerability[] known =
        [
            .. report.Receipt.Vulnerabilities.Where(vulnerability => references.ContainsKey(vulnerability.Package))
        ];
        if (known.Length == 0)
            return;
        json.WriteStartArray("vulnerabilities");
        foreach (ReceiptVulnerability vulnerability in known)
            WriteVulnerability(json, vulnerability, references[vulnerability.Package]);
        json.WriteEndArray();
    }

    private static void WriteVulnerability(Utf8JsonWriter json, ReceiptVulnerability vulnerability, string reference)
    {
        json.WriteStartObject();
        json.WriteString("id", vulnerability.Id);
        if (IsAddress(vulnerability.Page))
            WriteObject("source", "url", vulnerability.Page);
        if (vulnerability.Aliases.Length > 0)
        {
            json.WriteStartArray("references");
            foreach (string alias in vulnerability.Aliases)
            {
                json.WriteStartObject();
                json.WriteString("id", alias);
                WriteObject("source", "url", $"https://osv.dev/vulnerability/{Uri.EscapeDataString(alias)}");
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
        json.WriteStartArray("ratings");
        json.WriteStartObject();
        // The standard says `medium` for what NuGet and GitHub call moderate.
        json.WriteString("severity", vulnerability.Level switch { "" => "unknown", "moderate" => "medium", string level => level });
        json.WriteEndObject();
        json.WriteEndArray();
        if (vulnerability.Summary.Length > 0)
            json.WriteString("description", vulnerability.Summary);
        if (vulnerability.FixedIn.Length > 0)
            json.WriteString("recommendation", $"Pin {vulnerability.Package}=={vulnerability.FixedIn} or newer");
        json.WriteStartArray("affects");
        json.WriteStartObject();
        json.WriteString("ref", reference);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();

        void WriteObject(string name, string member, string value)
        {
            json.WriteStartObject(name);
            json.WriteString(member, value);
            json.WriteEndObject();
        }
    }

    // A local version has a `+`, an epoch a `!`.
    private static string Purl(ReceiptPackage package) => $"pkg:pypi/{package.Name}@{Uri.EscapeDataString(package.Version)}";

    private static string ProjectOf(EnvironmentReport report) => $"project:{Path.GetFileNameWithoutExtension(report.ProjectFile)}";

    private static string InterpreterOf(EnvironmentReport report) =>
        $"python:{report.Receipt.Interpreter.Implementation}@{report.Receipt.Interpreter.Version}";

    private static bool IsAddress(string source) =>
        source.StartsWith("http", StringComparison.OrdinalIgnoreCase) && Uri.IsWellFormedUriString(source, UriKind.Absolute);
}
