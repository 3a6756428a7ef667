using PythonEnv.Declarations;
using PythonEnv.Diagnostics;
using PythonEnv.Host.Files;
using PythonEnv.Host.Processes;
using PythonEnv.Locking.Inputs;
using PythonEnv.Requirements;
using PythonEnv.Tool.Editing;

namespace PythonEnv.Tool.Commands;

/// <summary>A lock that is not read here, exported by the tool that made it where that is on the path.</summary>
internal static class ForeignLock
{
    private const string Exported = "requirements.txt";

    private static readonly Dictionary<string, string[]> s_exports = new(StringComparer.Ordinal)
    {
        ["Pipfile.lock"] = ["pipenv", "requirements", "--hash"],
        ["pdm.lock"] = ["pdm", "export", "-f", "requirements"],
    };

    /// <returns>False after a reported error.</returns>
    public static bool TakeOver(Session session, InputEdit edit, string folder)
    {
        DeclaredValues declared = session.Workplace.ByProperties;
        if (declared.Text(DeclaredNames.Requirements) is not null || declared.DefaultRequirements() is not null)
            return true;
        if (ForeignFile.In(folder) is not { } foreign || DeclaredNames.DefaultLockInputs.Contains(foreign.Name))
            return true;
        if (!s_exports.ContainsKey(foreign.Name) && HasInput(declared))
            return true;
        if (s_exports.GetValueOrDefault(foreign.Name) is not [var tool, .. var arguments] || Find(session, tool) is not { } program)
            return Refuse(session, folder, foreign, "nothing here can read it");
        ProcessResult result = new ProcessRunner()
            .RunAsync(new ProcessInvocation(program, [.. arguments], folder, session.Host.Environment), session.Cancellation)
            .GetAwaiter()
            .GetResult();
        if (result.ExitCode != 0)
        {
            string told = LogText.OneLine(result.StandardError);
            return Refuse(session, folder, foreign, $"`{program}` ended with code {result.ExitCode}: {told}");
        }
        edit.Change(Path.Combine(folder, Exported), _ => Bytes(result.StandardOutput));
        session.Log.Output($"Wrote {Exported}: what `{string.Join(' ', [tool, .. arguments])}` says of {foreign.Name}");
        return true;
    }

    // A `pyproject.toml` may be there for its tools alone.
    private static bool HasInput(DeclaredValues declared) =>
        declared.DefaultLockInput() is { } input
        && PyProjectDependencies.Read(RegularFile.ReadAllBytes(input), input, new DiagnosticBag()) is { } read
        && read.Select([], [], new DiagnosticBag()).Any();

    private static bool Refuse(Session session, string folder, ForeignFile foreign, string evidence)
    {
        session.Log.Report(DiagnosticCatalog.RequirementsMissing.At(
            new SourceSpan(Path.Combine(folder, foreign.Name)), $"`{foreign.Name}` is {foreign.Kind}, which a build does not read",
            evidence, $"{foreign.Way}, and run `pythonenv init` again"));
        return false;
    }

    private static string? Find(Session session, string tool) => session.Host.FindFile(
        session.Host.SearchPath, session.Host.IsWindows ? [$"{tool}.exe", $"{tool}.cmd", $"{tool}.bat"] : [tool]);

    // An edit's text has a character for each byte.
    private static string Bytes(string text) => System.Text.Encoding.Latin1.GetString(System.Text.Encoding.UTF8.GetBytes(text));
}
