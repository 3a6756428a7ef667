using System.Diagnostics.CodeAnalysis;
using PythonEnv.Host;
using PythonEnv.Host.Files;

namespace PythonEnv.Interpreters;

/// <summary>
/// Tells, without starting it, whether an interpreter is still the one that was probed: the executable behind all links, and
/// <c>os.py</c> of its standard library, because with a shared <c>libpython</c> an upgrade may leave the executable as it was.
/// </summary>
/// <param name="Binary">Of the executable.</param>
/// <param name="Landmark">The path of <c>os.py</c>; empty where the standard library is an archive.</param>
/// <param name="Library">Of the landmark; null without one.</param>
internal sealed record InterpreterIdentity(FileStamp Binary, string Landmark, FileStamp? Library)
{
    private const string None = "-";

    /// <summary>The identity that an interpreter has now; null if there is none any more.</summary>
    public static InterpreterIdentity? Of(string executable, string standardLibrary, HostFacts host)
    {
        if (host.Files.Stamp(executable) is not { } binary)
            return null;
        string landmark = host.Paths.Combine(standardLibrary, "os.py");
        return host.Files.Stamp(landmark) is { } library ? new(binary, landmark, library) : new(binary, "", null);
    }

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out InterpreterIdentity? identity)
    {
        identity = null;
        string[] parts = text.Split(' ', 3);
        if (parts.Length < 2 || !FileStamp.TryParse(parts[0], out FileStamp binary))
            return false;
        if (parts[1] == None)
            identity = new(binary, "", null);
        else if (parts.Length == 3 && FileStamp.TryParse(parts[1], out FileStamp library))
            identity = new(binary, parts[2], library);
        return identity is not null;
    }

    /// <summary>Whether the executable is the one this identity was taken of. Reads two files' metadata and nothing else.</summary>
    public bool IsThatOf(string executable, IHostFiles files) =>
        files.Stamp(executable) == Binary && (Library is null || files.Stamp(Landmark) == Library);

    /// <summary>One line, to be kept in a receipt.</summary>
    public override string ToString() => Library is { } library ? $"{Binary} {library} {Landmark}" : $"{Binary} {None}";
}
