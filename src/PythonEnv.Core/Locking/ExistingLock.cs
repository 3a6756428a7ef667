using System.Collections.Immutable;
using System.Text;
using PythonEnv.Locking.Writing;
using PythonEnv.Locks.Model;
using PythonEnv.Locks.Standard;
using PythonEnv.Packaging.Versions;
using PythonEnv.Requirements;
using PythonEnv.Requirements.Files;
using PythonEnv.Resolving.Terms;

namespace PythonEnv.Locking;

/// <summary>A lock that is there already, whoever made it.</summary>
/// <param name="Text">What the file says of its making, and its pins; null if this package did not make it.</param>
/// <param name="Bytes">The whole file.</param>
/// <param name="Pins">What it pins. Lines that pin nothing are left out, as is a file that can't be read.</param>
/// <param name="IsPinned">Whether every requirement in it is pinned: else it is an input rather than a lock.</param>
internal sealed record ExistingLock(LockText? Text, byte[] Bytes, ImmutableArray<Preference> Pins, bool IsPinned)
{
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
        LockText? text = LockText.Read(path, Encoding.UTF8.GetString(bytes));
        if (PylockFile.IsFileName(path))
        {
            ImmutableArray<LockEntry> packages = PylockReader.Read(bytes, path).File?.Packages ?? [];
            return new ExistingLock(
                text, bytes,
                [.. from package in packages where package.Version is not null select new Preference(
                    package.Name, package.Version!, package.Marker)], true);
        }
        RequirementsFile file = RequirementsFileReader.Read(path, options);
        var pins = ImmutableArray.CreateBuilder<Preference>();
        foreach (DeclaredRequirement requirement in file.Requirements)
        {
            if (requirement.CanonicalName is { } name && PythonVersion.TryParse(requirement.PinnedVersion, out PythonVersion? version))
                pins.Add(new Preference(name, version, requirement.Marker));
        }
        return new ExistingLock(text, bytes, pins.ToImmutable(), file.Requirements.All(requirement => requirement.PinClass.IsPinned()));
    }
}
