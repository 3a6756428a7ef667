using PythonEnv.Host.Files;

namespace PythonEnv.Requirements;

/// <summary>Where the reader gets files from; the seam for tests, and for who wants to allow includes from the network.</summary>
internal interface IRequirementsSource
{
    /// <summary>Whether URLs may be read at all. What they hold can change while nothing in the project does.</summary>
    bool ReadsUrls { get; }

    /// <summary>The content of a file; null if there is none.</summary>
    /// <param name="location">An absolute path, or an <c>http:</c> or <c>https:</c> URL.</param>
    /// <exception cref="IOException">It can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    byte[]? Read(string location);

    bool FileExists(string path);

    bool FolderExists(string path);
}

/// <summary>This machine's files, and no URL.</summary>
internal sealed class LocalRequirementsSource : IRequirementsSource
{
    public static LocalRequirementsSource Instance { get; } = new();

    public bool ReadsUrls => false;

    public byte[]? Read(string location) => RegularFile.ReadBounded(location);

    public bool FileExists(string path) => File.Exists(path);

    public bool FolderExists(string path) => Directory.Exists(path);
}
