using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests;

[TestClass]
internal sealed class DocumentationTests
{
    private static IEnumerable<string> Documents =>
        Directory.GetFiles(Repository.Root, "*.md").Concat(Directory.GetFiles(Path.Combine(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories));

    [TestMethod]
    public void Every_link_inside_the_repository_leads_somewhere()
    {
        List<string> broken = [];
        int links = 0;
        foreach (string document in Documents)
        {
            foreach (string target in Targets(File.ReadAllText(document)).Where(target => !target.Contains("://", StringComparison.Ordinal)))
            {
                links++;
                if (!Path.Exists(Path.Combine(Path.GetDirectoryName(document)!, target)))
                    broken.Add($"{document}: {target}");
            }
        }

        Assert.IsGreaterThan(0, links);
        Assert.IsEmpty(broken, string.Join('\n', broken));
    }

    // The address of `[text](address)`, without a heading's name.
    private static IEnumerable<string> Targets(string markdown)
    {
        for (int at = markdown.IndexOf("](", StringComparison.Ordinal); at >= 0; at = markdown.IndexOf("](", at + 2, StringComparison.Ordinal))
            yield return markdown[(at + 2)..markdown.IndexOf(')', at)].Split('#')[0];
    }
}
