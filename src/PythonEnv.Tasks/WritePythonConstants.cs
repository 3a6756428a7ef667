using Microsoft.Build.Framework;
using PythonEnv.Constants;
using PythonEnv.Diagnostics;
using PythonEnv.Host.Files;
using PythonEnv.Installing;

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

    /// <summary>Absolute path of the project that builds.</summary>
    [Required]
    public string Project { get; set; } = "";

    /// <inheritdoc/>
    public override bool Execute()
    {
        var project = new SourceSpan(Project);
        if (ConstantsWriter.LanguageOf(Language) is { } language)
            Write(language, project);
        else
            Report(DiagnosticCatalog.DeclarationUnreadable.At(
                project, $"`PythonEnvGenerateConstants` can't write `{Language}`", "it knows C#, F# and VB", "Remove it"));
        return !Log.HasLoggedErrors;
    }

    private void Write(ConstantsLanguage language, SourceSpan project)
    {
        var constants = new PythonConstants(
            Environment.GetMetadata("Executable"), Environment.GetMetadata("Root"), Environment.GetMetadata("ScriptsDirectory"),
            Environment.GetMetadata("SitePackages"), Environment.GetMetadata("PythonVersion"), Environment.GetMetadata("Fingerprint"));
        string text = ConstantsWriter.Write(constants, language);
        try
        {
            if (RegularFile.Exists(File) && AtomicFile.ReadAllText(File) == text)
                return;
            Directory.CreateDirectory(Path.GetDirectoryName(File)!);
            AtomicFile.WriteAllText(File, text, flush: false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Report(DiskProblem.OfFile(e, Path.GetDirectoryName(File)!) with { Where = project });
        }
    }

    private void Report(Diagnostic diagnostic) => new BuildLog(Log, Project, new WarningPolicy("")).Report(diagnostic);
}
