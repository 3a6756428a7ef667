using System.Text.Json;
using System.Xml.Linq;
using PythonEnv.Declarations;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Declarations;

/// <summary>One list of names: what the package's files, its documents and an editor know is what the engine knows.</summary>
[TestClass]
internal sealed class DeclaredNamesTests
{
    private static readonly string Package = Path.Combine(Repository.Root, "src", "PythonEnv.Tasks", "build");

    private static string[] Properties =>
        [.. DeclaredNames.All
            .Concat(DeclaredNames.PropertiesOnly)
            .Concat(DeclaredNames.Results)
            .Select(name => DeclaredNames.Prefix + name)
            .Order(StringComparer.Ordinal)];

    [TestMethod]
    [DataRow("PythonEnv.Tasks.props", "_PythonEnvEvaluated")]
    [DataRow("PythonEnv.Declaration.targets", "_PythonEnvProject")]
    public void The_packages_files_hand_over_every_value(string file, string item)
    {
        XElement bundle = XDocument.Load(Path.Combine(Package, file)).Descendants(item).Single();

        string[] values =
        [
            .. bundle.Elements()
                .Where(element => element.Value == $"$(PythonEnv{element.Name.LocalName})")
                .Select(element => element.Name.LocalName)
        ];

        // The switches are not compared between target frameworks: one may well want constants and another not.
        CollectionAssert.AreEquivalent(
            item == "_PythonEnvProject" ? [.. DeclaredNames.All, .. DeclaredNames.Switches] : DeclaredNames.All, values);
    }

    [TestMethod]
    public void An_editor_is_told_every_property_and_every_metadatum()
    {
        using JsonDocument schema = JsonDocument.Parse(File.ReadAllText(Path.Combine(Package, "PythonEnv.Tasks.targets.buildschema.json")));
        JsonElement metadata = schema.RootElement.GetProperty("items").GetProperty("PythonEnv").GetProperty("metadata");

        CollectionAssert.AreEqual(Properties, Names(schema.RootElement.GetProperty("properties")));
        CollectionAssert.AreEquivalent(DeclaredNames.All, Names(metadata));
    }

    [TestMethod]
    public void An_editor_is_told_every_target_that_people_call()
    {
        using JsonDocument schema = JsonDocument.Parse(File.ReadAllText(Path.Combine(Package, "PythonEnv.Tasks.targets.buildschema.json")));
        IEnumerable<string> targets = Directory.GetFiles(Package, "*.*")
            .Where(file => Path.GetExtension(file) is ".props" or ".targets")
            .SelectMany(file => XDocument.Load(file).Descendants("Target"))
            .Select(target => (string)target.Attribute("Name")!)
            .Where(name => !name.StartsWith('_'));

        CollectionAssert.AreEqual(targets.Order(StringComparer.Ordinal).ToArray(), Names(schema.RootElement.GetProperty("targets")));
    }

    [TestMethod]
    [DataRow("README.md")]
    [DataRow("docs/reference.md")]
    public void Every_value_is_described(string document)
    {
        string text = File.ReadAllText(Path.Combine(Repository.Root, document));

        foreach (string name in DeclaredNames.All)
            StringAssert.Contains(text, $"`PythonEnv{name}`");
    }

    private static string[] Names(JsonElement element) =>
        [.. element.EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal)];
}
