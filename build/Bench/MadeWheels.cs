using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using PythonEnv.TestSupport;
using PythonEnv.TestSupport.Loopback;

namespace PythonEnv.Bench;

/// <summary>Distributions as nobody has so many or so large ones at hand: made on the spot, the same bytes each time.</summary>
internal sealed class MadeWheels
{
    private const int FilesOfSmallOne = 4;
    private const int VersionsOfSmallOne = 3;

    private readonly List<IndexedFile> _files = [];

    private MadeWheels(int count)
    {
        for (int i = 0; i < count * VersionsOfSmallOne; i++)
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"small{i / VersionsOfSmallOne:0000}");
            var wheel = new WheelBuilder(name, string.Create(CultureInfo.InvariantCulture, $"1.{i % VersionsOfSmallOne}"));
            for (int file = 0; file < FilesOfSmallOne; file++)
                wheel.WithFile($"{name}/m{file}.py", $"value = {file}\n");
            _files.Add(new IndexedFile(wheel.FileName, wheel.ToBytes()));
        }
    }

    public int FileCount => _files.Count;

    /// <summary>Distributions of a few small files each, in three versions.</summary>
    public static MadeWheels Small(int count) => new(count);

    /// <summary>
    /// A wheel of some 270 MB, as deep-learning frameworks have them: three libraries, half of which can't be compressed.
    /// </summary>
    /// <returns>A line of hashed requirements.</returns>
    public static string WriteLarge(string folder)
    {
        const int Libraries = 3, Size = 180_000_000, Block = 1 << 20;
        var random = new Random(1);
        var wheel = new WheelBuilder("large", "1.0");
        for (int i = 0; i < Libraries; i++)
        {
            byte[] content = new byte[Size];
            for (int at = 0; at < Size; at += Block)
            {
                Span<byte> block = content.AsSpan(at, Math.Min(Block, Size - at));
                random.NextBytes(at / Block % 2 == 0 ? block : block[..(block.Length / 64)]);
            }
            wheel.WithFile($"large/library{i}.so", content);
        }
        using FileStream written = File.OpenRead(wheel.WriteTo(folder));
        return $"large==1.0 --hash=sha256:{Convert.ToHexStringLower(SHA256.HashData(written))}\n";
    }

    public string WriteTo(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (IndexedFile file in _files)
            File.WriteAllBytes(Path.Combine(folder, file.FileName), file.Bytes);
        return folder;
    }

    public LoopbackIndex Serve()
    {
        var index = new LoopbackIndex();
        foreach (IndexedFile file in _files)
            index.Add(file);
        return index;
    }

    /// <summary>A pin of the first version of each.</summary>
    public string Requirements(bool isHashed)
    {
        var text = new StringBuilder();
        for (int i = 0; i < _files.Count; i += VersionsOfSmallOne)
        {
            text.Append(CultureInfo.InvariantCulture, $"{_files[i].FileName.Split('-')[0]}==1.0");
            text.Append(isHashed ? $" --hash=sha256:{_files[i].Sha256}\n" : "\n");
        }
        return text.ToString();
    }
}
