using PythonEnv.Declarations;
using PythonEnv.Diagnostics;
using PythonEnv.Environments;
using PythonEnv.Host;
using PythonEnv.Host.Files;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Engine;

/// <summary>
/// Pipes, sockets and devices in the place of files, whoever reads them: nothing waits for them, and nothing takes them for content.
/// </summary>
[TestClass]
internal sealed class SpecialFileTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    private static readonly Dictionary<string, Action<string>> s_kinds = new(StringComparer.Ordinal)
    {
        ["pipe"] = SpecialFile.Pipe,
        ["device"] = SpecialFile.Endless,
        ["socket"] = SpecialFile.Socket,
    };

    [TestMethod]
    [DataRow("pipe")]
    [DataRow("device")]
    [DataRow("socket")]
    public void What_is_no_file_does_not_exist_and_can_not_be_opened(string kind)
    {
        using var folder = new TempDirectory("special");
        s_kinds[kind](folder["x"]);

        Assert.IsFalse(RegularFile.Exists(folder["x"]));
        Assert.IsNull(Digest.OfFile(folder["x"]));
        Assert.IsNull(FileStamp.Of(folder["x"]));
        Assert.IsNull(new HostFiles().ReadText(folder["x"]));
        Assert.IsNull(SealedBytes.Read(folder["x"]));
        Action<string>[] readers =
        [
            path => RegularFile.Open(path).Dispose(), path => RegularFile.OpenStream(path).Dispose(),
            path => RegularFile.ReadAllBytes(path), path => RegularFile.ReadAllText(path),
            path => RegularFile.ReadBounded(path), path => RegularFile.Copy(path, folder["y"]), path => AtomicFile.ReadAllBytes(path),
            path => RegularFile.WriteAllText(path, ""), path => RegularFile.AppendAllText(path, ""),
            path => FileLock.TryOpen(path, new FileStreamOptions())?.Dispose()
        ];
        foreach (Action<string> read in readers)
            Assert.ThrowsExactly<UnauthorizedAccessException>(() => read(folder["x"]));
    }

    [TestMethod]
    [DataRow("pipe")]
    [DataRow("device")]
    [DataRow("socket")]
    public async Task Every_file_of_an_environment_that_becomes_one_is_found_and_mended(string kind)
    {
        using EngineLab lab = EngineLab.Greeting();
        await lab.ShouldRestoreAsync();
        // Those that are for people alone are not looked at.
        string[] files =
        [
            .. FileTree.FilesBelow(lab.Location).Where(
                path => new FileInfo(path).LinkTarget is null && !IsForPeople(Path.GetFileName(path)))
        ];
        Assert.IsGreaterThan(15, files.Length);

        foreach (string file in files)
        {
            s_kinds[kind](file);
            await Task.Run(() => lab.Look()).WaitAsync(s_limit);
            await lab.ShouldStandAsync(file, s_limit);
        }

        await lab.ShouldVerifyAsync();
    }

    private static bool IsForPeople(string name) => name is "CACHEDIR.TAG" or ".gitignore";

    [TestMethod]
    public async Task Nobody_waits_for_byte_code_either()
    {
        using EngineLab lab = EngineLab.Greeting();
        lab.Declared[DeclaredNames.Compile] = "true";
        await lab.ShouldRestoreAsync();
        SpecialFile.Pipe(Directory.GetFiles(lab.Site("__pycache__")).Single());
        lab.Pinned("greeting==1.0");
        await lab.ShouldNotRestoreAsync("PYENV3004").WaitAsync(s_limit);
        lab.Pinned("greeting==1.0", "words==2.0");

        await lab.ShouldRestoreAsync("PYENV5003").WaitAsync(s_limit);

        await lab.ShouldVerifyAsync().WaitAsync(s_limit);
    }

    [TestMethod]
    [DataRow("words.py")]
    [DataRow("words-1.0.dist-info/RECORD")]
    [DataRow("words-1.0.dist-info/METADATA")]
    [DataRow("greeting-1.0.dist-info/entry_points.txt")]
    public async Task A_verification_names_it_as_damage(string file)
    {
        using EngineLab lab = EngineLab.Greeting();
        await lab.ShouldRestoreAsync();
        SpecialFile.Pipe(lab.Site(file));

        Assert.AreNotEqual("", await Task.Run(lab.Look).WaitAsync(s_limit));
        lab.Run(engine => Assert.IsNull(Task.Run(() => engine.Verify(CancellationToken.None)).WaitAsync(s_limit).Result));
        Assert.IsTrue(lab.Log.ErrorCodes.All(code => code == "PYENV5004"), lab.Log.ToString());
        await lab.ShouldStandAsync(lab.Site(file), s_limit);

        await lab.ShouldVerifyAsync();
    }

    [TestMethod]
    [DataRow("pipe")]
    [DataRow("device")]
    public async Task Every_file_of_the_cache_that_becomes_one_is_made_anew(string kind)
    {
        using EngineLab lab = EngineLab.Greeting();
        using var index = lab.OnAnIndex();
        await lab.ShouldRestoreAsync();
        string[] files = [.. FileTree.FilesBelow(lab["cache"])];
        Assert.IsGreaterThan(10, files.Length);

        foreach (string file in files)
        {
            await lab.CleanAsync();
            s_kinds[kind](file);
            await lab.ShouldRestoreAsync().WaitAsync(s_limit);
            await lab.ShouldVerifyAsync();
        }
    }

    [TestMethod]
    public async Task A_download_that_was_begun_is_begun_anew()
    {
        using EngineLab lab = EngineLab.Greeting();
        using var index = lab.OnAnIndex();
        await lab.ShouldRestoreAsync();
        string[] downloads = [.. Directory.GetFiles(lab["cache/downloads"], "*.whl", SearchOption.AllDirectories)];
        Assert.IsNotEmpty(downloads);
        await lab.CleanAsync();
        Directory.Delete(Directory.GetDirectories(lab["cache"], "archives-*").Single(), recursive: true);
        foreach (string wheel in downloads)
        {
            File.Delete(wheel);
            SpecialFile.Pipe(wheel + ".part");
            SpecialFile.Pipe(wheel + ".lock.part");
        }

        await lab.ShouldRestoreAsync().WaitAsync(s_limit);
    }

    [TestMethod]
    public async Task Every_file_of_the_workspace_that_becomes_one_is_survived()
    {
        using EngineLab lab = EngineLab.Greeting();
        await lab.ShouldRestoreAsync();
        var workspace = new EnvironmentWorkspace(lab.Location);
        SpecialFile.Pipe(workspace.HolderFile);
        lab.Pinned("greeting==1.0", "words==2.0");
        await lab.ShouldRestoreAsync("PYENV5003").WaitAsync(s_limit);

        SpecialFile.Pipe(workspace.LockFile);
        lab.Pinned("greeting==1.0", "words==1.0");

        await lab.ShouldNotRestoreAsync("PYENV4002").WaitAsync(s_limit);
        StringAssert.Contains(lab.Log.ToString(), workspace.LockFile);
    }

    [TestMethod]
    [DataRow("requirements.txt", DeclaredNames.Requirements)]
    [DataRow("constraints.txt", DeclaredNames.Constraints)]
    [DataRow("pylock.toml", DeclaredNames.Requirements)]
    [DataRow("uv.lock", DeclaredNames.Requirements)]
    [DataRow("included.txt", null)]
    public async Task A_declared_file_that_is_one_is_an_error_that_names_it(string file, string? declaredBy)
    {
        foreach (Action<string> put in (Action<string>[])[SpecialFile.Pipe, SpecialFile.Endless])
        {
            using EngineLab lab = EngineLab.Greeting();
            if (declaredBy is not null)
                lab.Declared[declaredBy] = file;
            else
                lab.Pinned("greeting==1.0", "words==1.0", "-r included.txt");
            put(lab[$"app/{file}"]);

            await lab.ShouldNotRestoreAsync("PYENV2001").WaitAsync(s_limit);

            StringAssert.Contains(lab.Log.ToString(), "no file, but");
            await Task.Run(lab.Look).WaitAsync(s_limit);
        }
    }

    [TestMethod]
    public async Task Files_that_may_be_there_and_are_none_are_passed_over()
    {
        using EngineLab lab = EngineLab.Greeting();
        foreach (string optional in (string[])["home/.netrc", "home/.config/pip/pip.conf", "home/.pip/pip.conf", "app/pyproject.toml"])
        {
            lab.Write(optional, "");
            SpecialFile.Pipe(lab[optional]);
        }
        using var index = lab.OnAnIndex();

        await lab.ShouldRestoreAsync().WaitAsync(s_limit);

        Assert.AreEqual("", await Task.Run(lab.Look).WaitAsync(s_limit));
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("pipe")]
    [DataRow("socket")]
    public async Task A_client_certificate_that_is_none_is_an_error_that_names_it(string kind)
    {
        using EngineLab lab = EngineLab.Greeting();
        using var index = lab.OnAnIndex();
        lab.Write("client.pem", "no certificate");
        if (kind.Length > 0)
            s_kinds[kind](lab["client.pem"]);
        lab.Set("PIP_CLIENT_CERT", lab["client.pem"]);

        PythonEnvException refused = await Assert.ThrowsExactlyAsync<PythonEnvException>(() => lab.RestoreAsync().WaitAsync(s_limit));

        Assert.AreEqual("PYENV1004", refused.Diagnostic.Code);
        StringAssert.Contains(refused.Message, $"the client certificate `{lab["client.pem"]}` can't be read");
    }

    [TestMethod]
    public async Task One_in_a_folder_of_wheels_is_no_wheel()
    {
        using EngineLab lab = EngineLab.Greeting();
        SpecialFile.Pipe(lab["wheels/words-3.0-py3-none-any.whl"]);
        SpecialFile.Endless(lab["wheels/page.html"]);
        await lab.ShouldRestoreAsync().WaitAsync(s_limit);

        lab.Pinned("greeting==1.0", "words==3.0");

        await lab.ShouldNotRestoreAsync("PYENV3001").WaitAsync(s_limit);
    }

    [TestMethod]
    public async Task One_as_advisories_is_no_answer()
    {
        using EngineLab lab = EngineLab.Greeting();
        Directory.CreateDirectory(lab["advisories"]);
        SpecialFile.Pipe(lab["advisories/one.json"]);
        lab.Declared[DeclaredNames.AuditSources] = "../advisories";

        Assert.IsNotNull(await lab.RestoreAsync().WaitAsync(s_limit), lab.Log.ToString());

        CollectionAssert.Contains(lab.Log.WarningCodes.ToArray(), "PYENV7000", lab.Log.ToString());
    }
}
