using System.Collections.Immutable;
using System.Text;
using PythonEnv.Host;
using PythonEnv.Host.Files;
using PythonEnv.Indexes.Pages;
using PythonEnv.Packaging.Urls;

namespace PythonEnv.Indexes;

/// <summary>
/// The pages of indexes in the user's cache, as they were understood: a fraction of the page, and read without a parser. Each file is
/// sealed; what is damaged is no page.
/// </summary>
internal sealed class PageCache(string cacheDirectory)
{
    private readonly string _folder = new UserCache(cacheDirectory).Pages;

    /// <returns>Null if it is not kept, or was damaged.</returns>
    public StoredPage? Find(Uri page)
    {
        if (!StoredPage.IsOpen(page) || SealedBytes.Read(PathOf(page)) is not { } content)
            return null;
        using var reader = new BinaryReader(new MemoryStream(content.ToArray()));
        return Read(reader);
    }

    /// <summary>Keeps a page if that is allowed and of use; a disk that takes no more is no reason to fail.</summary>
    public void Keep(Uri page, StoredPage stored)
    {
        // Not even a digest of a secret is kept.
        if (!StoredPage.IsOpen(page))
            return;
        string path = PathOf(page);
        try
        {
            if (!stored.IsWorthKeeping)
            {
                FileChange.Delete(path);
                return;
            }
            using var content = new MemoryStream();
            using (var writer = new BinaryWriter(content, Encoding.UTF8, leaveOpen: true))
                Write(writer, stored);
            SealedBytes.Write(path, content.GetBuffer().AsSpan(0, (int)content.Length));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The page is asked for again next time.
        }
    }

    private static void Write(BinaryWriter writer, StoredPage page)
    {
        writer.Write(page.Url.AbsoluteUri);
        Write(writer, page.Tag);
        Write(writer, page.LastModified);
        writer.Write(page.From.UtcTicks);
        writer.Write(page.Until.UtcTicks);
        writer.Write(page.IsPrivate);
        Write(writer, page.Status?.Name);
        Write(writer, page.Status?.Reason);
        writer.Write7BitEncodedInt(page.Files.Length);
        foreach (IndexFile file in page.Files)
        {
            writer.Write(file.FileName);
            writer.Write(file.Url);
            Write(writer, file.Hashes);
            Write(writer, file.RequiresPython);
            Write(writer, file.YankedReason);
            writer.Write(file.HasMetadata);
            Write(writer, file.MetadataHashes);
            writer.Write7BitEncodedInt64(file.Size ?? -1);
            writer.Write7BitEncodedInt64(file.UploadTime?.UtcTicks ?? -1);
        }
    }

    private static StoredPage Read(BinaryReader reader)
    {
        var page = new StoredPage(
            new Uri(reader.ReadString()), ReadText(reader), ReadText(reader), ReadTime(reader.ReadInt64()), ReadTime(reader.ReadInt64()),
            reader.ReadBoolean());
        string? status = ReadText(reader), reason = ReadText(reader);
        var files = ImmutableArray.CreateBuilder<IndexFile>(reader.Read7BitEncodedInt());
        for (int i = files.Capacity; i > 0; i--)
        {
            files.Add(new IndexFile
            {
                FileName = reader.ReadString(),
                Url = reader.ReadString(),
                Hashes = ReadHashes(reader),
                RequiresPython = ReadText(reader),
                YankedReason = ReadText(reader),
                HasMetadata = reader.ReadBoolean(),
                MetadataHashes = ReadHashes(reader),
                Size = reader.Read7BitEncodedInt64() is >= 0 and var size ? size : null,
                UploadTime = reader.Read7BitEncodedInt64() is >= 0 and var ticks ? ReadTime(ticks) : null,
            });
        }
        return page with
        {
            Files = files.MoveToImmutable(),
            Status = status is null ? null : new ProjectStatus(status, reason, page.Url.Authority)
        };
    }

    private static DateTimeOffset ReadTime(long ticks) => new(ticks, TimeSpan.Zero);

    private static void Write(BinaryWriter writer, string? text)
    {
        writer.Write(text is not null);
        if (text is not null)
            writer.Write(text);
    }

    private static string? ReadText(BinaryReader reader) => reader.ReadBoolean() ? reader.ReadString() : null;

    private static void Write(BinaryWriter writer, ImmutableArray<FileHash> hashes)
    {
        writer.Write7BitEncodedInt(hashes.Length);
        foreach (FileHash hash in hashes)
        {
            writer.Write(hash.Algorithm);
            writer.Write(hash.Digest);
        }
    }

    private static ImmutableArray<FileHash> ReadHashes(BinaryReader reader)
    {
        var hashes = ImmutableArray.CreateBuilder<FileHash>(reader.Read7BitEncodedInt());
        for (int i = hashes.Capacity; i > 0; i--)
            hashes.Add(new FileHash(reader.ReadString(), reader.ReadString()));
        return hashes.MoveToImmutable();
    }

    private string PathOf(Uri page) => UserCache.FileOf(_folder, Digest.OfText(page.AbsoluteUri));
}
