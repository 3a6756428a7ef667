using System.Security.Cryptography;
using PythonEnv.Core.Tests.Indexes;
using PythonEnv.Diagnostics;
using PythonEnv.Host;
using PythonEnv.Indexes;
using PythonEnv.Indexes.Configuration;
using PythonEnv.Indexes.Downloading;
using PythonEnv.Indexes.Transport;
using PythonEnv.Interpreters.Declared;
using PythonEnv.Packaging.Versions;
using PythonEnv.Provisioning;
using PythonEnv.TestSupport;
using PythonEnv.TestSupport.Loopback;

namespace PythonEnv.Core.Tests.Provisioning;

[TestClass]
internal sealed class InterpreterProvisionerTests
{
    private const string Gnu = "x86_64-unknown-linux-gnu-install_only.tar.gz";

    [TestMethod]
    public async Task A_mirror_gives_the_newest_archive_that_fits_once()
    {
        using Mirror mirror = new();
        mirror.Add($"cpython-3.11.6+20231002-{Gnu}", "an older one")
            .Add($"cpython-3.11.7+20240107-{Gnu}")
            .Add($"cpython-3.12.1+20240107-{Gnu}", "another")
            .Add("cpython-3.11.7+20240107-aarch64-unknown-linux-gnu-install_only.tar.gz", "another machine's").WriteList();

        string installation = await mirror.ProvideAsync();
        string again = await mirror.ProvideAsync();

        Assert.IsTrue(File.Exists(Path.Combine(installation, "bin", "python3")));
        Assert.AreEqual(installation, again);
        Assert.HasCount(2, mirror.Server.Requests, "the list and the archive, once each");
        Assert.IsEmpty(Directory.GetFileSystemEntries(Path.Combine(mirror.Cache, "tmp")));
    }

    [TestMethod]
    public async Task What_was_chosen_is_fetched_again_without_asking_the_mirror_for_its_list()
    {
        using Mirror mirror = new();
        mirror.Add($"cpython-3.11.7+20240107-{Gnu}").WriteList();
        string installation = await mirror.ProvideAsync();
        Directory.Delete(Path.GetDirectoryName(installation)!, recursive: true);

        await mirror.ProvideAsync();

        Assert.AreEqual(1, mirror.Server.Count("/mirror/SHA256SUMS"));
    }

    [TestMethod]
    [DataRow("bin/python3")]
    [DataRow("bin/python3.11")]
    [DataRow("lib/python3.11/os.py")]
    public async Task An_interpreter_that_has_lost_a_file_is_made_anew(string lost)
    {
        using Mirror mirror = new();
        mirror.Add($"cpython-3.11.7+20240107-{Gnu}").WriteList();
        string installation = await mirror.ProvideAsync();
        File.Delete(Path.Combine(installation, lost));

        string mended = await mirror.ProvideAsync();

        Assert.AreEqual(installation, mended);
        Assert.IsTrue(File.Exists(Path.Combine(installation, lost)));
        Assert.IsEmpty(Directory.GetFileSystemEntries(Path.Combine(mirror.Cache, "tmp")));
    }

    [TestMethod]
    public async Task An_interpreter_whose_file_was_cut_is_made_anew_and_files_beside_it_do_no_harm()
    {
        using Mirror mirror = new();
        mirror.Add($"cpython-3.11.7+20240107-{Gnu}").WriteList();
        string python = Path.Combine(await mirror.ProvideAsync(), "bin", "python3.11");
        string whole = File.ReadAllText(python), added = Path.Combine(Path.GetDirectoryName(python)!, "mine");

        File.WriteAllText(added, "");
        await mirror.ProvideAsync();
        bool isKept = File.Exists(added);
        File.WriteAllText(python, "");
        await mirror.ProvideAsync();

        Assert.IsTrue(isKept);
        Assert.AreEqual(whole, File.ReadAllText(python));
    }

