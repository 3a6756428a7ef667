using System.Collections.Immutable;
using PythonEnv.Host;
using PythonEnv.Host.Files;

namespace PythonEnv.Environments.Activation;

/// <summary>
/// The scripts by which a shell enters the environment: it gets <c>VIRTUAL_ENV</c> and a <c>PATH</c> that begins with the environment's
/// commands. They keep what they change in the variables that every virtual environment uses, so that one environment leaves another.
/// </summary>
internal static class ActivationScripts
{
    private static readonly ImmutableArray<string> Posix = ["activate", "activate.csh", "activate.fish", "Activate.ps1"];
    private static readonly ImmutableArray<string> Windows =
    [
        "activate", "activate.fish", "activate.bat", "deactivate.bat", "Activate.ps1"
    ];

    /// <summary>Whether a file of this name in the folder of scripts is one of them.</summary>
    public static bool IsOne(ReadOnlySpan<char> name) => IsAmong(Posix, name) || IsAmong(Windows, name);

    /// <param name="folder">Where to write them: the environment's folder of scripts.</param>
    /// <param name="windows">Those of the shells that Windows has.</param>
    /// <param name="location">Where the environment will stand.</param>
    public static void Write(string folder, bool windows, string location)
    {
        foreach (string name in windows ? Windows : Posix)
        {
            string path = Path.Combine(folder, name);
            // What stands there may be a link, through which another file would be written.
            FileChange.Delete(path);
            File.WriteAllText(path, Text(name, location, Path.GetFileName(folder)));
        }
    }

    /// <summary>The text of one; those of Windows find out for themselves where they stand.</summary>
    public static string Text(string name, string location, string scripts)
    {
        Func<string, string> quote = Path.GetExtension(name) switch
        {
            ".fish" => QuoteForFish,
            ".csh" => text => QuoteForShell(text).Replace("!", "\\!", StringComparison.Ordinal),
            _ => QuoteForShell,
        };
        string text = EmbeddedScript.Read(name)
            .Replace("@ROOT@", quote(location), StringComparison.Ordinal)
            .Replace("@NAME@", quote(Path.GetFileName(location)), StringComparison.Ordinal)
            .Replace("@SCRIPTS@", scripts, StringComparison.Ordinal);
        return name.EndsWith(".bat", StringComparison.Ordinal) ? text.ReplaceLineEndings("\r\n") : text;
    }

    private static bool IsAmong(ImmutableArray<string> scripts, ReadOnlySpan<char> name)
    {
        foreach (string script in scripts)
        {
            if (name.Equals(script, StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }

    private static string QuoteForShell(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static string QuoteForFish(string text) =>
        $"'{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";
}
