using System.Collections.Immutable;
using System.Text;
using PythonEnv.Diagnostics;
using PythonEnv.Locking.Writing;
using PythonEnv.Locks.Model;
using PythonEnv.Locks.Standard;
using PythonEnv.Packaging.Versions;
using PythonEnv.Requirements;
using PythonEnv.Requirements.Files;
using PythonEnv.Resolving.Terms;

namespace PythonEnv.Locking;

/// <summary>A lock that is there already, whoever made it. What it pins is read when it is asked for.</summary>
internal sealed class ExistingLock
{
    private readonly Lazy<Content> _content;

    private ExistingLock(LockText? text, int unreadableRecord, byte[] bytes, Func<Content> read)
    {
        Text = text;
        UnreadableRecord = unreadableRecord;
        Bytes = bytes;
        _content = new Lazy<Content>(read);
    }

    /// <summary>What the file says of its making, and its pins; null if this package did not make it.</summary>
    public LockText? Text { get; }

    /// <summary>The line of a record that can't be read: it is damaged, or of a later version of this package. 0 where there is none.
    /// </summary>
    public int UnreadableRecord { get; }

    /// <summary>The whole file.</summary>
    public byte[] Bytes { get; }

    /// <summary>What it pins. Lines that pin nothing are left out, as is a file that can't be read.</summary>
    public ImmutableArray<Preference> Pins => _content.Value.Pins;

    /// <summary>Whether every requirement in it is pinned: else it is an input rather than a lock.</summary>
    public bool IsPinned => _content.Value.IsPinned;

    /// <summary>
    /// Whether it may be written anew: this package made it, or it is a list of requirements, be it that some of its lines can't be read.
    /// Anything else is somebody's file, which was declared by mistake.
    /// </summary>
    public bool IsReplaceable => Text is not null || _content.Value.IsList;

    /// <param name="path">Absolute path.</param>
    /// <returns>Null if there is no such file.</returns>
    public static ExistingLock? Read(string path, RequirementsReadOptions options)
    {
        byte[]? bytes;
        try
        {
            bytes = options.Source.Read(path);
        }
        // Who reads the requirements says why; as a lock it tells nothing.
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
        if (bytes is null)
            return null;
        string content = Encoding.UTF8.GetString(bytes);
        LockText? text = LockText.Read(path, content);
        return new ExistingLock(
            text, text is null ? LockRecord.FindLine(content) : 0, bytes,
            () => PylockFile.IsFileName(path) ? ReadPylock(bytes, path) : ReadList(RequirementsFileReader.Read(path, options)));
    }

    private static Content ReadPylock(byte[] bytes, string path)
    {
        ImmutableArray<LockEntry> packages = PylockReader.Read(bytes, path).File?.Packages ?? [];
        return new Content(
            [.. packages.Where(package => package.Version is not null)
                .Select(package => new Preference(package.Name, package.Version!, package.Marker))],
            IsPinned: true, IsList: true);
    }

    private static Content ReadList(RequirementsFile file)
    {
        var pins = ImmutableArray.CreateBuilder<Preference>();
        foreach (DeclaredRequirement requirement in file.Requirements)
        {
            if (requirement.CanonicalName is { } name && PythonVersion.TryParse(requirement.PinnedVersion, out PythonVersion? version))
                pins.Add(new Preference(name, version, requirement.Marker));
        }
        int unreadable = file.Diagnostics.Count(finding => finding.Severity == Severity.Error);
        return new Content(
            pins.ToImmutable(), file.Requirements.All(requirement => requirement.PinClass.IsPinned()),
            unreadable == 0 || unreadable < file.Requirements.Length);
    }

    private sealed record Content(ImmutableArray<Preference> Pins, bool IsPinned, bool IsList);
}
