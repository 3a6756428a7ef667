using Microsoft.Build.Framework;
using PythonEnv.Constants;
using PythonEnv.Host.Files;

namespace PythonEnv.Tasks;

/// <summary>Writes the constants of the first environment in the project's language; a file that says the same stays as it is.</summary>
[MSBuildMultiThreadableTask]
public sealed class WritePythonConstants : Microsoft.Build.Utilities.Task
{
    /// <summary>The result of a restore that stands for the first environment.</summary>
    [Required]
    public ITaskItem Environment { get; set; } = null!;

    /// <summary>MSBuild's property <c>Language</c>.</summary>
    [Required]
    public string Language { get; set; } = "";

    /// <summary>Absolute path of the file.</summary>
    [Required]
    public string File { get; set; } = "";

    /// <inheritdoc/>
    public override bool Execute()
    {
        if (ConstantsWriter.LanguageOf(Language) is not { } language)
        {
            Log.LogError("{0}", $"`PythonEnvGenerateConstants` knows C#, F# and VB, and not the language `{Language}`.");
            return false;
        }
        var constants = new PythonConstants(
            Environment.GetMetadata("Executable"), Environment.GetMetadata("Root"), Environment.GetMetadata("ScriptsDirectory"),
            Environment.GetMetadata("SitePackages"), Environment.GetMetadata("PythonVersion"), Environment.GetMetadata("Fingerprint"));
        string text = ConstantsWriter.Write(constants, language);
        if (RegularFile.Exists(File) && AtomicFile.ReadAllText(File) == text)
            return true;
        Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        AtomicFile.WriteAllText(File, text, flush: false);
        return true;
    }
}
