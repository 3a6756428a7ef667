using System.IO.Compression;
using System.Text;
using PythonEnv.Core.Tests.Engine;
using PythonEnv.Declarations;
using PythonEnv.Host.Files;
using PythonEnv.RemoteCaching;
using PythonEnv.TestSupport;
using PythonEnv.TestSupport.Loopback;

namespace PythonEnv.Core.Tests.RemoteCaching;

/// <summary>What one machine has made, byte-code and wheels out of source distributions, is taken by the next.</summary>
[TestClass]
internal sealed class SharedWorkTests
{
    private const string Compiled = "__pycache__/words.cpython-311.pyc";

    [TestMethod]
    public async Task Byte_code_of_one_machine_is_valid_on_the_next()
    {
        using CacheServer server = new();
        using EngineLab one = Machine(server.Root), two = Machine(server.Root);
        await one.ShouldRestoreAsync();
        string[] kept = [.. server.Calls.Where(request => request.StartsWith("PUT ac/", StringComparison.Ordinal))];
        Assert.HasCount(2, kept, "one archive for each wheel with modules");
        int before = server.Calls.Count;
        byte[] first = File.ReadAllBytes(one.Site(Compiled));

        await two.ShouldRestoreAsync();

        Assert.IsEmpty(server.Calls.Skip(before).Where(request => request.StartsWith("PUT", StringComparison.Ordinal)), "nothing was compiled here");
        Assert.IsEmpty(two.Log.WarningCodes, two.Log.ToString());
        CollectionAssert.AreEqual(first[16..], File.ReadAllBytes(two.Site(Compiled))[16..]);
        Assert.AreEqual("[]", two.Python("""
            import importlib._bootstrap_external as b
            read = []
            original = b.SourceFileLoader.source_to_code
            b.SourceFileLoader.source_to_code = lambda self, *a, **k: (read.append(self.name), original(self, *a, **k))[1]
            import words
            print(read)
            """));
        Assert.AreEqual("", two.Look());
    }

    [TestMethod]
    public async Task Byte_code_of_another_Python_is_not_asked_for()
    {
        using CacheServer server = new();
        using EngineLab one = Machine(server.Root), other = Machine(server.Root, MachineInterpreters.Pyenv("3.12"));
        await one.ShouldRestoreAsync();
        int before = server.Entries.Count;

        await other.ShouldRestoreAsync();

        Assert.AreEqual(before + 4, server.Entries.Count, "two archives and what names them");
        Assert.AreEqual("1", other.Python("import words; print(words.VALUE)"));
    }

    [TestMethod]
    [DataRow(false, DisplayName = "a wrong byte")]
    [DataRow(true, DisplayName = "the byte-code of something else")]
    public async Task Byte_code_that_is_not_what_it_should_be_costs_one_warning(bool isWellFormed)
    {
        using CacheServer server = new();
        using EngineLab one = Machine(server.Root), two = Machine(server.Root);
        await one.ShouldRestoreAsync();
        if (isWellFormed)
        {
            byte[] lie = Zip((Compiled, "not for this Python, but long enough"));
            string sha256 = Digest.OfBytes(lie);
            server.Entries[$"cas/{sha256}"] = lie;
            foreach (string result in server.Entries.Keys.Where(key => key.StartsWith("ac/", StringComparison.Ordinal)).ToList())
                server.Entries[result] = new ActionResult("lie.zip", sha256, lie.Length).ToBytes();
        }
        else
        {
            foreach (string file in server.Entries.Keys.Where(key => key.StartsWith("cas/", StringComparison.Ordinal)).ToList())
                server.Entries[file] = [.. server.Entries[file][..^1], (byte)(server.Entries[file][^1] ^ 1)];
        }

        await two.ShouldRestoreAsync();

        CollectionAssert.AreEqual(new[] { "PYENV3007" }, two.Log.WarningCodes.ToArray(), two.Log.ToString());
        CollectionAssert.AreEqual(File.ReadAllBytes(one.Site(Compiled))[16..], File.ReadAllBytes(two.Site(Compiled))[16..]);
    }

