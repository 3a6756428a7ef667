using System.Text;
using PythonEnv.Cache;
using PythonEnv.Diagnostics;
using PythonEnv.TestSupport;
using PythonEnv.Wheels.Zip;

namespace PythonEnv.Core.Tests.Installing;

/// <summary>Every way known to us in which a wheel can deceive an installer, each refused before anything of it is in place.</summary>
[TestClass]
internal sealed class HostileWheelTests
{
    private const int Symlink = 0xA1FF;
    private const int Fifo = 0x11A4;

    public required TestContext TestContext { get; init; }

    private static Dictionary<string, Func<WheelBuilder>> Cases { get; } = new(StringComparer.Ordinal)
    {
        // Names that lead elsewhere.
        ["a path that climbs out"] = () => Evil().WithFile("../../evil.py", ""),
        ["a path that climbs out and back"] = () => Evil().WithFile("evil/../evil.py", ""),
        ["an absolute path"] = () => Evil().WithFile("/tmp/evil.py", ""),
        ["a backslash"] = () => Evil().WithFile("..\\..\\evil.py", ""),
        ["a drive"] = () => Evil().WithFile("C:evil.py", ""),
        ["a dot segment"] = () => Evil().WithFile("./evil.py", ""),
        ["an empty segment"] = () => Evil().WithFile("evil//x.py", ""),
        ["a NUL"] = () => Evil().WithFile("evil\0.py", ""),
        ["a line break"] = () => Evil().WithFile("evil\n.py", ""),
        ["an escape sequence"] = () => Evil().WithFile("evil\u001b[2J.py", ""),
        ["a name that is no UTF-8"] = () => Evil().WithEntry(new ZipEntrySpec("evil.py", "") { NameBytes = [0x65, 0xFF, 0x2E] }),
        ["a name longer than a file system takes"] = () => Evil().WithFile(new string('x', 300), ""),
        ["a path longer than a file system takes"] = () => Evil().WithFile($"{string.Concat(Enumerable.Repeat("d/", 2500))}evil.py", ""),

        // Not files.
        ["a symbolic link"] = () => Evil().WithEntry(new ZipEntrySpec("evil/link", "/etc/passwd") { UnixMode = Symlink }),
        ["a pipe"] = () => Evil().WithEntry(new ZipEntrySpec("evil/pipe", "") { UnixMode = Fifo }),
        ["a directory with content"] = () => Evil().WithUnrecorded(new ZipEntrySpec("evil/", "content") { UnixMode = 0x41ED }),
        ["a file that is a folder as well"] = () => Evil().WithFile("evil", "").WithFile("evil/x.py", ""),

        // Two readers, two wheels.
        ["a name twice"] = () => Evil().WithFile("evil.py", "good").WithUnrecorded(new ZipEntrySpec("evil.py", "bad")),
        ["a local header of another name"] = () =>
            Evil().WithEntry(new ZipEntrySpec("evil.py", "") { LocalNameBytes = "good.py"u8.ToArray() }),
        ["a local header of another size"] = () => Evil().WithEntry(new ZipEntrySpec("evil.py", "x = 1") { LocalSize = 4 }),
        ["a local header of another checksum"] = () => Evil().WithEntry(new ZipEntrySpec("evil.py", "x = 1") { LocalCrc = 1 }),
        ["a local header of another method"] = () => Evil().WithEntry(new ZipEntrySpec("evil.py", "x = 1") { LocalMethod = 0 }),
        ["a data descriptor that lies"] = () =>
            Evil().WithEntry(new ZipEntrySpec("evil.py", "x = 1") { DataDescriptor = true, DescriptorCrc = 1 }),
        ["a second name in an extra field"] = () =>
            Evil().WithEntry(new ZipEntrySpec("evil.py", "") { ExtraField = [0x75, 0x70, 6, 0, 1, 0, 0, 0, 0, 0x78] }),
        ["two zip64 fields"] = () => Evil().WithEntry(new ZipEntrySpec("evil.py", "") { Zip64 = true, ExtraField = [1, 0, 0, 0] }),
        ["overlapping entries"] = () => Evil().WithUnrecorded(new ZipEntrySpec("evil.py", "") { HeaderOffset = 0 }),
        ["bytes before the first entry"] = () => Container(zip => zip.Prefix = "MZ"u8.ToArray()),
        ["bytes after the end"] = () => Container(zip => zip.Suffix = [0]),
        ["bytes before the central directory"] = () => Container(zip => zip.Gap = "PK\u0003\u0004"u8.ToArray()),
        ["a second end record in the comment"] = () => Container(zip => zip.Comment = [.. "PK\u0005\u0006"u8, .. new byte[18]]),
        ["a count that is not that of the entries"] = () => Container(zip => zip.DeclaredCount = 1),
        ["two end records that contradict each other"] = () => Container(zip => (zip.Zip64End, zip.DeclaredCount) = (true, 1)),

        // Content that is not what is declared.
        ["a wrong checksum"] = () => Evil().WithEntry(new ZipEntrySpec("evil.py", "x = 1") { Crc = 1 }),
        ["a size that is too small"] = () => Evil().WithEntry(new ZipEntrySpec("evil.py", "x = 1") { Size = 1 })
            .WithRecordRow("evil.py", SizeOnly("x = 1", 1)),
        ["a size that is too large"] = () => Evil().WithEntry(new ZipEntrySpec("evil.py", "x = 1") { Size = 100 })
            .WithRecordRow("evil.py", SizeOnly("x = 1", 100)),
        ["stored with two sizes"] = () => Evil().WithEntry(new ZipEntrySpec("evil.py", "x = 1") { Deflate = false, Size = 2 }),
        ["a method that wheels do not use"] = () => Evil().WithEntry(new ZipEntrySpec("evil.py", "x = 1") { Method = 12 }),
        ["an encrypted entry"] = () => Evil().WithEntry(new ZipEntrySpec("evil.py", "x = 1") { Flags = 1 }),
        ["data that is no deflate stream"] = () =>
            Evil().WithEntry(new ZipEntrySpec("evil.py", "\u0007\u0007\u0007") { Deflate = false, Method = 8 }),
        ["data behind the end of a deflate stream"] = () =>
            Evil().WithEntry(new ZipEntrySpec("evil.py", "") { Deflate = false, Method = 8 }.Hiding())
                .WithRecordRow("evil.py", WheelBuilder.RecordRow("evil.py", [])),
        ["a bomb"] = () => Evil().WithFile("evil.bin", new byte[200 << 20]),

        // RECORD.
        ["no RECORD"] = () => new WheelBuilder("evil", "1.0").WithoutMetadata("RECORD"),
        ["a file that RECORD does not list"] = () => Evil().WithUnrecorded(new ZipEntrySpec("evil.py", "")),
        ["a row without a file"] = () => Evil().WithRecordRow("gone.py", WheelBuilder.RecordRow("gone.py", [])),
        ["a row that names a file outside"] = () => Evil().WithRecordRow("../../../victim", "../../../victim,,"),
        ["a wrong hash"] = () => Evil().WithFile("evil.py", "x").WithRecordRow("evil.py", WheelBuilder.RecordRow("evil.py", "y"u8)),
        ["a wrong size in RECORD"] = () =>
            Evil().WithFile("evil.py", "x").WithRecordRow("evil.py", WheelBuilder.RecordRow("evil.py", "x"u8) + "0"),
        ["a row without a hash"] = () => Evil().WithFile("evil.py", "").WithRecordRow("evil.py", "evil.py,,0"),
        ["a weak hash"] = () => Evil().WithFile("evil.py", "").WithRecordRow("evil.py", "evil.py,md5=1B2M2Y8AsgTpgAmY7PhCfg,0"),
        ["an unknown hash"] = () => Evil().WithFile("evil.py", "").WithRecordRow("evil.py", "evil.py,sha3=abc,0"),
        ["two rows that contradict each other"] = () => Evil().WithFile("evil.py", "x")
            .WithRecordRow("evil.py", WheelBuilder.RecordRow("evil.py", "x"u8) + "\n" + WheelBuilder.RecordRow("evil.py", "y"u8)),
        ["a row of four columns"] = () =>
            Evil().WithFile("evil.py", "").WithRecordRow("evil.py", WheelBuilder.RecordRow("evil.py", []) + ",more"),

        // Another distribution than the file's name says.
        ["another name in METADATA"] = () =>
            Evil().WithFile("evil-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: good\nVersion: 1.0\n"),
        ["another version in METADATA"] = () =>
            Evil().WithFile("evil-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: evil\nVersion: 2.0\n"),
        ["no METADATA"] = () => new WheelBuilder("evil", "1.0").WithoutMetadata("METADATA"),
        ["no WHEEL"] = () => new WheelBuilder("evil", "1.0").WithoutMetadata("WHEEL"),
        ["two dist-info folders"] = () =>
            Evil().WithFile("good-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: good\nVersion: 1.0\n"),
        ["a dist-info of another version"] = () => new WheelBuilder("evil", "1.0") { DistInfoName = "evil-1.1.dist-info" },
        ["wheel version 2"] = () => new WheelBuilder("evil", "1.0") { WheelVersion = "2.0" },

        // Schemes.
        ["an unknown scheme"] = () => Evil().WithData("stdlib", "os.py", []),
        ["a file beside the schemes"] = () => Evil().WithFile("evil-1.0.data/evil.py", ""),
        ["the schemes of another distribution"] = () => Evil().WithFile("good-1.0.data/purelib/good.py", ""),
        ["metadata of another distribution in a scheme"] = () => Evil().WithData("purelib", "good-1.0.dist-info/METADATA", []),
        ["metadata of another distribution in the data scheme"] = () =>
            Evil().WithData("data", "lib/python3.11/site-packages/good-1.0.dist-info/METADATA", []),
        ["the environment's configuration"] = () => Evil().WithData("data", "pyvenv.cfg", []),
        ["the interpreter as data"] = () => Evil().WithData("data", "bin/python", []),
        ["two files for one place"] = () => Evil().WithFile("evil.py", "good").WithData("purelib", "evil.py", "bad"u8.ToArray()),

        // Commands.
        ["the interpreter as script"] = () => Evil().WithScript("python3", ""),
        ["the interpreter in capitals"] = () => Evil().WithScript("Python3.11.exe", ""),
        ["a script in a folder"] = () => Evil().WithScript("folder/evil", ""),
        ["the interpreter as command"] = () => Evil().WithConsoleScript("python", "evil:main"),
        ["the script that enters the environment"] = () => Evil().WithScript("activate", ""),
        ["the script that enters the environment, as data"] = () => Evil().WithData("data", "bin/activate.fish", []),
        ["a command that enters the environment"] = () => Evil().WithConsoleScript("activate.ps1", "evil:main"),
        ["a command outside the folder of commands"] = () => Evil().WithConsoleScript("../../pwn", "evil:main"),
        ["a command in a folder"] = () => Evil().WithConsoleScript("folder/evil", "evil:main"),
        ["a command by an absolute path"] = () => Evil().WithGuiScript("/tmp/evil", "evil:main"),
        ["a command that calls nothing"] = () => Evil().WithConsoleScript("evil", "evil"),
        ["a command whose object is code"] = () => Evil().WithConsoleScript("evil", "os:system('true')"),
    };

