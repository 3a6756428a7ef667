namespace PythonEnv.Constants;

/// <summary>The languages that the constants are written in.</summary>
internal enum ConstantsLanguage
{
    CSharp,
    FSharp,
    VisualBasic,
}

/// <summary>What a program is told of the project's first environment. All paths are absolute, of the machine that builds.</summary>
/// <param name="Executable">The environment's interpreter.</param>
/// <param name="Home">The environment's folder, which is <c>sys.prefix</c> in it.</param>
/// <param name="ScriptsDirectory"><c>bin</c> or <c>Scripts</c>.</param>
/// <param name="SitePackages">Where distributions lie.</param>
/// <param name="Version">Of the interpreter, such as <c>3.11.7</c>.</param>
/// <param name="Fingerprint">The same on every machine that has the same interpreter and distributions.</param>
internal sealed record PythonConstants(
    string Executable, string Home, string ScriptsDirectory, string SitePackages, string Version, string Fingerprint)
{
    /// <summary>Every constant with its name and a sentence about it.</summary>
    public (string Name, string Value, string Summary)[] Members =>
    [
        (nameof(Executable), Executable, "The environment's interpreter."),
        (nameof(Home), Home, "The environment's folder: what `VIRTUAL_ENV` holds, and `sys.prefix`."),
        (nameof(ScriptsDirectory), ScriptsDirectory, "The folder of the environment's commands."),
        (nameof(SitePackages), SitePackages, "The folder of the environment's distributions."),
        (nameof(Version), Version, "The interpreter's version."),
        (nameof(Fingerprint), Fingerprint, "The same on every machine that has the same interpreter and distributions."),
    ];
}
