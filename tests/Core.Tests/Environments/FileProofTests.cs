using PythonEnv.Environments;
using PythonEnv.Environments.Proving;
using PythonEnv.Host.Files;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Environments;

[TestClass]
internal sealed class FileProofTests
{
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void What_was_left_alone_passes(bool isPortable)
    {
        using Place place = new(isPortable);

        Assert.AreEqual("", place.Differences());
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Every_kind_of_edit_is_told(bool isPortable)
    {
        AssertFound(isPortable, "words/one.py", place => File.Delete(place.Path("words/one.py")));
        AssertFound(isPortable, "words/one.py", place => File.AppendAllText(place.Path("words/one.py"), "# more\n"));
        AssertFound(isPortable, "words/one.py", place => File.WriteAllText(place.Path("words/one.py"), "x = 2\n"));
        AssertFound(isPortable, "words/one.py", place => File.SetLastWriteTimeUtc(place.Path("words/one.py"), DateTime.UtcNow));
        AssertFound(isPortable, "words/one.py", place =>
        {
            File.Delete(place.Path("words/one.py"));
            Directory.CreateDirectory(place.Path("words/one.py"));
        });
        AssertFound(isPortable, "words/", place => File.WriteAllText(place.Path("words/three.py"), ""));
        AssertFound(isPortable, "words/deep/ words/deep/two.py", place => Directory.Delete(place.Path("words/deep"), recursive: true));
        AssertFound(isPortable, "words/deep/ words/deep/two.py", place =>
        {
            Directory.Move(place.Path("words/deep"), place.Elsewhere);
            Directory.CreateSymbolicLink(place.Path("words/deep"), place.Elsewhere);
        });
        AssertFound(isPortable, "words/one.py", place =>
        {
            File.Move(place.Path("words/one.py"), place.Elsewhere);
            File.CreateSymbolicLink(place.Path("words/one.py"), place.Elsewhere);
        });
    }

    [TestMethod]
    [DataRow(1, 1)]
    [DataRow(4, 1)]
    [DataRow(5, 1)]
    [DataRow(1, 60)]
    public void In_a_folder_of_any_size_and_depth_one_edit_is_told(int files, int depth)
    {
        Requires.Posix("ways from open folders");
        string folder = string.Join('/', Enumerable.Repeat("a-long-folder", depth));
        string[] all = [.. Enumerable.Range(1, files).Select(i => $"{folder}/{i}.py")];
        using Place place = new(isPortable: false, all);
        Assert.AreEqual("", place.Differences());

        File.AppendAllText(place.Path(all[^1]), "# more\n");

        Assert.AreEqual(all[^1], place.Differences());
    }

    [TestMethod]
    public void A_file_of_the_same_size_and_time_in_its_place_is_another_one()
    {
        Requires.Posix("numbers of files");
        AssertFound(isPortable: false, "words/one.py", place =>
        {
            DateTime time = File.GetLastWriteTimeUtc(place.Path("words/one.py"));
            File.WriteAllText(place.Elsewhere, "x = 2\n");
            File.SetLastWriteTimeUtc(place.Elsewhere, time);
            File.Move(place.Elsewhere, place.Path("words/one.py"), overwrite: true);
        });
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Byte_code_and_folders_for_it_are_the_interpreters(bool isPortable)
    {
        using Place place = new(isPortable);

        File.WriteAllText(place.Path("words/__pycache__/one.cpython-311.pyc"), "");
        File.WriteAllText(place.Path("words/__pycache__/old.pyc"), "new byte-code");

        Assert.AreEqual("", place.Differences());
    }

    [TestMethod]
    public void A_list_that_was_cut_off_or_edited_is_none()
    {
        using Place place = new(isPortable: false);
        byte[] list = File.ReadAllBytes(FileList.PathIn(place.Layout.Root));
        string sha256 = Digest.OfBytes(list);

        Assert.IsNotNull(FileList.Load(place.Layout.Root, sha256));
        File.WriteAllBytes(FileList.PathIn(place.Layout.Root), list[..^1]);
        Assert.IsNull(FileList.Load(place.Layout.Root, sha256));
        File.Delete(FileList.PathIn(place.Layout.Root));
        Assert.IsNull(FileList.Load(place.Layout.Root, sha256));
    }

    private static void AssertFound(bool isPortable, string expected, Action<Place> edit)
    {
        using Place place = new(isPortable);
        edit(place);
        Assert.AreEqual(expected, place.Differences().Replace('\\', '/'));
        Assert.IsNotNull(place.Proof().FindFirst());
    }

    /// <summary>An environment of one distribution with its list.</summary>
    private sealed class Place : IDisposable
    {
        private readonly TempDirectory _folder = new("proof");
        private readonly bool _isPortable;

        public Place(bool isPortable, params string[] more)
        {
            _isPortable = isPortable;
            Layout = EnvironmentLayout.For(_folder["env"], "3.11", "cpython", gilDisabled: false, windows: false);
            Directory.CreateDirectory(Path("words-1.0.dist-info"));
            string[] files = ["words/one.py", "words/deep/two.py", "words/__pycache__/old.pyc", .. more];
            foreach (string file in files)
            {
                Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path(file))!);
                Write(file, "x = 1\n");
            }
            Write("words-1.0.dist-info/RECORD", string.Concat(files.Append("words-1.0.dist-info/RECORD").Select(file => $"{file},,\n")));
            FileList.Of(Layout, null, [], new HashSet<string>()).WriteTo(Layout.Root);
        }

        public EnvironmentLayout Layout { get; }

        public string Elsewhere => _folder["elsewhere"];

        public string Path(string relative) => System.IO.Path.Combine(Layout.SitePackages, relative);

        public FileProof Proof() => new(Layout, File.ReadAllBytes(FileList.PathIn(Layout.Root)), _isPortable);

        /// <summary>Folders with a slash at their end.</summary>
        public string Differences()
        {
            FileProof proof = Proof();
            proof.FindAll();
            IEnumerable<string> all = proof.Folders.Select(folder => folder + "/").Concat(proof.Files);
            return string.Join(' ', all.Select(path => path[(Layout.SitePackages.Length + 1)..]).Order(StringComparer.Ordinal));
        }

        public void Dispose() => _folder.Dispose();

        // Files of the cache have whole seconds, so that an edit never has the time of what it edits.
        private void Write(string relative, string text)
        {
            File.WriteAllText(Path(relative), text);
            File.SetLastWriteTimeUtc(Path(relative), new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc));
        }
    }
}
