using System.Text;
using PythonEnv.Diagnostics;
using PythonEnv.Host;
using PythonEnv.Host.Files;

namespace PythonEnv.Reporting;

/// <summary>The report in some lines of Markdown, for the summary of a pipeline's run.</summary>
internal static class PipelineDigest
{
    private const string GitHub = "GITHUB_STEP_SUMMARY";
    private const string Azure = "TF_BUILD";

    /// <summary>Whether one of the pipelines that show a summary runs the build.</summary>
    public static bool IsPipeline(HostFacts host) => host.Variable(GitHub) is not null || host.Variable(Azure) is not null;

    public static string Write(EnvironmentReport report)
    {
        var text = new StringBuilder();
        text.Append("### Python environment ")
            .Append(Plain(report.Name))
            .Append(" of ")
            .Append(Plain(Path.GetFileNameWithoutExtension(report.ProjectFile)))
            .Append("\n\n")
            .Append(Plain(report.Verdict))
            .Append(' ')
            .Append(Plain(report.Python))
            .Append(", ")
            .Append(ReportPage.Counts(report))
            .Append("\n\n");
        foreach (Diagnostic finding in report.Findings)
            text.Append("- [")
                .Append(finding.Code)
                .Append("](")
                .Append(finding.Rule.HelpLink)
                .Append(") ")
                .Append(Plain(Redaction.OfUrls(finding.Message)))
                .Append('\n');
        return text.Append(report.Findings.Count > 0 ? "\n" : "").ToString();
    }

    /// <summary>Makes a digest part of the run's summary.</summary>
    /// <param name="file">Where Azure Pipelines fetches it; absolute.</param>
    /// <returns>The command for the log of Azure Pipelines; null where none is needed.</returns>
    public static string? Publish(string digest, string file, HostFacts host)
    {
        // GitHub collects what every step appends: one build may restore and report.
        if (host.Variable(GitHub) is { } summary
            && !(RegularFile.Exists(summary) && RegularFile.ReadAllText(summary).Contains(digest, StringComparison.Ordinal)))
            RegularFile.AppendAllText(summary, digest);
        if (host.Variable(Azure) is null)
            return null;
        RegularFile.WriteAllText(file, digest);
        return $"##vso[task.uploadsummary]{file}";
    }

    // What Markdown or HTML would read as theirs is shown as it is.
    private static string Plain(string text)
    {
        var plain = new StringBuilder();
        foreach (char c in LogText.OneLine(text))
        {
            if (c is '\\' or '`' or '*' or '_' or '[' or ']' or '<' or '>' or '#' or '|' or '&')
                plain.Append('\\');
            plain.Append(c);
        }
        return plain.ToString();
    }
}