    [TestMethod]
    public async Task A_signed_source_is_kept_without_its_signature_and_a_credential_is_sent_each_time()
    {
        using Mirror mirror = new();
        mirror.Add("cpython-3.11.7.tar.gz");
        string source = $"http://bob:pw@{mirror.Server.Root.Authority}/mirror/cpython-3.11.7.tar.gz?sig=s3cret-signature"
            + $"#sha256={mirror.Digests["cpython-3.11.7.tar.gz"]}";
        string installation = await mirror.ProvideAsync(source, isRelative: false);
        string[] kept = [.. Directory.EnumerateFiles(mirror.Cache, "*", SearchOption.AllDirectories).Select(File.ReadAllText)];
        Directory.Delete(Path.GetDirectoryName(installation)!, recursive: true);
        Directory.Delete(Path.Combine(mirror.Cache, "downloads"), recursive: true);

        await mirror.ProvideAsync(source, isRelative: false);

        Assert.IsFalse(kept.Any(text => text.Contains("s3cret-signature", StringComparison.Ordinal)));
        Assert.HasCount(2, mirror.Server.Requests);
        Assert.IsTrue(mirror.Server.Requests.All(request => request.Headers.ContainsKey("Authorization")));
    }

    [TestMethod]
    public async Task Two_builds_at_once_unpack_one_interpreter()
    {
        using Mirror mirror = new();
        mirror.Add($"cpython-3.11.7+20240107-{Gnu}").WriteList();

        string[] installations = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => mirror.ProvideAsync())));

        Assert.HasCount(1, installations.Distinct());
        Assert.IsEmpty(Directory.GetFileSystemEntries(Path.Combine(mirror.Cache, "tmp")));
    }

    [TestMethod]
    public async Task An_archive_with_another_digest_is_refused_and_nothing_of_it_stays()
    {
        using Mirror mirror = new();
        mirror.Add($"cpython-3.11.7+20240107-{Gnu}").WriteList();
        mirror.Server.Serve($"/mirror/cpython-3.11.7+20240107-{Gnu}", "something else"u8.ToArray());

        PythonEnvException refused = await Assert.ThrowsExactlyAsync<PythonEnvException>(() => mirror.ProvideAsync());

        Assert.AreEqual("PYENV3006", refused.Diagnostic.Code);
        Assert.IsFalse(Directory.Exists(Path.Combine(mirror.Cache, "pythons-v1")));
    }

    [TestMethod]
    public async Task A_hostile_archive_is_refused_and_nothing_of_it_stays()
    {
        using Mirror mirror = new();
        mirror.Add($"cpython-3.11.7+20240107-{Gnu}", TarBuilder.Interpreter().WithLink("python/out", "/etc").ToBytes()).WriteList();

        PythonEnvException refused = await Assert.ThrowsExactlyAsync<PythonEnvException>(() => mirror.ProvideAsync());

        Assert.AreEqual("PYENV1003", refused.Diagnostic.Code);
        StringAssert.Contains(refused.Diagnostic.Message, "python/out");
        Assert.IsEmpty(Directory.GetFileSystemEntries(Path.Combine(mirror.Cache, "tmp")));
    }

    [TestMethod]
    public async Task An_archive_that_brings_the_list_of_its_files_is_refused()
    {
        using Mirror mirror = new();
        mirror.Add($"cpython-3.11.7+20240107-{Gnu}", TarBuilder.Interpreter().WithFile(".pythonenv-files", "").ToBytes()).WriteList();

        PythonEnvException refused = await Assert.ThrowsExactlyAsync<PythonEnvException>(() => mirror.ProvideAsync());

        Assert.AreEqual("PYENV1003", refused.Diagnostic.Code);
        StringAssert.Contains(refused.Diagnostic.Message, "`.pythonenv-files`");
    }

    [TestMethod]
    public async Task A_mirror_without_an_archive_that_fits_says_what_it_has_and_what_was_needed()
    {
        using Mirror mirror = new();
        mirror.Add($"cpython-3.12.1+20240107-{Gnu}").WriteList();

        PythonEnvException missing = await Assert.ThrowsExactlyAsync<PythonEnvException>(() => mirror.ProvideAsync());

        Assert.AreEqual("PYENV1002", missing.Diagnostic.Code);
        StringAssert.Contains(missing.Diagnostic.Message, "cpython-3.12.1");
        StringAssert.Contains(missing.Diagnostic.Message, "3.11");
    }

    [TestMethod]
    [DataRow("SHA256SUMS")]
    [DataRow($"cpython-3.11.7+20240107-{Gnu}")]
    public async Task A_mirror_that_gives_nothing_is_told_with_what_declares_it_and_not_with_an_index(string file)
    {
        using Mirror mirror = new();
        mirror.Add($"cpython-3.11.7+20240107-{Gnu}").WriteList();
        mirror.Server.Inject($"/mirror/{Uri.EscapeDataString(file)}", Faults.Status(503));

        PythonEnvException unreachable = await Assert.ThrowsExactlyAsync<PythonEnvException>(() => mirror.ProvideAsync());

        Assert.AreEqual("PYENV3007", unreachable.Diagnostic.Code);
        Assert.AreEqual(
            "Try again later, or name another source in `PythonEnvInterpreterSource`", unreachable.Diagnostic.Remedy);
    }

    [TestMethod]
    public async Task Without_a_digest_nothing_is_fetched()
    {
        using Mirror mirror = new();
        mirror.Add($"cpython-3.11.7+20240107-{Gnu}");

        PythonEnvException list = await Assert.ThrowsExactlyAsync<PythonEnvException>(() => mirror.ProvideAsync());
        PythonEnvException archive = await Assert.ThrowsExactlyAsync<PythonEnvException>(
            () => mirror.ProvideAsync($"cpython-3.11.7+20240107-{Gnu}"));

        StringAssert.Contains(list.Diagnostic.Evidence, "found no digest in `SHA256SUMS` there");
        Assert.AreEqual(("PYENV2006", "PYENV2006"), (list.Diagnostic.Code, archive.Diagnostic.Code));
        Assert.AreEqual(0, mirror.Server.Count(Uri.EscapeDataString($"/mirror/cpython-3.11.7+20240107-{Gnu}")));
    }

    [TestMethod]
    public async Task An_archive_is_declared_with_its_digest_in_the_fragment_or_in_a_file_beside_it()
    {
        using Mirror mirror = new();
        mirror.Add("cpython-3.11.7.tar.gz");
        string name = "cpython-3.11.7.tar.gz", digest = mirror.Digests[name];

        string byFragment = await mirror.ProvideAsync($"{name}#sha256={digest.ToUpperInvariant()}");
        mirror.Server.Serve($"/mirror/{name}.sha256", System.Text.Encoding.UTF8.GetBytes(digest + "\n"));
        string byFile = await mirror.ProvideAsync(name);

        Assert.AreEqual(byFragment, byFile);
    }

    [TestMethod]
    public async Task A_folder_and_a_package_that_NuGet_restored_are_sources_too()
    {
        using Mirror mirror = new();
        byte[] archive = TarBuilder.Interpreter().ToBytes(zstandard: true);
        string name = "cpython-3.11.7+20240107-x86_64-unknown-linux-gnu-install_only.tar.zst";
        string folder = mirror.Folder($"packages/acme.python/1.0.0/tools/{name}", archive);
        File.WriteAllText(Path.Combine(folder, "SHA256SUMS"), $"{Convert.ToHexStringLower(SHA256.HashData(archive))}  {name}\n");

        string fromFolder = await mirror.ProvideAsync(folder, isRelative: false);
        string fromPackage = await mirror.ProvideAsync("nuget:Acme.Python/1.0.0", isRelative: false);

        Assert.AreEqual(fromFolder, fromPackage);
        Assert.IsEmpty(mirror.Server.Requests);
    }

    [TestMethod]
    [DataRow("nuget:Acme.Python/9.9.9", "acme.python/9.9.9/`. NuGet has not put a package there. Build the project,")]
    [DataRow("nowhere", "nowhere/`. There is no such folder. Put archives and their `SHA256SUMS` there,")]
    public async Task A_folder_that_is_not_there_is_told_as_that(string source, string told)
    {
        using Mirror mirror = new();

        PythonEnvException refused = await Assert.ThrowsExactlyAsync<PythonEnvException>(() => mirror.ProvideAsync(source, isRelative: false));

        Assert.AreEqual("PYENV1002", refused.Diagnostic.Code);
        StringAssert.Contains(refused.Diagnostic.Message, told);
    }

    [TestMethod]
    [DataRow("nuget:Acme.Python", "nuget:PACKAGE/VERSION")]
    [DataRow("nuget:../../x", "nuget:PACKAGE/VERSION")]
    [DataRow("ftp://host/a.tar.gz", "scheme")]
    [DataRow("pythons#sha256=abc", "sha256")]
    public void A_source_that_is_none_is_said_to_be_none(string text, string problem)
    {
        Assert.IsFalse(DeclaredSource.TryParse(text, TestHost.Linux("/home"), "/project", out _, out ParseError? said));

        StringAssert.Contains(said.Message, problem);
    }

    /// <summary>A server with archives, and a cache.</summary>
    private sealed class Mirror : IDisposable
    {
        private readonly TempDirectory _folder = new("provision");

        // What it serves are archives for Linux.
        public Mirror() => Requires.Posix("such an archive");

        public LoopbackServer Server { get; } = new();

        public Dictionary<string, string> Digests { get; } = [];

        public string Cache => _folder["cache"];

        public Mirror Add(string name, string content) => Add(name, System.Text.Encoding.UTF8.GetBytes(content));

        public Mirror Add(string name, byte[]? archive = null)
        {
            archive ??= TarBuilder.Interpreter().ToBytes();
            Server.Serve($"/mirror/{name}", archive);
            Digests[name] = Convert.ToHexStringLower(SHA256.HashData(archive));
            return this;
        }

        public string Folder(string path, byte[] content)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_folder[path])!);
            File.WriteAllBytes(_folder[path], content);
            return Path.GetDirectoryName(_folder[path])!;
        }

        public void Dispose()
        {
            Server.Dispose();
            _folder.Dispose();
        }

        public void WriteList() => Server.Serve(
            "/mirror/SHA256SUMS",
            System.Text.Encoding.UTF8.GetBytes(string.Concat(Digests.Select(entry => $"{entry.Value}  {entry.Key}\n"))));

        public async Task<string> ProvideAsync(string source = "", bool isRelative = true)
        {
            HostFacts host = TestHost.Linux(_folder.Path, ("NUGET_PACKAGES", _folder["packages"]));
            Assert.IsTrue(
                DeclaredSource.TryParse(
                    isRelative ? $"{Server.Root}mirror/{source}" : source, host, _folder.Path, out DeclaredSource? declared,
                    out ParseError? error),
                error?.Message);
            Assert.IsTrue(SpecifierSet.TryParse("==3.11.*", out SpecifierSet? versions, out _));
            IndexSettings settings = new();
            using IndexClient client = new(settings, host, TestHost.NoCredentials, _folder.Path, new RetryPolicy(0));
            using Downloader downloader = new(client, Path.Combine(Cache, "downloads"));
            var provisioner = new InterpreterProvisioner(new InterpreterStore(Cache, host), client, downloader, host);
            var request = new InterpreterRequest { Text = "3.11", Where = SourceSpan.None, Versions = versions };
            return await provisioner.ProvideAsync(new ProvisionRequest(declared, SourceSpan.None, request), CancellationToken.None);
        }
    }
}
