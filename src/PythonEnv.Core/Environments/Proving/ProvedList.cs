using System.Collections.Immutable;
using PythonEnv.Host.Files;

namespace PythonEnv.Environments.Proving;

/// <summary>The list of an environment's files, held against what is there.</summary>
internal sealed class ProvedList
{
    /// <param name="list">The bytes of a <see cref="FileList"/>, proved by its digest.</param>
    public ProvedList(EnvironmentLayout layout, byte[] list)
    {
        Bytes = list;
        Proof = new FileProof(layout, list);
        Proof.FindAll();
        // Stamps are taken before contents are read: what is edited in between is found by the next build.
        Differing = [.. Proof.Files.Select(file => ListedFile.At(file, FileStamp.OfEntry(file)))];
    }

    public byte[] Bytes { get; }

    /// <summary>What is not as it is listed.</summary>
    public FileProof Proof { get; }

    public bool IsAsListed => Proof is { Files.Count: 0, Folders.Count: 0 };

    /// <summary>The proof's files as they were before they were looked into.</summary>
    public ImmutableArray<ListedFile> Differing { get; }
}
