using System.Globalization;
using System.Text;
using PythonEnv.Diagnostics;

namespace PythonEnv.Wheels.Zip;

/// <summary>Makes the PYENV4005 that names a wheel, its entry and what is wrong with it.</summary>
internal static class WheelRefusal
{
    private const string Remedy = "Get the wheel from its publisher again, or pin another version";

    public static PythonEnvException Of(string wheel, string? entry, string problem, Exception? cause = null) =>
        new(Describe(wheel, entry, problem), cause);

    public static Diagnostic Describe(string wheel, string? entry, string problem)
    {
        string place = entry is null ? "" : $", entry `{Printable(entry)}`";
        return DiagnosticCatalog.WheelMalformed.At(
            SourceSpan.None, $"the wheel `{Printable(wheel)}` is refused{place}: {problem}", "", Remedy);
    }

    /// <summary>The wheel is installed all the same.</summary>
    public static Diagnostic Warn(string wheel, string problem) =>
        DiagnosticCatalog.WheelMalformed.At(
            SourceSpan.None, $"the wheel `{Printable(wheel)}` is odd: {Printable(problem)}", "it is installed all the same", Remedy) with
        {
            Severity = Severity.Warning,
        };

    /// <summary>Names come from the archive: a line break or an escape sequence in one must not reach the log.</summary>
    public static string Printable(string text)
    {
        StringBuilder result = new(text.Length);
        foreach (char c in text)
        {
            if (char.IsControl(c) || char.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.Surrogate)
                result.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else
                result.Append(c);
        }
        return result.ToString();
    }
}
