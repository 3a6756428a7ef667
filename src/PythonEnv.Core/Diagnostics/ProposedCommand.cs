namespace PythonEnv.Diagnostics;

/// <summary>
/// The commands that messages propose. Messages, locks and receipts have them as a build spells them, whoever writes; the command line
/// shows its own spelling.
/// </summary>
internal static class ProposedCommand
{
    public const string Build = "dotnet build";

    public const string Lock = $"{Build} -t:PythonEnvLock";

    public const string UpgradeAll = $"{Lock} -p:PythonEnvUpgrade=all";

    public const string UpgradeOne = $"{Lock} -p:PythonEnvUpgrade=NAME";

    public const string Vendor = $"{Build} -t:PythonEnvVendor";

    /// <summary>A name follows.</summary>
    public const string Why = $"{Build} -t:PythonEnvWhy -p:PythonEnvName=";

    public const string Audit = $"{Build} -t:PythonEnvAudit";

    /// <summary>What mends an environment, as the beginning of a sentence.</summary>
    public const string Mend = "Build with `PythonEnvMode=Restore`";

    /// <summary>The same where only a whole verification finds what is wrong.</summary>
    public const string MendWhole = $"{Mend} and `PythonEnvVerifyLevel=Full`";

    // The beginning of another one comes after it.
    private static readonly (string OfBuild, string OfTool)[] s_spellings =
    [
        (UpgradeAll, "pythonenv upgrade"),
        (UpgradeOne, "pythonenv upgrade NAME"),
        (Lock, "pythonenv lock"),
        (Vendor, "pythonenv vendor"),
        (Audit, "pythonenv audit"),
        (Why, "pythonenv why "),
        (Build, "pythonenv restore")
    ];

    /// <summary>A text for whoever came by the command line. A command is what begins behind a backtick.</summary>
    public static string ForTool(string text)
    {
        text = text.Replace(MendWhole, "Run `pythonenv restore -p:PythonEnvVerifyLevel=Full`", StringComparison.Ordinal)
            .Replace(Mend, "Run `pythonenv restore`", StringComparison.Ordinal);
        foreach ((string ofBuild, string ofTool) in s_spellings)
            text = text.Replace($"`{ofBuild}", $"`{ofTool}", StringComparison.Ordinal);
        return text;
    }

    /// <inheritdoc cref="ForTool(string)"/>
    public static Diagnostic ForTool(Diagnostic finding) => finding with
    {
        Problem = ForTool(finding.Problem),
        Evidence = ForTool(finding.Evidence),
        Remedy = ForTool(finding.Remedy)
    };
}
