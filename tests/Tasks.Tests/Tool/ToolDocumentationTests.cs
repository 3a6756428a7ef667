using System.CommandLine;
using System.Text.Json;
using PythonEnv.Tool.Commands;
using PythonEnv.Tool.Output;

namespace PythonEnv.Tasks.Tests.Tool;

/// <summary>docs/tool.md names what there is.</summary>
[TestClass]
internal sealed class ToolDocumentationTests
{
    private static readonly string s_page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "tool.md"));

    [TestMethod]
    public void Every_command_and_option_is_on_the_page()
    {
        RootCommand root = CommandTree.Create(CancellationToken.None);
        foreach (Command command in root.Subcommands)
        {
            Assert.Contains($"`{command.Name}", s_page);
            foreach (Command inner in command.Subcommands)
                Assert.Contains($"`{command.Name} {inner.Name}", s_page);
            foreach (Option option in command.Options.Concat(command.Subcommands.SelectMany(inner => inner.Options)))
                Assert.Contains($"`{option.Name}", s_page);
        }
        foreach (Option option in root.Options.Where(option => option.Recursive && option.Name != "--help"))
            Assert.Contains($"{option.Name}", s_page);
    }

    [TestMethod]
    [DataRow(typeof(JsonAnswer))]
    [DataRow(typeof(JsonFinding))]
    [DataRow(typeof(JsonEnvironment))]
    [DataRow(typeof(JsonPackage))]
    [DataRow(typeof(JsonInterpreter))]
    [DataRow(typeof(JsonOutdated))]
    [DataRow(typeof(JsonNode))]
    [DataRow(typeof(JsonEdge))]
    [DataRow(typeof(JsonTests))]
    public void Every_member_of_the_document_is_on_the_page(Type type)
    {
        foreach (System.Reflection.PropertyInfo member in type.GetProperties())
            Assert.Contains($"`{JsonNamingPolicy.CamelCase.ConvertName(member.Name)}`", s_page);
    }
}
