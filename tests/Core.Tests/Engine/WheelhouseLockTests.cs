using PythonEnv.Declarations;
using PythonEnv.TestSupport;
using PythonEnv.TestSupport.Loopback;

namespace PythonEnv.Core.Tests.Engine;

/// <summary>Real distributions on an index: what is locked is what pip resolves.</summary>
[TestClass]
internal sealed class WheelhouseLockTests
{
    private const string Roots = "# roots: ";

    [TestMethod]
    [DataRow("flask", "bookworm", "3.11")]
    [DataRow("celery", "bookworm", "3.11")]
    [DataRow("jupyter", "bookworm", "3.11")]
    [DataRow("all", "bookworm", "3.11")]
    [DataRow("py313-django", "trixie", "3.13")]
    [DataRow("py39-aiohttp", "bullseye", "3.9")]
    public void A_lock_has_the_names_versions_and_hashes_that_pip_resolved(string set, string suite, string python)
    {
        Requires.Posix("wheels of Debian");
        string[] expected = File.ReadAllLines(Wheelhouse.Lock(set));
        using LoopbackIndex index = new LoopbackIndex().AddFolder(Wheelhouse.Folder(suite));
        using var lab = new EngineLab(MachineInterpreters.Pyenv(python));
        lab.Declared.Remove(DeclaredNames.FindLinks);
        lab.Declared.Remove(DeclaredNames.NoIndex);
        lab.Declared[DeclaredNames.IndexUrl] = index.Simple.AbsoluteUri;
        lab.Write("app/requirements.in", string.Join('\n', RootsOf(expected)) + "\n");

        lab.Run(engine => engine.Lock(CancellationToken.None));

        Assert.IsEmpty(lab.Log.ErrorCodes, lab.Log.ToString());
        CollectionAssert.AreEqual(Pins(expected), Pins(File.ReadAllLines(lab["app/requirements.txt"])));
    }

    [TestMethod]
    public void A_newer_pip_takes_from_a_pylock_what_its_platform_needs()
    {
        string wheel = Environment.GetEnvironmentVariable("PYTHONENV_TEST_PIP") ?? "";
        if (wheel.Length == 0)
            Assert.Inconclusive("pip reads a pylock.toml since 26.1; PYTHONENV_TEST_PIP names a wheel of it");
        string python = MachineInterpreters.Pyenv("3.11");
        using LoopbackIndex index = new LoopbackIndex().AddFolder(Wheelhouse.Folder("bookworm"));
        using var lab = new EngineLab(python);
        lab.Declared.Remove(DeclaredNames.FindLinks);
        lab.Declared.Remove(DeclaredNames.NoIndex);
        lab.Declared[DeclaredNames.IndexUrl] = index.Simple.AbsoluteUri;
        lab.Declared[DeclaredNames.Requirements] = "pylock.toml";
        lab.Declared[DeclaredNames.TargetRids] = "linux-x64=glibc2.28;win-x64;osx-arm64";
        lab.Write("app/requirements.in", "click\nrequests\n");
        lab.Run(engine => engine.Lock(CancellationToken.None));
        Assert.IsEmpty(lab.Log.ErrorCodes, lab.Log.ToString());
        string[] locked =
        [
            .. File.ReadLines(lab["app/pylock.toml"])
                .Where(line => line.StartsWith("name = ", StringComparison.Ordinal))
                .Select(line => line[8..^1])
        ];
        Assert.Contains("colorama", locked);

        string[] installed = PythonOracle.Ask<string[], string[]>(python, """
            import json, os, subprocess
            environment = {k: v for k, v in os.environ.items() if not k.startswith("PIP_")} | {"PYTHONPATH": question[0], "PIP_CONFIG_FILE": os.devnull}
            command = ["-m", "pip", "install", "--quiet", "--dry-run", "--ignore-installed", "--report", "-", "-r", question[1]]
            run = subprocess.run([sys.executable, *command], env=environment, capture_output=True, text=True)
            answer = [run.stderr] if run.returncode else sorted(i["metadata"]["name"].lower() for i in json.loads(run.stdout)["install"])
            """, [wheel, lab["app/pylock.toml"]]);

        CollectionAssert.AreEqual(locked.Except(["colorama"]).ToArray(), installed, string.Join('\n', installed));
    }

    // The lock of everything has every name as its root.
    private static IEnumerable<string> RootsOf(string[] lines)
    {
        string[] roots = lines.First(line => line.StartsWith(Roots, StringComparison.Ordinal))[Roots.Length..].Split(' ');
        return roots[0] != "every"
            ? roots
            : Pins(lines).Where(line => line.Contains("==", StringComparison.Ordinal)).Select(line => line.Split("==")[0]);
    }

    // Each pin with its hashes, without comments.
    private static string[] Pins(string[] lines) =>
        [.. lines.Where(line => line.Length > 0 && !line.TrimStart().StartsWith('#')).Select(line => line.TrimEnd('\\', ' ').Trim())];
}
