using PythonEnv.Cache;
using PythonEnv.Declarations;
using PythonEnv.Diagnostics;
using PythonEnv.Host.Files;
using PythonEnv.Installing;
using PythonEnv.Packaging.Versions;
using PythonEnv.Planning;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Installing;

[TestClass]
internal sealed class DirectInstallerTests
{
    [TestMethod]
    public async Task A_wheel_comes_with_its_modules_its_metadata_and_a_record_of_all_files()
    {
        using InstallLab lab = new();
        InstallResult result = await lab.InstallAsync(new WheelBuilder("plain", "1.0").WithFile("plain/__init__.py", "x = 1\n"));

        Assert.IsTrue(result.Succeeded);
        CollectionAssert.AreEqual(
            new[]
            {
                "plain-1.0.dist-info/INSTALLER", "plain-1.0.dist-info/METADATA", "plain-1.0.dist-info/RECORD",
                "plain-1.0.dist-info/REQUESTED", "plain-1.0.dist-info/WHEEL", "plain/__init__.py",
            },
            InstallLab.Files(lab.Layout.SitePackages));
        Assert.AreEqual("pythonenv\n", File.ReadAllText(lab.Site("plain-1.0.dist-info/INSTALLER")));
        string[] rows = File.ReadAllLines(lab.Site("plain-1.0.dist-info/RECORD"));
        CollectionAssert.AreEqual(InstallLab.Files(lab.Layout.SitePackages), rows.Select(row => row.Split(',')[0]).ToArray());
        Assert.AreEqual("plain-1.0.dist-info/RECORD,,", rows[2]);
    }

    [TestMethod]
    public async Task Of_a_wheel_that_several_threads_place_every_file_is_listed_once()
    {
        using InstallLab lab = new();
        WheelBuilder large = new("large", "1.0");
        for (int i = 0; i < 2100; i++)
            large.WithFile($"large/part{i / 100}/m{i}.py", "");

        InstallResult result = await lab.InstallAsync(large);

        Assert.IsTrue(result.Succeeded);
        string[] listed = [.. result.Installed.Single().Placed!.Select(file => Path.GetRelativePath(lab.Layout.SitePackages, file.Path))];
        CollectionAssert.AreEquivalent(
            InstallLab.Files(lab.Layout.SitePackages), listed.Select(path => path.Replace('\\', '/')).ToArray());
    }

    [TestMethod]
    public async Task A_second_environment_is_linked_to_the_same_files_without_the_wheel()
    {
        using InstallLab lab = new();
        WheelBuilder wheel = new WheelBuilder("plain", "1.0").WithFile("plain.py", "x = 1\n");
        PlannedPin plan = InstallLab.Plan(wheel.WriteTo(lab.Wheels));
        await lab.InstallAsync(plan);
        Directory.Delete(lab.Wheels, recursive: true);
        Directory.Delete(lab.Layout.SitePackages, recursive: true);

        Assert.IsTrue((await lab.InstallAsync(plan)).Succeeded);
        Assert.AreEqual("x = 1\n", File.ReadAllText(lab.Site("plain.py")));
    }

    [TestMethod]
    public async Task An_installed_file_is_the_file_of_the_cache_by_another_name()
    {
        using InstallLab lab = new();
        PlannedPin plan = InstallLab.Plan(new WheelBuilder("plain", "1.0").WithFile("plain/deep/module.py", "x = 1\n").WriteTo(lab.Wheels));

        await lab.InstallAsync(plan);

        string cached = Path.Combine(
            lab.Cache.Find(InstallLab.Sha256(plan.File.Location.LocalPath))!.Folder, "tree", "plain", "deep", "module.py");
        Assert.AreEqual(FileStamp.Of(cached), FileStamp.Of(lab.Site("plain/deep/module.py")));
    }

    [TestMethod]
    public async Task Every_hostile_wheel_of_a_plan_is_named_and_the_environment_stays_untouched()
    {
        using InstallLab lab = new();
        InstallResult result = await lab.InstallAsync(
            new WheelBuilder("good", "1.0").WithFile("good.py", ""),
            new WheelBuilder("evil", "1.0").WithFile("../evil.py", ""),
            new WheelBuilder("wicked", "1.0").WithUnrecorded(new ZipEntrySpec("wicked.py", "")));

        Assert.IsFalse(result.Succeeded);
        Assert.HasCount(2, result.Diagnostics);
        Assert.IsTrue(result.Diagnostics.All(diagnostic => diagnostic.Code == "PYENV4005" && diagnostic.Where.Line == 1));
        Assert.IsEmpty(InstallLab.Files(lab.Layout.Root));
    }

