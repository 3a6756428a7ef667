using System.Text;
using PythonEnv.Packaging.Metadata;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Packaging;

[TestClass]
internal sealed class DirectUrlTests
{
    private static readonly DirectUrl[] s_samples =
    [
        new() { Url = "https://example.org/foo-1.0.whl", Origin = new DirectUrlOrigin.Archive([new("sha256", "00ff")]) },
        new() { Url = "file:///srv/ünï%20x/foo.zip", Subdirectory = "a\\\"b", Origin = new DirectUrlOrigin.Archive([]) },
        new() { Url = "https://example.org/foo.git", Subdirectory = "src", Origin = new DirectUrlOrigin.Vcs("git", "0123abcd", "main") },
        new() { Url = "https://example.org/foo.git", Origin = new DirectUrlOrigin.Vcs("hg", "0123abcd") },
    ];

    [TestMethod]
    public void The_file_is_the_one_that_pip_writes()
    {
        string[] ours = [.. s_samples.Select(sample => Encoding.ASCII.GetString(sample.ToBytes()))];
        string[] theirs = PythonOracle.Required.Ask<string[], string[]>(
            "from pip._internal.models.direct_url import DirectUrl\nanswer = [DirectUrl.from_json(text).to_json() for text in question]",
            ours);
        CollectionAssert.AreEqual(theirs, ours);
    }
}
