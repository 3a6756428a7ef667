using PythonEnv.Host.Files;

namespace PythonEnv.Environments;

/// <summary>The list of an environment's files, held against what is there.</summary>
internal sealed class ProvedList
{
    private readonly List<ListedFile> _present = [];

    /// <param name="list">The bytes of a <see cref="FileList"/>, proved by its digest.</param>
    public ProvedList(EnvironmentLayout layout, byte[] list)
    {
        Bytes = list;
        Proof = new FileProof(layout, list);
        Proof.FindAll();
        // Stamps are taken before contents are read: what is edited in between is found by the next build.
        foreach (string file in Proof.Files)
        {
            if (FileStamp.OfEntry(file) is { } stamp)
                _present.Add(ListedFile.At(file, stamp));
        }
    }

    public byte[] Bytes { get; }

    /// <summary>What is not as it is listed.</summary>
    public FileProof Proof { get; }

    public bool IsAsListed => Proof is { Files.Count: 0, Folders.Count: 0 };

    /// <summary>Those of the proof's files that are there, with the stamps that they had before they were looked into.</summary>
    public IReadOnlyList<ListedFile> Present => _present;
}