    [TestMethod]
    public async Task An_edit_of_an_installed_file_does_not_reach_the_next_environment()
    {
        using InstallLab lab = new();
        WheelBuilder wheel = new WheelBuilder("plain", "1.0").WithFile("plain.py", "x = 1\n").WithFile("other.py", "");
        PlannedPin plan = InstallLab.Plan(wheel.WriteTo(lab.Wheels));
        await lab.InstallAsync(plan);
        File.WriteAllText(lab.Site("plain.py"), "x = 666\n");
        Directory.Delete(lab.Layout.SitePackages, recursive: true);

        InstallResult result = await lab.InstallAsync(plan);

        Assert.IsTrue(result.Succeeded);
        Assert.AreEqual("x = 1\n", File.ReadAllText(lab.Site("plain.py")));
        Assert.AreEqual("x = 1\n", File.ReadAllText(Path.Combine(lab.Cache.Find(plan.File.Sha256!)!.Folder, "tree", "plain.py")));
    }

    [TestMethod]
    public async Task A_leftover_that_nobody_owns_gives_way()
    {
        using InstallLab lab = new();
        File.WriteAllText(lab.Site("plain.py"), "old");

        InstallResult result = await lab.InstallAsync(new WheelBuilder("plain", "1.0").WithFile("plain.py", "new"));

        Assert.IsEmpty(result.Diagnostics);
        Assert.AreEqual("new", File.ReadAllText(lab.Site("plain.py")));
    }

    [TestMethod]
    public async Task Of_two_owners_of_a_file_the_first_by_name_wins_with_a_warning()
    {
        using InstallLab lab = new();
        InstallResult result = await lab.InstallAsync(
            new WheelBuilder("b", "1.0").WithFile("shared.py", "b").WithFile("same.py", "same"),
            new WheelBuilder("a", "1.0").WithFile("shared.py", "a").WithFile("same.py", "same"));

        Assert.IsTrue(result.Succeeded);
        Diagnostic warning = result.Diagnostics.Single();
        Assert.AreEqual(Severity.Warning, warning.Severity);
        Assert.Contains("`a`, `b`", warning.Message);
        Assert.AreEqual("a", File.ReadAllText(lab.Site("shared.py")));
    }

    [TestMethod]
    [DataRow(LinkMode.Auto)]
    [DataRow(LinkMode.Clone)]
    [DataRow(LinkMode.Hardlink)]
    [DataRow(LinkMode.Copy)]
    public async Task Many_wheels_that_bring_the_same_file_at_once_all_have_it(LinkMode mode)
    {
        byte[] content = new byte[1 << 20];
        WheelBuilder[] wheels =
        [
            .. Enumerable.Range(0, 16).Select(
                i => new WheelBuilder($"w{i}", "1.0").WithFile("every/__init__.py", content).WithFile($"every/m{i}.py", ""))
        ];
        using InstallLab lab = new();
        using InstallLab place = new() { Target = lab.Target with { LinkMode = mode } };

        InstallResult result = await place.InstallAsync(wheels);

        Assert.IsEmpty(result.Diagnostics, string.Join('\n', result.Diagnostics));
        Assert.AreEqual(content.Length, new FileInfo(lab.Site("every/__init__.py")).Length);
        Assert.HasCount(wheels.Length + 1, Directory.GetFiles(lab.Site("every")));
    }

    [TestMethod]
    public async Task A_wheel_that_holds_another_distribution_than_planned_is_refused()
    {
        using InstallLab lab = new();
        string wheel = new WheelBuilder("plain", "1.0").WriteTo(lab.Wheels);
        PlannedPin plan = new(InstallLab.Plan(wheel).Pin with { Version = PythonVersion.Parse("2.0") });

        InstallResult result = await lab.InstallAsync(plan);

        Assert.AreEqual("PYENV4005", result.Diagnostics.Single().Code);
    }

    [TestMethod]
    public async Task A_file_that_is_not_the_pinned_one_is_a_hash_mismatch()
    {
        using InstallLab lab = new();
        string wheel = new WheelBuilder("plain", "1.0").WriteTo(lab.Wheels);
        PlannedPin plan = InstallLab.Plan(wheel);
        new WheelBuilder("plain", "1.0").WithFile("more.py", "").WriteTo(lab.Wheels);

        InstallResult result = await lab.InstallAsync(plan);

        Assert.AreEqual("PYENV3006", result.Diagnostics.Single().Code);
    }

    [TestMethod]
    public async Task A_cache_that_cannot_be_written_is_said_to_be_so()
    {
        using InstallLab lab = new();
        File.WriteAllText(lab.Cache.Root, "a file where the cache should be");

        InstallResult result = await lab.InstallAsync(new WheelBuilder("plain", "1.0"));

        Assert.AreEqual("PYENV4002", result.Diagnostics.Single().Code);
    }

