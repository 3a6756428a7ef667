using System.Globalization;
using System.Text.RegularExpressions;
using PythonEnv.Host.Processes;

namespace PythonEnv.Installing.Compiling;

/// <summary>What an interpreter that compiles modules prints.</summary>
internal static partial class CompilerOutput
{
    /// <summary>What the disk has refused: a module that does not compile is passed over, one that can't be written is not.</summary>
    /// <returns>Null if the disk has taken everything; else with the system's error, where Python knows it by its POSIX number.</returns>
    public static IOException? Refusal(ProcessResult result)
    {
        Match found = SystemError().Match(result.StandardOutput);
        return found.Success
            ? new IOException(found.Groups["error"].Value.Trim(), int.Parse(found.Groups["number"].Value, CultureInfo.InvariantCulture))
            : null;
    }

    /// <summary>How Python prints an <c>OSError</c>. A line of source that it quotes is indented, and says nothing of the disk.</summary>
    [GeneratedRegex(
        @"^(\w+: )?(?<error>\[(Errno|WinError) (?<number>[0-9]{1,5})\].*)",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.Multiline)]
    private static partial Regex SystemError();
}
