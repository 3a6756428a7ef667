namespace PythonEnv.Requirements;

/// <summary>
/// Reads pip's requirements file format, included files in place, as the newest pip does
/// (https://pip.pypa.io/en/stable/reference/requirements-file-format). What pip yields is yielded; what pip drops without a word is in
/// addition a PYENV2002 at its line and column.
/// <code>
/// file    = *(line line-end)
/// line    = requirement *( " " per-requirement-option )      --hash, --config-settings
///         | ("-e" | "--editable") requirement *( " " --config-settings )
///         | ("-r" | "-c") location
///         | 1*global-option
///         | [comment]
/// comment = "#" at the start or after a blank, to the end of the line
/// </code>
/// </summary>
internal static class RequirementsFileReader
{
    /// <summary>Reads a file with everything it includes. Never throws on bad input: what is wrong is in the result's diagnostics.</summary>
    /// <param name="path">Absolute path.</param>
    public static RequirementsFile Read(string path, RequirementsReadOptions options) =>
        new RequirementsReading(options).Run(new RequirementsRoot(path, options.AsConstraints, options.DeclaredAt));

    /// <summary>Reads several files as one, as <c>pip install -r one -r other -c third</c> does.</summary>
    public static RequirementsFile Read(ReadOnlySpan<RequirementsRoot> roots, RequirementsReadOptions options) => new RequirementsReading(options).Run(roots);
}
