using System.Text;
using System.Text.Json;
using PythonEnv.Requirements;
using PythonEnv.Requirements.Files;

namespace PythonEnv.Conformance.Sets;

internal static class RequirementFileSets
{
    public static IReadOnlyList<CaseSet> All { get; } =
    [
        new("reqfiles/cases", (@case, _) => RunCase(@case)),
        new("realworld/index", RealWorldFiles.Run),
    ];

    private static string? RunCase(JsonElement @case)
    {
        // On Windows a backslash and a drive are parts of a path; such cases say so.
        if (OperatingSystem.IsWindows() && @case.TryGetProperty("posix_only", out JsonElement posix) && posix.GetBoolean())
            return null;
        JsonElement expected = @case.TryGetProperty("head", out JsonElement head) ? head : @case.GetProperty("expected");
        string folder = Directory.CreateTempSubdirectory("pythonenv-case-").FullName;
        // The name shows in the file names of links to the folder itself.
        string root = Path.Combine(folder, "case");
        try
        {
            WriteFiles(@case, root);
            RequirementsFile read = RequirementsFileReader.Read(
                Path.Combine(root, @case.GetProperty("main").GetString()!), OptionsOf(@case, root));
            return new RequirementFileComparison(read, root).Difference(expected);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static RequirementsReadOptions OptionsOf(JsonElement @case, string root)
    {
        Dictionary<string, string> variables = Strings(@case, "env");
        return new RequirementsReadOptions
        {
            WorkingDirectory = root,
            EnvironmentVariable = name => variables.GetValueOrDefault(name),
            Source = new RemoteTexts(Strings(@case, "remote")),
            AsConstraints = @case.TryGetProperty("constraint", out JsonElement constraint) && constraint.GetBoolean(),
        };
    }

    private static Dictionary<string, string> Strings(JsonElement @case, string property) =>
        @case.TryGetProperty(property, out JsonElement map)
            ? map.EnumerateObject().ToDictionary(entry => entry.Name, entry => entry.Value.GetString()!, StringComparer.Ordinal)
            : new Dictionary<string, string>(StringComparer.Ordinal);

    private static void WriteFiles(JsonElement @case, string root)
    {
        foreach (JsonProperty file in @case.GetProperty("files").EnumerateObject())
        {
            string path = Path.Combine(root, file.Name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            if (file.Value.TryGetProperty("b64", out JsonElement bytes))
                File.WriteAllBytes(path, bytes.GetBytesFromBase64());
            else
                File.WriteAllText(
                    path, file.Value.GetProperty("text").GetString()!.Replace("{ROOT}", root, StringComparison.Ordinal),
                    new UTF8Encoding(false));
        }
    }

    private sealed class RemoteTexts(Dictionary<string, string> texts) : IRequirementsSource
    {
        public bool ReadsUrls => true;

        public byte[]? Read(string location) =>
            texts.TryGetValue(location, out string? text) ? Encoding.UTF8.GetBytes(text) : LocalRequirementsSource.Instance.Read(location);

        public bool FileExists(string path) => LocalRequirementsSource.Instance.FileExists(path);

        public bool FolderExists(string path) => LocalRequirementsSource.Instance.FolderExists(path);
    }
}
