using System.Text.RegularExpressions;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests;

[TestClass]
internal sealed partial class ArchitectureTests
{
    private static readonly string s_engine = Path.Combine(Repository.Root, "src", "PythonEnv.Core");

    [TestMethod]
    public void Each_folder_knows_only_folders_of_the_lines_below_it()
    {
        string[][] lines = DocumentedLines();
        Dictionary<string, int> height = lines.SelectMany((line, i) => line.Select(folder => (folder, lines.Length - i))).ToDictionary();
        List<string> upwards = [];
        int uses = 0;
        foreach ((string folder, int own) in height)
        {
            foreach (string file in Directory.GetFiles(Path.Combine(s_engine, folder), "*.cs", SearchOption.AllDirectories))
            {
                foreach (Match use in Use().Matches(File.ReadAllText(file)))
                {
                    string used = use.Groups[1].Value;
                    uses++;
                    if (used != folder && height[used] >= own)
                        upwards.Add($"{Path.GetRelativePath(s_engine, file)} uses {used}");
                }
            }
        }

        Assert.IsGreaterThan(0, uses);
        Assert.IsEmpty(upwards, string.Join('\n', upwards));
    }

    [TestMethod]
    public void Every_folder_is_in_the_list()
    {
        string[] folders = [.. Directory.GetDirectories(s_engine).Select(folder => Path.GetFileName(folder)).Where(name => name is not ("bin" or "obj"))];

        CollectionAssert.AreEquivalent(folders, DocumentedLines().SelectMany(line => line).ToArray());
    }

    [TestMethod]
    public void Files_are_renamed_and_deleted_where_Windows_is_waited_for()
    {
        string[] elsewhere = [.. Directory.GetFiles(s_engine, "*.cs", SearchOption.AllDirectories)
            .Where(file => Path.GetFileName(file) != "FileChange.cs" && Change().IsMatch(File.ReadAllText(file)))
            .Select(file => Path.GetRelativePath(s_engine, file))];

        Assert.IsEmpty(elsewhere, $"FileChange is to be used in {string.Join(", ", elsewhere)}");
    }

    private static string[][] DocumentedLines()
    {
        string text = File.ReadAllText(Path.Combine(Repository.Root, "docs", "design.md"));
        string list = text.Split("holds the code to this list.")[1].Split("```")[1];
        return [.. list.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(", "))];
    }

    [GeneratedRegex(@"\b(File\.(Move|Delete)|Directory\.Move)\(")]
    private static partial Regex Change();

    [GeneratedRegex(@"^using (?:static )?PythonEnv\.(\w+)", RegexOptions.Multiline)]
    private static partial Regex Use();
}
