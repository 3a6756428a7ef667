using PythonEnv.Host;
using PythonEnv.Host.Files;

namespace PythonEnv.Interpreters;

/// <summary>
/// A path by which a declared interpreter was reached: a link, a script that starts it, the <c>pyvenv.cfg</c> of an environment made of it.
/// The interpreter may stay as it is while its way leads elsewhere.
/// </summary>
/// <param name="Path">Absolute.</param>
/// <param name="Target">What the link at the path says; empty if it is none.</param>
/// <param name="Content">
/// Of the file behind all links: SHA-256 of what a script can be, the <see cref="FileStamp"/> of anything larger; empty if it is gone.
/// </param>
internal sealed record InterpreterWay(string Path, string Target, string Content)
{
    // No script is larger, and to hash an interpreter costs more than the rest of the check.
    private const int LargestScript = 64 * 1024;

    /// <summary>The way as it is now.</summary>
    public static InterpreterWay Of(string path, IHostFiles files) => new(
        path,
        files.LinkTarget(path) ?? "",
        files.Stamp(path) is not { } stamp ? "" : stamp.Size > LargestScript ? stamp.ToString() : DigestOf(path, files));

    /// <summary>Whether it leads where it led. Of what is no script another time is a difference, which the thorough look judges.</summary>
    public bool IsAsBefore(IHostFiles files)
    {
        if ((files.LinkTarget(Path) ?? "") != Target)
            return false;
        if (files.Stamp(Path) is not { } stamp)
            return Content.Length == 0;
        return FileStamp.TryParse(Content, out FileStamp before) ? stamp.Equals(before) : DigestOf(Path, files) == Content;
    }

    private static string DigestOf(string path, IHostFiles files) => Digest.OfText(files.ReadText(path) ?? "");
}
