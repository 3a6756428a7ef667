using PythonEnv.Host.Platform;

namespace PythonEnv.Core.Tests.Host;

[TestClass]
internal sealed class HostPathsTests
{
    [TestMethod]
    [DataRow(@"C:\cache\tree\a.py", @"\\?\C:\cache\tree\a.py")]
    [DataRow(@"C:\cache\tree/pkg/sub/../a.py", @"\\?\C:\cache\tree\pkg\a.py")]
    [DataRow("d:/cache", @"\\?\d:\cache")]
    [DataRow(@"\\server\share\a b/c", @"\\?\UNC\server\share\a b\c")]
    [DataRow("//server/share/c", @"\\?\UNC\server\share\c")]
    [DataRow(@"\\?\C:\cache\a.py", @"\\?\C:\cache\a.py")]
    [DataRow(@"\\.\pipe\name", @"\\.\pipe\name")]
    public void A_path_of_any_length_is_given_to_Windows_in_the_form_that_it_takes_as_it_is(string path, string extended) =>
        Assert.AreEqual(extended, HostPaths.Extended(path));
}
