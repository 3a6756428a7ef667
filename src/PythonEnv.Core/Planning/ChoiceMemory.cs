using System.Globalization;
using PythonEnv.Host;
using PythonEnv.Host.Files;
using PythonEnv.Packaging.Metadata;
using PythonEnv.Packaging.Urls;

namespace PythonEnv.Planning;

/// <summary>A file that was chosen for a pin some time ago.</summary>
/// <param name="YankedReason">Null if it was not yanked then.</param>
internal sealed record RememberedChoice(DistributionFile File, string? YankedReason);

/// <summary>
/// Remembers which file an index offered for a pin, so that the same question need not be asked again. A hashed pin admits a closed set of
/// files, so its answer holds for good; that for another pin is of use only while its index can't be reached.
/// </summary>
/// <remarks>
/// One small file an answer: <c>sha256</c>, file name, URL, size and yanked reason, each on a line of its own, and
/// their checksum. What can't be read is forgotten.
/// </remarks>
internal sealed class ChoiceMemory(string cacheDirectory)
{
    private const int Lines = 5;

    private readonly string _folder = new UserCache(cacheDirectory).Choices;

    /// <summary>Nothing is recalled; what is found out is remembered all the same.</summary>
    public bool IsIgnored { get; init; }

    /// <param name="question">Everything the answer depends on.</param>
    public RememberedChoice? Recall(string question)
    {
        if (IsIgnored)
            return null;
        string[] lines = SealedText.Read(PathOf(question))?.Split('\n') ?? [];
        if (lines.Length != Lines || !Uri.TryCreate(lines[2], UriKind.Absolute, out Uri? url))
            return null;
        long? size = long.TryParse(lines[3], NumberStyles.None, CultureInfo.InvariantCulture, out long bytes) ? bytes : null;
        var file = new DistributionFile
        {
            FileName = lines[1],
            Location = url,
            IndexHashes = [new FileHash("sha256", lines[0])],
            Size = size
        };
        return new RememberedChoice(file, lines[4].Length == 0 ? null : lines[4][1..]);
    }

    /// <summary>Keeps an answer whose sha256 is known; a disk that takes no more is no reason to fail.</summary>
    public void Remember(string question, RememberedChoice choice)
    {
        if (choice.File.Sha256 is not { } sha256)
            return;
        string yanked = choice.YankedReason is null ? "" : $"!{choice.YankedReason.ReplaceLineEndings(" ")}";
        string? size = choice.File.Size?.ToString(CultureInfo.InvariantCulture);
        string path = PathOf(question);
        try
        {
            FileChange.MakeFolderOf(path);
            // Not flushed to the disk: what a power loss leaves of it is no answer, and is not taken for one.
            AtomicFile.WriteAllText(
                path, SealedText.Seal(string.Join('\n', sha256, choice.File.FileName, IndexUrl.Keep(choice.File.Location), size, yanked)),
                flush: false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The answer is asked for again next time.
        }
    }

    private string PathOf(string question) => UserCache.FileOf(_folder, Digest.OfText(question));
}