    public static IEnumerable<object[]> CaseNames => Cases.Keys.Select(name => new object[] { name });

    [TestMethod]
    public void Commands_that_differ_by_case_are_refused_where_they_are_one_file()
    {
        using InstallLab lab = new();
        string wheel = Evil().WithConsoleScript("evil", "evil:main").WithConsoleScript("EVIL", "evil:main").WriteTo(lab.Wheels);

        string? code = null;
        try
        {
            lab.Cache.Unpack(wheel, InstallLab.Sha256(wheel), CancellationToken.None);
        }
        catch (PythonEnvException refused)
        {
            code = refused.Diagnostic.Code;
        }

        Assert.AreEqual(EntryNameRules.Native.CaseInsensitive ? "PYENV4005" : null, code);
    }

    [TestMethod]
    [DynamicData(nameof(CaseNames))]
    public void Is_refused_and_leaves_nothing_behind(string name)
    {
        using InstallLab lab = new();
        string wheel = Cases[name]().WriteTo(lab.Wheels);
        string[] before = InstallLab.Files(lab.Root);

        PythonEnvException refused = Assert.ThrowsExactly<PythonEnvException>(
            () => lab.Cache.Unpack(wheel, InstallLab.Sha256(wheel), CancellationToken.None));

        TestContext.WriteLine(refused.Message);
        Assert.AreEqual("PYENV4005", refused.Diagnostic.Code, refused.Message);
        Assert.Contains(Path.GetFileName(wheel), refused.Message);
        Assert.IsFalse(refused.Message.Any(char.IsControl), "control characters of the wheel reach the log");
        string[] left = [.. InstallLab.Files(lab.Root).Except(before).Where(file => file is not ("cache/.gitignore" or "cache/CACHEDIR.TAG"))];
        Assert.IsEmpty(left, string.Join('\n', left));
    }

