using System.Collections.Immutable;
using PythonEnv.Environments.Receipts;
using PythonEnv.Host.Files;

namespace PythonEnv.Environments.Proving;

/// <summary>The list of an environment's files, held against what is there.</summary>
internal sealed class ProvedList
{
    /// <summary>Reads an environment's list and holds the environment against it.</summary>
    /// <returns>Null if the list is gone, or not the one that the receipt names.</returns>
    public static ProvedList? Load(EnvironmentLayout layout, Receipt receipt) =>
        FileList.Load(layout.Root, receipt.FileList) is { } list ? new ProvedList(layout, list) : null;

    private ProvedList(EnvironmentLayout layout, byte[] list)
    {
        Bytes = list;
        Proof = new FileProof(layout, list);
        Proof.FindAll();
        // Stamps are taken before contents are read: what is edited in between is found by the next build.
        Differing = [.. Proof.Files.Select(file => ListedFile.At(file, FileStamp.OfEntry(file)))];
    }

    /// <summary>Of the <see cref="FileList"/>, proved by its digest.</summary>
    public byte[] Bytes { get; }

    /// <summary>What is not as it is listed.</summary>
    public FileProof Proof { get; }

    public bool IsAsListed => Proof is { Files.Count: 0, Folders.Count: 0 };

    /// <summary>The proof's files as they were before they were looked into.</summary>
    public ImmutableArray<ListedFile> Differing { get; }
}