    [TestMethod]
    public async Task What_one_agent_has_built_the_next_takes_from_nginx_without_building()
    {
        using NginxServer server = new();
        using EngineLab one = Builder(server.Root), two = Builder(server.Root);

        await one.ShouldRestoreAsync();
        Assert.HasCount(2, server.Entries("ac"), "the wheel and its byte-code");
        await two.ShouldRestoreAsync();

        Assert.AreEqual(1, Builds(one));
        Assert.AreEqual(0, Builds(two));
        Assert.AreEqual("5", two.Python("import made; print(made.VALUE)"));
        CollectionAssert.AreEqual(
            File.ReadAllBytes(one.Site("__pycache__/made.cpython-311.pyc"))[16..],
            File.ReadAllBytes(two.Site("__pycache__/made.cpython-311.pyc"))[16..]);
    }

    [TestMethod]
    public async Task A_wrong_byte_in_nginx_is_refused_and_the_wheel_built_again()
    {
        using NginxServer server = new();
        using EngineLab one = Builder(server.Root), two = Builder(server.Root);
        await one.ShouldRestoreAsync();
        foreach (string file in server.Entries("cas"))
        {
            byte[] bytes = File.ReadAllBytes(file);
            bytes[^1] ^= 1;
            File.WriteAllBytes(file, bytes);
        }

        await two.ShouldRestoreAsync();

        CollectionAssert.AreEqual(new[] { "PYENV3007" }, two.Log.WarningCodes.ToArray(), two.Log.ToString());
        Assert.AreEqual(1, Builds(two));
        Assert.AreEqual("5", two.Python("import made; print(made.VALUE)"));
    }

    [TestMethod]
    [DataRow("client_max_body_size 100;", DisplayName = "full")]
    [DataRow("limit_except GET { deny all; }", DisplayName = "read-only")]
    [DataRow("deny all;", DisplayName = "forbidden")]
    [DataRow(null, DisplayName = "down")]
    public async Task An_nginx_that_does_not_help_costs_one_warning_and_changes_nothing(string? location)
    {
        using NginxServer server = new(location ?? "");
        if (location is null)
            server.Stop();
        using EngineLab one = Builder(server.Root);

        await one.ShouldRestoreAsync();

        CollectionAssert.AreEqual(new[] { "PYENV3007" }, one.Log.WarningCodes.ToArray(), one.Log.ToString());
        Assert.AreEqual("5", one.Python("import made; print(made.VALUE)"));
        Assert.IsTrue(File.Exists(one.Site("__pycache__/made.cpython-311.pyc")));
    }

    private static EngineLab Machine(Uri cache, string? interpreter = null)
    {
        EngineLab lab = EngineLab.Greeting(interpreter);
        Declare(lab, cache);
        return lab;
    }

    /// <summary>A machine whose one pin has a source distribution only.</summary>
    private static EngineLab Builder(Uri cache)
    {
        EngineLab lab = new EngineLab().Pinned("made==1.0");
        new SourceProject().WriteSdistTo(lab["wheels"]);
        lab.Set(SourceProject.MarksVariable, lab["marks"]);
        lab.Declared[DeclaredNames.AllowSourceBuilds] = "made";
        Declare(lab, cache);
        return lab;
    }

    private static void Declare(EngineLab lab, Uri cache)
    {
        lab.Declared[DeclaredNames.Compile] = "true";
        lab.Declared[DeclaredNames.RemoteCache] = cache.AbsoluteUri;
        lab.Declared[DeclaredNames.RemoteCacheUpload] = "true";
    }

    private static int Builds(EngineLab lab) => File.Exists(lab["marks"]) ? File.ReadAllLines(lab["marks"]).Length : 0;

    private static byte[] Zip(params (string Name, string Text)[] files)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, string text) in files)
            {
                using Stream entry = zip.CreateEntry(name).Open();
                entry.Write(Encoding.UTF8.GetBytes(text));
            }
        }
        return bytes.ToArray();
    }
}