    [TestMethod]
    [DataRow("Mod/a.py", "mod/a.py")]
    [DataRow("caf\u00e9.py", "cafe\u0301.py")]
    public void Names_that_one_file_system_confuses_are_refused_there_and_installed_elsewhere(string first, string second)
    {
        if (!System.Text.Ascii.IsValid(first))
            Requires.NotWine("normal forms of Unicode (ICU)");
        using InstallLab lab = new();
        string wheel = new WheelBuilder("both", "1.0").WithFile(first, "1").WithFile(second, "2").WriteTo(lab.Wheels);

        Assert.ThrowsExactly<PythonEnvException>(() => WheelArchive.Open(wheel, EntryNameRules.MacOS).Dispose());
        using WheelArchive archive = WheelArchive.Open(wheel, EntryNameRules.Linux);
        Assert.Contains(second, archive.Entries.Select(entry => entry.Path));
    }

    [TestMethod]
    [DataRow("aux.py")]
    [DataRow("pkg/NUL")]
    [DataRow("com1.txt")]
    [DataRow("LPT\u00b2")]
    [DataRow("trailing.")]
    [DataRow("trailing ")]
    [DataRow("file.txt:stream")]
    [DataRow("what?.py")]
    public void Names_that_Windows_takes_for_something_else_are_refused_there_and_installed_elsewhere(string name)
    {
        using InstallLab lab = new();
        string wheel = new WheelBuilder("odd", "1.0").WithFile(name, "").WriteTo(lab.Wheels);

        Assert.ThrowsExactly<PythonEnvException>(() => WheelArchive.Open(wheel, EntryNameRules.Windows).Dispose());
        WheelArchive.Open(wheel, EntryNameRules.Linux).Dispose();
    }

