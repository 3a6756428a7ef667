using PythonEnv.Host;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Host;

[TestClass]
internal sealed class FilePatternTests
{
    [TestMethod]
    [DataRow("*/x", "a/x ab/x b/x")]
    [DataRow("a*/x", "a/x ab/x")]
    [DataRow("?/x", "a/x b/x")]
    [DataRow("[a-b]/x", "a/x b/x")]
    [DataRow("[!b]/x", "a/x")]
    [DataRow("[bx]/x", "b/x")]
    [DataRow("[]-]/x", "")]
    [DataRow("*b*/x", "ab/x b/x")]
    [DataRow("a/*/x", "a/deep/x")]
    [DataRow("a/x", "a/x")]
    [DataRow("**/x", "a/deep/er/x a/deep/x a/x ab/x b/x")]
    [DataRow("a/**/x", "a/deep/er/x a/deep/x a/x")]
    [DataRow("a/**/er/x", "a/deep/er/x")]
    [DataRow("missing/*/x", "")]
    [DataRow("a/x/*/x", "")]
    [DataRow("[/x", "")]
    public void A_pattern_means_the_files_that_are_there(string pattern, string expected)
    {
        using TempDirectory folder = new();
        foreach (string file in (string[])["a/x", "ab/x", "b/x", "b/y", "c/y", "a/deep/x", "a/deep/er/x"])
            folder.Write(file, "");

        IEnumerable<string> found = FilePattern.Find(folder[pattern]);

        Assert.AreEqual(
            expected, string.Join(' ', found.Select(file => Path.GetRelativePath(folder.Path, file).Replace('\\', '/'))));
    }
}
