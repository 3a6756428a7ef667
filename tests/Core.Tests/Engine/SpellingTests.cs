using PythonEnv.Declarations;
using PythonEnv.Diagnostics;

namespace PythonEnv.Core.Tests.Engine;

/// <summary>What a run says of a value calls it as the project does: a property, or a metadatum of the item.</summary>
[TestClass]
internal sealed class SpellingTests
{
    [TestMethod]
    [DataRow(DeclaredNames.Interpreter)]
    [DataRow(DeclaredNames.Seed)]
    public async Task An_error_about_what_an_item_declares_names_no_property(string name)
    {
        using EngineLab lab = EngineLab.Greeting();
        lab.Declared[name] = "0.1.nonsense";

        foreach (bool isOfItem in new[] { false, true })
        {
            lab.OfItem = isOfItem ? [name] : [];
            Assert.IsNull(await lab.RestoreAsync());
            Diagnostic error = lab.Log.Errors.First();
            StringAssert.Contains(error.Message, name);
            Assert.AreEqual(!isOfItem, error.Message.Contains(DeclaredNames.Prefix + name, StringComparison.Ordinal), error.Message);
        }
    }

    [TestMethod]
    public async Task Who_declares_the_interpreter_is_called_as_the_project_does()
    {
        using EngineLab lab = EngineLab.Greeting();
        lab.OfItem = [DeclaredNames.Interpreter];

        await lab.ShouldRestoreAsync();

        Assert.IsTrue(lab.Log.Details.Any(detail => detail.EndsWith(", declared by Interpreter", StringComparison.Ordinal)), lab.Log.ToString());
    }
}
