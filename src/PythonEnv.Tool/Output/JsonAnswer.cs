using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using PythonEnv.Declarations;
using PythonEnv.Diagnostics;
using PythonEnv.Environments;
using PythonEnv.Environments.Receipts;

namespace PythonEnv.Tool.Output;

/// <summary>The document that <c>--json</c> prints, whichever command runs; docs/tool.md says what each member means.</summary>
internal sealed record JsonAnswer
{
    private static readonly JsonSerializerOptions s_options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
    };

    /// <summary>Raised when a member changes its meaning or goes.</summary>
    public int Schema { get; init; } = 1;

    public required string Command { get; init; }

    public required int ExitCode { get; init; }

    /// <summary>Why the command line can't be followed.</summary>
    public string? Problem { get; init; }

    public IReadOnlyList<JsonFinding> Findings { get; init; } = [];

    public IReadOnlyList<string> Output { get; init; } = [];

    public IReadOnlyList<JsonEnvironment>? Environments { get; init; }

    public IReadOnlyList<JsonInterpreter>? Interpreters { get; init; }

    public IReadOnlyList<JsonOutdated>? Outdated { get; init; }

    public IReadOnlyList<JsonNode>? Graph { get; init; }

    public IReadOnlyList<JsonTests>? Tests { get; init; }

    public string Serialize() => JsonSerializer.Serialize(this, s_options);
}

/// <summary>A finding at its place.</summary>
internal sealed record JsonFinding(string Code, string Severity, string? File, int? Line, int? Column, string Message, string Help)
{
    public static JsonFinding Of(Diagnostic finding, Severity severity) => new(
        finding.Code, severity.ToString().ToLowerInvariant(), finding.Where.File.Length == 0
            ? null
            : finding.Where.File, Known(finding.Where.Line), Known(finding.Where.Column),
        finding.Message, finding.Rule.HelpLink);

    private static int? Known(int number) => number == 0 ? null : number;
}

/// <summary>A restored environment.</summary>
internal sealed record JsonEnvironment(
    string Name, string Location, string Executable, string PythonVersion, string Fingerprint, IReadOnlyList<JsonPackage> Packages)
{
    public static JsonEnvironment Of(DeclaredValues environment, Receipt receipt)
    {
        EnvironmentLayout layout = receipt.Interpreter.LayoutAt(environment.Location);
        return new(
            environment.Environment, layout.Root, layout.Executable, receipt.Interpreter.Version, receipt.Fingerprint,
            [.. receipt.Packages.Select(JsonPackage.Of)]);
    }
}

/// <summary>A distribution that an environment has, or relies on.</summary>
internal sealed record JsonPackage(string Name, string Version, string Sha256, string Source, bool Direct, bool System, string License)
{
    public static JsonPackage Of(ReceiptPackage package) =>
        new(package.Name, package.Version, package.Sha256, package.Source, package.IsDirect, package.IsSystem, package.License);
}

/// <summary>An interpreter of this machine.</summary>
/// <param name="Problem">Why it can't be used; null if it can.</param>
internal sealed record JsonInterpreter(string Path, string Version, string Source, string? Problem);
