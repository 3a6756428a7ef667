using System.Diagnostics.CodeAnalysis;
using PythonEnv.Diagnostics;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Versions;

namespace PythonEnv.Packaging.Tags;

/// <summary>The file name of a source distribution (source distribution format, formerly PEP 625, and what was before it).</summary>
/// <remarks>
/// <code>
/// name = project "-" version ( ".tar.gz" / ".zip" )      ; the last dash divides them
/// </code>
/// </remarks>
internal sealed record SdistFileName
{
    private SdistFileName(string text, string project, PythonVersion version)
    {
        Text = text;
        Name = PackageName.Normalize(project);
        Version = version;
    }

    /// <summary>The name as it was given.</summary>
    public string Text { get; }

    public PackageName Name { get; }

    public PythonVersion Version { get; }

    public static bool TryParse(string text, [NotNullWhen(true)] out SdistFileName? result, [NotNullWhen(false)] out ParseError? error)
    {
        result = null;
        int end = text.EndsWith(".tar.gz", StringComparison.Ordinal) ? text.Length - ".tar.gz".Length
            : text.EndsWith(".zip", StringComparison.Ordinal) ? text.Length - ".zip".Length
            : -1;
        int dash = end < 0 ? -1 : text.AsSpan(0, end).LastIndexOf('-');
        if (end < 0)
            error = new(text.Length, 0, "a source distribution's file name ends with `.tar.gz` or `.zip`");
        else if (dash < 0)
            error = new(end, 0, "no dash divides the project's name from the version");
        else if (dash == 0)
            error = new(0, 0, "the project's name is empty");
        else if (!PythonVersion.TryParse(text[(dash + 1)..end], out PythonVersion? version))
            error = new(dash + 1, end - dash - 1, $"`{text[(dash + 1)..end]}` is not a version");
        else
        {
            result = new SdistFileName(text, text[..dash], version);
            error = null;
        }
        return result is not null;
    }

    public override string ToString() => Text;
}
