using PythonEnv.Diagnostics;
using PythonEnv.Pins;
using PythonEnv.Requirements;
using PythonEnv.Requirements.Files;

namespace PythonEnv.Core.Tests.Requirements;

/// <summary>Requirements files in memory: <c>/p/requirements.txt</c> and what lies beside it.</summary>
internal sealed class RequirementsText : IRequirementsSource
{
    public const string Main = "/p/requirements.txt";

    private readonly Dictionary<string, byte[]> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _variables = new(StringComparer.Ordinal);

    public RequirementsText(string main) => With("requirements.txt", main);

    public RequirementsText(byte[] main) => _files[Main] = main;

    public bool ReadsUrls { get; init; }

    public bool AsConstraints { get; init; }

    public bool Windows { get; init; }

    public RequirementsText With(string file, string text)
    {
        _files[file.Contains(':') ? file : "/p/" + file] = System.Text.Encoding.UTF8.GetBytes(text);
        return this;
    }

    public RequirementsText WithVariable(string name, string value)
    {
        _variables[name] = value;
        return this;
    }

    public RequirementsFile Read() => RequirementsFileReader.Read(Main, new RequirementsReadOptions
    {
        WorkingDirectory = "/p",
        Source = this,
        EnvironmentVariable = name => _variables.GetValueOrDefault(name),
        AsConstraints = AsConstraints,
        Windows = Windows,
    });

    public IReadOnlyList<Diagnostic> Police(PinPolicyOptions? options = null)
    {
        RequirementsFile read = Read();
        Assert.IsEmpty(read.Diagnostics, string.Join('\n', read.Diagnostics));
        return PinPolicy.Check([read], options ?? new PinPolicyOptions());
    }

    /// <summary><c>line,column code</c> of each finding.</summary>
    public static string[] Places(IEnumerable<Diagnostic> findings) =>
        [.. findings.Select(found => $"{found.Where.Line},{found.Where.Column} {found.Code}")];

    byte[]? IRequirementsSource.Read(string location) => _files.GetValueOrDefault(location);

    bool IRequirementsSource.FileExists(string path) => _files.ContainsKey(path);

    bool IRequirementsSource.FolderExists(string path) =>
        path == "/p" || _files.Keys.Any(file => file.StartsWith(path + "/", StringComparison.Ordinal));
}
