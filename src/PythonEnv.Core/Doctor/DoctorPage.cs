using PythonEnv.Diagnostics;

namespace PythonEnv.Doctor;

/// <summary>The page that <c>PythonEnvDoctor</c> prints: headings and lines below them, without any credential.</summary>
internal sealed class DoctorPage
{
    private readonly List<string> _lines = [];

    /// <summary>Each is one line of the log.</summary>
    public IReadOnlyList<string> Lines => _lines;

    public void Heading(string text) => Add(text);

    public void Line(string text) => Add("  " + text);

    /// <summary>A name and its value, in columns.</summary>
    public void Fact(string name, string value) => Line($"{name,-12} {value}");

    /// <summary>A finding with its place; not in the canonical form, which would make a failure of what is only told.</summary>
    public void Finding(Diagnostic finding)
    {
        string place = finding.Where.File.Length == 0 ? "" : $" at {finding.Where}";
        Line($"{finding.Code} ({finding.Severity.ToString().ToLowerInvariant()}){place}");
        foreach (string line in finding.Message.Split('\n'))
            Line("  " + line);
    }

    private void Add(string line) => _lines.Add(LogText.OneLine(Redaction.OfUrls(line)));
}
