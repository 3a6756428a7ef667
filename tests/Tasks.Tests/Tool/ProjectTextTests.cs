using PythonEnv.Tool;
using PythonEnv.Tool.Editing;

namespace PythonEnv.Tasks.Tests.Tool;

/// <summary>What is put into a project stands as if its author had written it, and nothing else changes.</summary>
[TestClass]
internal sealed class ProjectTextTests
{
    [TestMethod]
    [DataRow(
        "<Project>\n  <PropertyGroup>\n    <A>1</A> <!-- x -->\n  </PropertyGroup>\n</Project>\n",
        "<Project>\n  <PropertyGroup>\n    <A>1</A> <!-- x -->\n    <P>&lt;3</P>\n  </PropertyGroup>\n</Project>\n")]
    [DataRow(
        "\uFEFF<Project>\r\n\t<PropertyGroup>\r\n\t\t<A>1</A>\r\n\t\t<!-- last -->\r\n\t</PropertyGroup>\r\n</Project>",
        "\uFEFF<Project>\r\n\t<PropertyGroup>\r\n\t\t<A>1</A>\r\n\t\t<!-- last -->\r\n\t\t<P>&lt;3</P>\r\n\t</PropertyGroup>\r\n</Project>")]
    [DataRow(
        "<Project><PropertyGroup><A>1</A></PropertyGroup></Project>",
        "<Project><PropertyGroup><A>1</A><P>&lt;3</P></PropertyGroup></Project>")]
    [DataRow(
        "<!-- <PropertyGroup> -->\n<Project>\n    <PropertyGroup Condition=\"a > b\">\n    </PropertyGroup>\n</Project>\n",
        "<!-- <PropertyGroup> -->\n<Project>\n    <PropertyGroup>\n        <P>&lt;3</P>\n    </PropertyGroup>\n\n    <PropertyGroup Condition=\"a > b\">\n    </PropertyGroup>\n</Project>\n")]
    [DataRow(
        "<Project>\n  <Target Name=\"T\">\n    <PropertyGroup>\n    </PropertyGroup>\n  </Target>\n  <PropertyGroup />\n</Project>\n",
        "<Project>\n  <PropertyGroup>\n    <P>&lt;3</P>\n  </PropertyGroup>\n\n  <Target Name=\"T\">\n    <PropertyGroup>\n    </PropertyGroup>\n  </Target>\n  <PropertyGroup />\n</Project>\n")]
    [DataRow(
        "<Project Sdk=\"Microsoft.NET.Sdk\" />\n",
        "<Project Sdk=\"Microsoft.NET.Sdk\">\n\n  <PropertyGroup>\n    <P>&lt;3</P>\n  </PropertyGroup>\n</Project>\n")]
    public void A_property_is_added(string before, string after)
    {
        var text = new ProjectText(before, "p");

        text.AddProperty("P", "<3");

        Assert.AreEqual(after, text.Text);
    }

    [TestMethod]
    [DataRow(
        "<Project>\n\n  <ItemGroup>\n    <None Include=\"n\" />\n  </ItemGroup>\n\n</Project>\n",
        "<Project>\n\n  <ItemGroup>\n    <None Include=\"n\" />\n  </ItemGroup>\n\n  <ItemGroup>\n    <R Include=\"r\" />\n  </ItemGroup>\n\n</Project>\n")]
    [DataRow(
        "<Project>\n  <ItemGroup Condition=\"c\">\n    <R Include=\"q\" />\n  </ItemGroup>\n  <ItemGroup>\n   <R Include=\"q\" />\n  </ItemGroup>\n</Project>\n",
        "<Project>\n  <ItemGroup Condition=\"c\">\n    <R Include=\"q\" />\n  </ItemGroup>\n  <ItemGroup>\n   <R Include=\"q\" />\n   <R Include=\"r\" />\n  </ItemGroup>\n</Project>\n")]
    public void An_item_is_added_to_those_of_its_kind(string before, string after)
    {
        var text = new ProjectText(before, "p");

        text.AddItem("R", "Include=\"r\"");

        Assert.AreEqual(after, text.Text);
    }

    [TestMethod]
    public void What_is_no_XML_is_said()
    {
        var text = new ProjectText("<Project>", "odd.csproj");

        UsageException refused = Assert.ThrowsExactly<UsageException>(() => text.AddProperty("P", "1"));

        StringAssert.Contains(refused.Message, "odd.csproj");
    }

    [TestMethod]
    [DataRow("utf-8")]
    [DataRow("utf-16")]
    [DataRow("utf-16BE")]
    [DataRow("iso-8859-1")]
    public void A_file_keeps_its_encoding(string name)
    {
        var encoding = System.Text.Encoding.GetEncoding(name);
        using var folder = new TempDirectory("encoding");
        string text = "<Project>\n  <PropertyGroup>\n    <A>M\u00FCller</A>\n  </PropertyGroup>\n</Project>\n";
        string file = folder["p.csproj"];
        File.WriteAllText(file, text, encoding);
        var edit = new InputEdit();

        edit.Change(file, before =>
        {
            var project = new ProjectText(before, file);
            project.AddProperty("B", "2");
            return project.Text;
        });

        CollectionAssert.AreEqual(
            encoding.GetPreamble().Concat(encoding.GetBytes(text.Replace("</A>\n", "</A>\n    <B>2</B>\n", StringComparison.Ordinal))).ToArray(),
            File.ReadAllBytes(file));
    }
}
