using PythonEnv.Environments;
using PythonEnv.Installing;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Installing;

[TestClass]
internal sealed class SharedFilesTests
{
    [TestMethod]
    [DataRow("google/__init__.py")]
    [DataRow("./google/__init__.py")]
    [DataRow("google\\__init__.py")]
    [DataRow("other/../google/__init__.py")]
    [DataRow("\"google/__init__.py\"")]
    public void A_file_that_a_RECORD_lists_however_it_is_written_is_shared(string row)
    {
        using TempDirectory folder = new();
        EnvironmentLayout layout = Layout(folder);
        Record(layout, "one", $"{row},,\n");

        CollectionAssert.AreEqual(new[] { At(layout, "google/__init__.py") }, Shared(layout, "google/__init__.py", "google/cloud.py"));
    }

    [TestMethod]
    public void Commands_are_found_by_their_names()
    {
        using TempDirectory folder = new();
        EnvironmentLayout layout = Layout(folder);
        string scripts = Path.GetRelativePath(layout.SitePackages, layout.ScriptsDirectory).Replace('\\', '/');
        Record(layout, "one", $"{scripts}/tool,,\n");

        CollectionAssert.AreEqual(new[] { At(layout, $"{scripts}/tool") }, Shared(layout, $"{scripts}/tool", $"{scripts}/other"));
    }

    [TestMethod]
    public void What_no_RECORD_lists_is_not_shared()
    {
        using TempDirectory folder = new();
        EnvironmentLayout layout = Layout(folder);
        Record(layout, "one", "google/cloud.py,,\nmygoogle/__init__.py,,\n");
        Directory.CreateDirectory(At(layout, "two-1.0.dist-info"));

        CollectionAssert.AreEqual(Array.Empty<string>(), Shared(layout, "google/__init__.py", "one-0.9.dist-info/METADATA"));
    }

    private static string[] Shared(EnvironmentLayout layout, params string[] paths) =>
        [.. SharedFiles.AmongRecorded(paths.Select(path => At(layout, path)).ToHashSet(), layout)];

    private static string At(EnvironmentLayout layout, string path) => Path.GetFullPath(path, layout.SitePackages);

    private static EnvironmentLayout Layout(TempDirectory folder) =>
        EnvironmentLayout.For(folder.Path, "3.11", "cpython", gilDisabled: false, OperatingSystem.IsWindows());

    private static void Record(EnvironmentLayout layout, string name, string rows)
    {
        string metadata = Directory.CreateDirectory(At(layout, $"{name}-1.0.dist-info")).FullName;
        File.WriteAllText(Path.Combine(metadata, "RECORD"), rows);
    }
}
