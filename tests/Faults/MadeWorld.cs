using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using PythonEnv.TestSupport;
using PythonEnv.TestSupport.Loopback;

namespace PythonEnv.FaultInjection;

/// <summary>One set of pins of the made world.</summary>
/// <param name="Name">For reports.</param>
/// <param name="Wheels">One for each pin.</param>
internal sealed record PinSet(string Name, IReadOnlyList<WheelBuilder> Wheels)
{
    /// <summary>As a requirements file.</summary>
    public string Text(bool hashed) =>
        string.Concat(Wheels.Select(wheel => $"{wheel.FileStem.Replace("-", "==", StringComparison.Ordinal)}{(hashed ? $" --hash=sha256:{Sha256(wheel)}" : "")}\n"));

    private static string Sha256(WheelBuilder wheel) => Convert.ToHexStringLower(SHA256.HashData(wheel.ToBytes()));
}

/// <summary>
/// Small, and with everything that an installation does: packages, a namespace shared by all, extension-like binaries, entry points,
/// scripts, data and headers; two sets of pins that share some wheels, differ in others, and each of which has one that the other has not.
/// </summary>
internal sealed class MadeWorld
{
    private const int Parts = 12;

    private MadeWorld(PinSet first, PinSet second) => (First, Second) = (first, second);

    public PinSet First { get; }

    public PinSet Second { get; }

    public IEnumerable<WheelBuilder> Wheels => First.Wheels.Concat(Second.Wheels).DistinctBy(wheel => wheel.FileName);

    public static MadeWorld Make() => new(
        new PinSet("first", [.. Enumerable.Range(0, Parts).Select(i => Part(i, "1.0"))]),
        new PinSet("second", [.. Enumerable.Range(1, Parts).Select(i => Part(i, i % 3 == 0 ? "2.0" : "1.0"))]));

    public PinSet Other(PinSet pins) => pins == First ? Second : First;

    public void WriteTo(string folder)
    {
        foreach (WheelBuilder wheel in Wheels)
            wheel.WriteTo(folder);
    }

    public LoopbackIndex Serve()
    {
        var index = new LoopbackIndex();
        foreach (WheelBuilder wheel in Wheels)
            index.Add(new IndexedFile(wheel.FileName, wheel.ToBytes()));
        return index;
    }

    private static WheelBuilder Part(int i, string version)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"part{i:00}");
        var random = new Random(HashCode(name + version));
        var wheel = new WheelBuilder(name, version)
            .WithFile($"{name}/__init__.py", $"__version__ = '{version}'\ndef main():\n    print('{name}')\n")
            .WithFile($"{name}/_native.so", Bytes(random, random.Next(20_000, 300_000)))
            .WithFile($"every/{name}.py", $"version = '{version}'\n")
            .WithFile("every/__init__.py", "# one file of all the parts, as old namespace packages have it\n")
            .WithConsoleScript(name, $"{name}:main")
            .WithScript($"{name}-old", $"#!python\nimport {name}\n{name}.main()\n")
            .WithData("data", $"share/{name}/table.bin", Bytes(random, 5_000))
            .WithData("headers", $"{name}.h", Encoding.ASCII.GetBytes($"#define {name.ToUpperInvariant()} \"{version}\"\n"));
        for (int module = 0; module < 6; module++)
            wheel.WithFile(
                string.Create(CultureInfo.InvariantCulture, $"{name}/v{version[0]}/module{module}.py"),
                $"text = '{Convert.ToHexString(Bytes(random, 400))}'\n");
        return wheel;
    }

    private static byte[] Bytes(Random random, int length)
    {
        byte[] bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }

    // string.GetHashCode differs from run to run.
    private static int HashCode(string text) => BitConverter.ToInt32(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
