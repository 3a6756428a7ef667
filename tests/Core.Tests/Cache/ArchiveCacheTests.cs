using System.Text;
using PythonEnv.Cache;
using PythonEnv.Core.Tests.Installing;
using PythonEnv.Diagnostics;
using PythonEnv.Indexes;
using PythonEnv.Installing;
using PythonEnv.Installing.Linking;
using PythonEnv.Planning;
using PythonEnv.TestSupport;
using PythonEnv.Wheels;

namespace PythonEnv.Core.Tests.Cache;

[TestClass]
internal sealed class ArchiveCacheTests
{
    [TestMethod]
    public async Task Many_builds_that_unpack_the_same_wheel_share_one_archive()
    {
        using InstallLab lab = new();
        WheelBuilder builder = new("shared", "1.0");
        for (int i = 0; i < 50; i++)
            builder.WithFile($"shared/m{i}.py", $"x = {i}\n");
        string wheel = builder.WriteTo(lab.Wheels);
        string sha256 = InstallLab.Sha256(wheel);

        CachedArchive[] archives = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(
            () => new ArchiveCache(lab.Cache.Root).Unpack(wheel, sha256, CancellationToken.None))));

        Assert.HasCount(1, archives.Select(archive => archive.Folder).Distinct());
        Assert.IsEmpty(Directory.GetFileSystemEntries(Path.Combine(lab.Cache.Root, "tmp")));
        Assert.AreEqual("x = 7\n", File.ReadAllText(Path.Combine(archives[0].Folder, "tree", "shared", "m7.py")));
    }

    [TestMethod]
    public void A_wheel_that_is_proved_meanwhile_is_kept_once_it_is_proved()
    {
        using InstallLab lab = new();
        string wheel = new WheelBuilder("plain", "1.0").WithFile("plain.py", "x = 1\n").WriteTo(lab.Wheels);
        string sha256 = InstallLab.Sha256(wheel);
        CachedArchive? before = null;

        CachedArchive archive = lab.Cache.Unpack(wheel, sha256, cancellation =>
        {
            // All of it lies there, and is nobody's yet.
            WaitUntilUnpacked(lab);
            before = lab.Cache.Find(sha256);
        }, CancellationToken.None);

        Assert.IsNull(before);
        Assert.AreEqual("x = 1\n", File.ReadAllText(Path.Combine(archive.Folder, "tree", "plain.py")));
        Assert.IsEmpty(Directory.GetFileSystemEntries(Path.Combine(lab.Cache.Root, "tmp")));
    }

    [TestMethod]
    [DataRow(false, false, DisplayName = "found out when all is unpacked")]
    [DataRow(false, true, DisplayName = "found out before anything is unpacked")]
    [DataRow(true, false, DisplayName = "malformed besides")]
    public void Of_a_wheel_that_turns_out_to_be_another_one_nothing_is_left(bool isMalformed, bool isFoundEarly)
    {
        using InstallLab lab = new();
        var builder = new WheelBuilder("plain", "1.0").WithFile("plain.py", "x = 1\n");
        if (isMalformed)
            builder.WithUnrecorded(new ZipEntrySpec("hidden.py", ""));
        string wheel = builder.WriteTo(lab.Wheels);
        string wanted = new('a', 64);

        PythonEnvException refused = Assert.ThrowsExactly<PythonEnvException>(() => lab.Cache.Unpack(wheel, wanted, cancellation =>
        {
            if (!isMalformed && !isFoundEarly)
                WaitUntilUnpacked(lab);
            throw new PythonEnvException(DiagnosticCatalog.HashMismatch.At(SourceSpan.None, "another one", "", ""));
        }, CancellationToken.None));

        Assert.AreEqual("PYENV3006", refused.Diagnostic.Code);
        Assert.IsNull(lab.Cache.Find(wanted));
        Assert.IsEmpty(InstallLab.Files(lab.Cache.Root).Where(file => file.Contains('/', StringComparison.Ordinal)));
    }

    private static void WaitUntilUnpacked(InstallLab lab) => Assert.IsTrue(SpinWait.SpinUntil(
        () => InstallLab.Files(Path.Combine(lab.Cache.Root, "tmp")).Any(file => file.EndsWith("/metadata", StringComparison.Ordinal)),
        TimeSpan.FromMinutes(1)));

    [TestMethod]
    public void A_manifest_reads_as_it_was_written()
    {
        using InstallLab lab = new();
        WheelBuilder wheel = new WheelBuilder("all", "1.0")
            .WithFile("all/ünï.py", "1").WithFile("all/tool", "2", executable: true).WithData("data", "share/x", [1, 2, 3])
            .WithConsoleScript("c", "all:main").WithGuiScript("g", "all:main");
        ArchiveManifest manifest = lab.Unpack(wheel).Manifest;

        byte[] bytes = manifest.ToBytes();

        CollectionAssert.AreEqual(bytes, ArchiveManifest.Read(bytes).ToBytes());
        Assert.HasCount(6, manifest.Files);
        Assert.AreEqual("all/ünï.py", manifest.NameAt(manifest.Files.Single(file => file.Size == 1 && !file.IsExecutable).Target));
    }

    [TestMethod]
    public void An_archive_whose_manifest_is_damaged_anywhere_is_unpacked_again()
    {
        using InstallLab lab = new();
        WheelBuilder wheel = new WheelBuilder("plain", "1.0").WithFile("plain.py", "x = 1\n");
        string manifest = Path.Combine(lab.Unpack(wheel).Folder, "manifest");
        byte[] whole = File.ReadAllBytes(manifest);
        for (int at = 0; at < whole.Length; at += 13)
        {
            byte[] damaged = [.. whole];
            damaged[at] ^= 0x40;
            File.WriteAllBytes(manifest, damaged);
            Assert.IsNull(lab.Cache.Find(InstallLab.Sha256(wheel.WriteTo(lab.Wheels))), $"byte {at}");
            whole = File.ReadAllBytes(Path.Combine(lab.Unpack(wheel).Folder, "manifest"));
        }
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void A_file_in_the_place_of_an_archive_or_of_the_folder_above_gives_way(bool above)
    {
        using InstallLab lab = new();
        string wheel = new WheelBuilder("plain", "1.0").WithFile("plain.py", "x = 1\n").WriteTo(lab.Wheels);
        string sha256 = InstallLab.Sha256(wheel);
        string folder = lab.Cache.Unpack(wheel, sha256, CancellationToken.None).Folder;
        string place = above ? Path.GetDirectoryName(folder)! : folder;
        Directory.Delete(place, recursive: true);
        File.WriteAllText(place, "no folder");

        CachedArchive archive = lab.Cache.Unpack(wheel, sha256, CancellationToken.None);

        Assert.IsTrue(File.Exists(Path.Combine(archive.Folder, "tree", "plain.py")));
        Assert.IsEmpty(Directory.GetFileSystemEntries(Path.Combine(lab.Cache.Root, "tmp")));
    }

    [TestMethod]
    public void A_link_in_the_place_of_the_folder_above_an_archive_gives_way_and_leads_nowhere()
    {
        Requires.Posix("links without rights");
        using InstallLab lab = new();
        using TempDirectory victim = new();
        string wheel = new WheelBuilder("plain", "1.0").WithFile("plain.py", "x = 1\n").WriteTo(lab.Wheels);
        string above = Path.Combine(lab.Cache.Root, "archives-v2", InstallLab.Sha256(wheel)[..2]);
        Directory.CreateDirectory(Path.GetDirectoryName(above)!);
        Directory.CreateSymbolicLink(above, victim.Path);

        lab.Cache.Unpack(wheel, InstallLab.Sha256(wheel), CancellationToken.None);

        Assert.IsEmpty(Directory.GetFileSystemEntries(victim.Path));
        Assert.IsNull(new DirectoryInfo(above).LinkTarget);
    }

    [TestMethod]
    public async Task Whichever_file_a_killed_installation_stops_at_nothing_looks_installed()
    {
        using InstallLab lab = new();
        string wheel = new WheelBuilder("half", "1.0")
            .WithFile("half/a.py", "a").WithFile("half/b.py", "b").WithFile("half/c/d.py", "d").WriteTo(lab.Wheels);
        PlannedPin plan = InstallLab.Plan(wheel);
        byte[] content = File.ReadAllBytes(wheel);
        int files = lab.Cache.Unpack(wheel, plan.File.Sha256!, CancellationToken.None).Manifest.Files.Length;
        for (int i = 0; i < files; i++)
        {
            File.WriteAllBytes(wheel, content);
            CachedArchive archive = lab.Cache.Unpack(wheel, plan.File.Sha256!, CancellationToken.None);
            File.Delete(archive.PathOf(archive.Manifest.Files[i]));
            File.Delete(wheel);

            InstallResult result = await lab.InstallAsync(plan);

            Assert.IsFalse(result.Succeeded);
            Assert.IsFalse(File.Exists(lab.Site("half-1.0.dist-info/RECORD")), $"file {i}");
            lab.Cache.Drop(plan.File.Sha256!);
        }
        File.WriteAllBytes(wheel, content);
        Assert.IsTrue((await lab.InstallAsync(plan)).Succeeded);
        Assert.HasCount(8, InstallLab.Files(lab.Layout.SitePackages));
    }

    [TestMethod]
    public void What_is_not_used_any_more_is_pruned_with_what_killed_builds_left()
    {
        using InstallLab lab = new();
        CachedArchive old = lab.Unpack(new WheelBuilder("old", "1.0").WithFile("old.py", "12345"));
        CachedArchive recent = lab.Unpack(new WheelBuilder("recent", "1.0"));
        File.SetLastWriteTimeUtc(Path.Combine(old.Folder, "manifest"), DateTime.UtcNow.AddDays(-100));
        string leftover = Path.Combine(lab.Cache.Root, "tmp", "killed");
        Directory.CreateDirectory(leftover);
        Directory.SetLastWriteTimeUtc(leftover, DateTime.UtcNow.AddDays(-2));

        PruneResult pruned = lab.Cache.Prune(TimeSpan.FromDays(90));

        Assert.AreEqual(1, pruned.Archives);
        Assert.IsGreaterThan(5, pruned.Bytes);
        Assert.IsFalse(Directory.Exists(old.Folder));
        Assert.IsFalse(Directory.Exists(leftover));
        Assert.IsNotNull(lab.Cache.Find(recent.Sha256));
        Assert.AreEqual(1, lab.Cache.Prune(TimeSpan.Zero).Archives);
    }

    [TestMethod]
    public void A_use_is_remembered_so_that_pruning_spares_the_archive()
    {
        using InstallLab lab = new();
        CachedArchive archive = lab.Unpack(new WheelBuilder("used", "1.0"));
        File.SetLastWriteTimeUtc(Path.Combine(archive.Folder, "manifest"), DateTime.UtcNow.AddDays(-100));

        Assert.IsNotNull(lab.Cache.Find(archive.Sha256));

        Assert.AreEqual(0, lab.Cache.Prune(TimeSpan.FromDays(90)).Archives);
    }

    [TestMethod]
    public void An_edit_of_installed_metadata_does_not_reach_what_the_cache_says()
    {
        using InstallLab lab = new();
        CachedArchive archive = lab.Unpack(new WheelBuilder("plain", "1.0").WithRequires("needed>=1"));
        File.WriteAllText(Path.Combine(archive.Folder, "tree", "plain-1.0.dist-info", "METADATA"), "Name: plain\nVersion: 1.0\n");

        Assert.Contains("Requires-Dist: needed>=1", HeadersOf(lab.Cache.FindMetadata(archive.Sha256)));
    }

    [TestMethod]
    [DataRow("Name: plain\nVersion: 1.0\n")]
    [DataRow("")]
    public void Metadata_that_were_damaged_in_the_cache_are_not_handed_out(string damaged)
    {
        using InstallLab lab = new();
        CachedArchive archive = lab.Unpack(new WheelBuilder("plain", "1.0").WithRequires("needed>=1"));
        File.WriteAllText(Path.Combine(archive.Folder, "metadata"), damaged);

        Assert.IsNull(lab.Cache.FindMetadata(archive.Sha256));
        Assert.IsFalse(Directory.Exists(archive.Folder));
    }

    [TestMethod]
    [DataRow(nameof(Placement.NotLinkable), false)]
    [DataRow(nameof(Placement.TooManyLinks), true)]
    public void Where_a_file_cannot_be_linked_it_is_copied(string refusal, bool linksLater)
    {
        using InstallLab lab = new();
        WheelBuilder wheel = new WheelBuilder("plain", "1.0").WithFile("plain.py", "x = 1\n").WithFile("run.sh", "", executable: true)
            .WithData("headers", "plain.h", "int x;"u8.ToArray());
        CachedArchive archive = lab.Unpack(wheel);
        LinkPolicy policy = LinkPolicy.For(lab.Target.Layout, lab.Target.LinkMode);
        Refusing hardLink = new(Enum.Parse<Placement>(refusal));
        using PathArchiveLinker linker = new(archive, new SchemeFolders(lab.Layout, "plain"), policy, hardLink);

        foreach (ManifestFile file in archive.Manifest.Files.Where(
            file => file.Scheme is InstallScheme.SitePackages or InstallScheme.Headers))
            Assert.AreEqual(Placement.Placed, linker.Place(file, out _));

        Assert.AreEqual(linksLater, policy.Links);
        Assert.AreEqual("int x;", File.ReadAllText(Path.Combine(lab.Layout.HeadersDirectory, "plain", "plain.h")));
        Assert.AreEqual("x = 1\n", File.ReadAllText(lab.Site("plain.py")));
        if (!OperatingSystem.IsWindows())
            Assert.AreEqual(policy.Modes.Executable, File.GetUnixFileMode(lab.Site("run.sh")));
        File.WriteAllText(lab.Site("plain.py"), "x = 2\n");
        Assert.AreEqual("x = 1\n", File.ReadAllText(Path.Combine(archive.Folder, "tree", "plain.py")));
    }

    [TestMethod]
    public void Under_another_umask_files_are_copied_with_the_permissions_of_the_environment()
    {
        using InstallLab lab = new();
        CachedArchive archive = lab.Unpack(new WheelBuilder("plain", "1.0").WithFile("plain.py", "x = 1\n"));
        LinkPolicy policy = new(new FileModes(UnixFileMode.UserRead, UnixFileMode.UserRead | UnixFileMode.UserExecute));
        using ArchiveLinker linker = ArchiveLinker.Create(archive, new SchemeFolders(lab.Layout, "plain"), policy);

        linker.Place(archive.Manifest.Files.Single(file => file.Scheme is InstallScheme.SitePackages), out _);

        if (!OperatingSystem.IsWindows())
            Assert.AreEqual(UnixFileMode.UserRead, File.GetUnixFileMode(lab.Site("plain.py")));
        File.Delete(Path.Combine(archive.Folder, "tree", "plain.py"));
        Assert.AreEqual("x = 1\n", File.ReadAllText(lab.Site("plain.py")));
    }

    [TestMethod]
    public async Task Byte_code_in_a_wheel_is_left_out_with_a_warning()
    {
        using InstallLab lab = new();
        InstallResult result = await lab.InstallAsync(
            new WheelBuilder("code", "1.0").WithFile("code.py", "").WithFile("__pycache__/code.cpython-311.pyc", "something else"));

        Assert.AreEqual(Severity.Warning, result.Diagnostics.Single().Severity);
        Assert.IsFalse(Directory.Exists(lab.Site("__pycache__")));
        Assert.DoesNotContain("pycache", File.ReadAllText(lab.Site("code-1.0.dist-info/RECORD")));
    }

    [TestMethod]
    public void Uncommon_but_truthful_containers_are_read()
    {
        using InstallLab lab = new();
        WheelBuilder wheel = new WheelBuilder("odd", "1.0")
            .WithEntry(new ZipEntrySpec("odd/stored.py", "1") { Deflate = false })
            .WithEntry(new ZipEntrySpec("odd/descriptor.py", "22") { DataDescriptor = true })
            .WithEntry(new ZipEntrySpec("odd/zip64.py", "333") { Zip64 = true })
            .WithEntry(new ZipEntrySpec("odd/both.py", "4444") { Zip64 = true, DataDescriptor = true })
            .WithEntry(new ZipEntrySpec("odd/modeless.py", "55555") { UnixMode = 0 })
            .WithUnrecorded(new ZipEntrySpec("odd/", []) { UnixMode = 0x41ED, Deflate = false });
        wheel.Zip.Zip64End = true;
        wheel.Zip.Comment = "a comment"u8.ToArray();

        CachedArchive archive = lab.Unpack(wheel);

        CollectionAssert.AreEqual(
            new[] { "both.py", "descriptor.py", "modeless.py", "stored.py", "zip64.py" },
            InstallLab.Files(Path.Combine(archive.Folder, "tree", "odd")));
        Assert.AreEqual("4444", File.ReadAllText(Path.Combine(archive.Folder, "tree", "odd", "both.py")));
    }

    private static string HeadersOf(CachedMetadata? metadata) => Encoding.UTF8.GetString(metadata!.Headers.Span);

    private sealed class Refusing(Placement placement) : HardLink
    {
        public override Placement Create(string source, string target) => placement;
    }
}
