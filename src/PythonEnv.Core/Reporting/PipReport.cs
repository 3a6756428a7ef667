using System.Text.Json;
using PythonEnv.Diagnostics;
using PythonEnv.Host;
using PythonEnv.Packaging.Metadata;
using PythonEnv.Packaging.Requirements;

namespace PythonEnv.Reporting;

/// <summary>
/// What is installed, in version 1 of pip's installation report (pip's documentation, Installation Report), as Microsoft's
/// component-detection reads it beside a <c>requirements.txt</c>. What the environment only sees, the packages of the system, is not in it.
/// </summary>
internal static class PipReport
{
    /// <summary>What component-detection looks for.</summary>
    public const string Extension = ".component-detection-pip-report.json";

    // Headers that a METADATA file may have several times.
    private static readonly string[] s_lists =
    [
        "Dynamic", "Platform", "Supported-Platform", "Classifier", "Requires-Dist", "Requires-External", "Project-URL", "Provides-Extra",
        "Provides-Dist", "Obsoletes-Dist", "License-File"
    ];

    public static string Write(EnvironmentReport report) => JsonText.Of(json =>
    {
        json.WriteStartObject();
        json.WriteString("version", "1");
        json.WriteString("pip_version", $"PythonEnv.Tasks {EngineVersion.Current}");
        json.WriteStartArray("install");
        foreach (InstalledPackage package in report.Packages.Where(package => !package.Package.IsSystem))
            WritePackage(json, package, report);
        json.WriteEndArray();
        WriteEnvironment(json, report.Markers);
        json.WriteEndObject();
    });

    private static void WritePackage(Utf8JsonWriter json, InstalledPackage package, EnvironmentReport report)
    {
        json.WriteStartObject();
        json.WriteStartObject("download_info");
        json.WriteString("url", EnvironmentReport.SourceOf(package.Package));
        json.WriteStartObject("archive_info");
        if (package.Package.Sha256.Length > 0)
        {
            json.WriteString("hash", $"sha256={package.Package.Sha256}");
            json.WriteStartObject("hashes");
            json.WriteString("sha256", package.Package.Sha256);
            json.WriteEndObject();
        }
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteBoolean("is_direct", package.IsDirectReference);
        json.WriteBoolean("is_yanked", report.Findings.Any(
            finding => finding.Rule == DiagnosticCatalog.Yanked && finding.Where == package.Package.DeclaredAt));
        json.WriteBoolean("requested", IsRequested(package));
        if (!package.Package.Extras.IsEmpty)
            json.WriteStrings("requested_extras", package.Package.Extras);
        WriteMetadata(json, package);
        json.WriteEndObject();
    }

    // As for pip, every line of a requirements file is a request. A report that lacks one of them is passed over.
    private static bool IsRequested(InstalledPackage package) =>
        package.Package.IsDirect || package.Package.DeclaredAt.File.EndsWith(".txt", StringComparison.OrdinalIgnoreCase);

    private static void WriteMetadata(Utf8JsonWriter json, InstalledPackage package)
    {
        json.WriteStartObject("metadata");
        // The name as requirements have it: those of the file are looked for among these.
        json.WriteString("name", package.Package.Name);
        json.WriteString("version", package.Package.Version);
        HashSet<string> written = new(["Name", "Version"], StringComparer.OrdinalIgnoreCase);
        foreach (MetadataHeader header in package.Metadata?.Headers ?? [])
        {
            if (!written.Add(header.Name))
                continue;
            string name = header.Name.ToLowerInvariant().Replace('-', '_');
            if (s_lists.Contains(header.Name, StringComparer.OrdinalIgnoreCase))
                json.WriteStrings(name, package.Metadata!.All(header.Name).Select(Redaction.OfUrls));
            else
                json.WriteString(name, Redaction.OfUrls(header.Value));
        }
        json.WriteEndObject();
    }

    private static void WriteEnvironment(Utf8JsonWriter json, MarkerEnvironment markers)
    {
        json.WriteStartObject("environment");
        json.WriteString("implementation_name", markers.ImplementationName);
        json.WriteString("implementation_version", markers.ImplementationVersion);
        json.WriteString("os_name", markers.OsName);
        json.WriteString("platform_machine", markers.PlatformMachine);
        json.WriteString("platform_release", markers.PlatformRelease);
        json.WriteString("platform_system", markers.PlatformSystem);
        json.WriteString("platform_version", markers.PlatformVersion);
        json.WriteString("python_full_version", markers.PythonFullVersion);
        json.WriteString("platform_python_implementation", markers.PlatformPythonImplementation);
        json.WriteString("python_version", markers.PythonVersion);
        json.WriteString("sys_platform", markers.SysPlatform);
        json.WriteEndObject();
    }
}