    /// <summary>Two wheels that share a folder, have commands and scripts: every file of theirs is read by somebody else.</summary>
    [TestMethod]
    [DataRow("edited")]
    [DataRow("empty")]
    [DataRow("gone")]
    [DataRow("a folder")]
    public async Task Whatever_file_of_the_cache_is_not_as_it_was_unpacked_its_archive_is_made_anew_at_once(string damage)
    {
        using InstallLab lab = new();
        WheelBuilder[] wheels = [Part("aa"), Part("bb")];
        CachedArchive[] archives = [.. wheels.Select(lab.Unpack)];
        Dictionary<string, byte[]> right = archives.SelectMany(
            archive => InstallLab.Files(archive.Folder).Select(name => Path.Combine(archive.Folder, name)))
            .Where(path => Path.GetFileName(path) != "metadata").ToDictionary(path => path, File.ReadAllBytes, StringComparer.Ordinal);

        // `metadata` is read by plans, which have a test of their own.
        foreach (string path in right.Keys)
        {
            Damage(path, damage);
            if (Directory.Exists(lab.Layout.Root))
                Directory.Delete(lab.Layout.Root, recursive: true);

            InstallResult result = await lab.InstallAsync(wheels);

            Assert.AreEqual("", string.Join('\n', result.Diagnostics), path);
            foreach ((string name, byte[] content) in right.Where(file => Path.GetFileName(file.Key) != "manifest"))
                CollectionAssert.AreEqual(content, File.ReadAllBytes(name), $"{name} after damage to {path}");
            Assert.AreEqual("a = 1\n", File.ReadAllText(lab.Site("aa/__init__.py")));
        }

        static WheelBuilder Part(string name) => new WheelBuilder(name, "1.0").WithFile($"{name}/__init__.py", "a = 1\n")
            .WithFile("every/__init__.py", "# of both\n").WithFile($"every/{name}.py", "b = 2\n")
            .WithConsoleScript(name, $"{name}:main")
            .WithScript($"{name}-old", "#!python\nprint(1)\n")
            .WithData("data", $"share/{name}.txt", "c"u8.ToArray());
    }

    private static void Damage(string path, string damage)
    {
        byte[] content = File.ReadAllBytes(path);
        File.Delete(path);
        if (damage == "edited")
            File.WriteAllBytes(path, content.Length == 0 ? [1] : [(byte)(content[0] ^ 1), .. content[1..]]);
        else if (damage == "empty")
            File.WriteAllBytes(path, content.Length == 0 ? [1] : []);
        else if (damage == "a folder")
            Directory.CreateDirectory(path);
    }

    [TestMethod]
    public async Task A_RECORD_that_was_edited_in_the_cache_is_not_installed()
    {
        using InstallLab lab = new();
        WheelBuilder wheel = new WheelBuilder("plain", "1.0").WithFile("plain.py", "x = 1\n").WithConsoleScript("plain", "plain:main");
        CachedArchive archive = lab.Unpack(wheel);
        string record = Path.Combine(archive.Folder, "tree", wheel.DistInfo, "RECORD");
        File.WriteAllText(record, File.ReadAllText(record).Replace("plain.py,sha256=", "plain.py,sha256=A", StringComparison.Ordinal));

        InstallResult result = await lab.InstallAsync(wheel);

        Assert.IsTrue(result.Succeeded);
        string installed = File.ReadAllText(lab.Site($"{wheel.DistInfo}/RECORD"));
        Assert.Contains(WheelBuilder.RecordRow("plain.py", "x = 1\n"u8), installed);
    }

    [TestMethod]
    [DataRow("tree/plain.py")]
    [DataRow("tree/plain-1.0.dist-info/METADATA")]
    [DataRow("tree/plain-1.0.dist-info/RECORD")]
    [DataRow("ready/INSTALLER")]
    [DataRow("ready/RECORD")]
    public async Task A_doubted_cache_is_proved_although_size_and_time_are_right(string edited)
    {
        using InstallLab lab = new();
        WheelBuilder wheel = new WheelBuilder("plain", "1.0").WithFile("plain.py", "x = 1\n");
        CachedArchive archive = lab.Unpack(wheel);
        string path = Path.Combine(archive.Folder, edited);
        byte[] right = File.ReadAllBytes(path);
        DateTime time = File.GetLastWriteTimeUtc(path);
        File.WriteAllBytes(path, [.. right[..^2], (byte)(right[^2] ^ 1), right[^1]]);
        File.SetLastWriteTimeUtc(path, time);
        Assert.IsFalse(ArchiveProof.IsIntact(archive));

        PlannedPin plan = InstallLab.Plan(wheel.WriteTo(lab.Wheels));
        InstallResult result = await lab.Installer.InstallAsync(
            new InstallRequest([plan], lab.Target) { ProvesCache = true }, null, CancellationToken.None);

        Assert.IsTrue(result.Succeeded);
        CollectionAssert.AreEqual(right, File.ReadAllBytes(path));
        Assert.IsTrue(ArchiveProof.IsIntact(lab.Cache.Find(archive.Sha256)!));
    }
}