    [TestMethod]
    public void A_cut_off_wheel_is_refused_wherever_it_is_cut()
    {
        using InstallLab lab = new();
        byte[] whole = new WheelBuilder("cut", "1.0").WithFile("cut.py", "x = 1\n").ToBytes();
        string wheel = Path.Combine(lab.Root, "cut-1.0-py3-none-any.whl");
        for (int length = 0; length < whole.Length; length += 7)
        {
            File.WriteAllBytes(wheel, whole[..length]);
            Assert.ThrowsExactly<PythonEnvException>(
                () => lab.Cache.Unpack(wheel, InstallLab.Sha256(wheel), CancellationToken.None), $"cut at {length}");
        }
    }

    [TestMethod]
    public void Any_changed_byte_is_refused_or_makes_no_difference()
    {
        using InstallLab lab = new();
        byte[] whole = new WheelBuilder("bit", "1.0").WithFile("bit.py", "x = 1\n").WithConsoleScript("bit", "bit:main").ToBytes();
        string wheel = Path.Combine(lab.Root, "bit-1.0-py3-none-any.whl");
        Random random = TestSeed.Fresh(TestContext).Random;
        for (int round = 0; round < 1500; round++)
        {
            byte[] changed = [.. whole];
            int at = random.Next(changed.Length);
            changed[at] = (byte)random.Next(256);
            File.WriteAllBytes(wheel, changed);
            try
            {
                CachedArchive archive = lab.Cache.Unpack(wheel, InstallLab.Sha256(wheel), CancellationToken.None);
                Assert.AreEqual("x = 1\n", File.ReadAllText(Path.Combine(archive.Folder, "tree", "bit.py")), $"byte {at}");
            }
            catch (PythonEnvException refused)
            {
                Assert.AreEqual("PYENV4005", refused.Diagnostic.Code, $"byte {at}");
            }
        }
    }

    private static WheelBuilder Evil() => new WheelBuilder("evil", "1.0").WithFile("evil_package/__init__.py", "");

    /// <summary>A row with the truthful hash and another size, so that only the zip can show the lie.</summary>
    private static string SizeOnly(string content, int size)
    {
        string row = WheelBuilder.RecordRow("evil.py", Encoding.UTF8.GetBytes(content));
        return $"{row[..row.LastIndexOf(',')]},{size}";
    }

    private static WheelBuilder Container(Action<ZipBuilder> falsify)
    {
        WheelBuilder wheel = Evil();
        falsify(wheel.Zip);
        return wheel;
    }
}

file static class Hidden
{
    /// <summary>An empty deflate stream with a payload after its end; sizes and checksum are those of the empty stream.</summary>
    public static ZipEntrySpec Hiding(this ZipEntrySpec entry) =>
        entry with { Content = [3, 0, .. Encoding.ASCII.GetBytes("payload")], Size = 0, Crc = 0 };
}
