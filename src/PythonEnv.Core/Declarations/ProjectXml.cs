using System.Xml;
using System.Xml.Linq;
using PythonEnv.Diagnostics;
using PythonEnv.Host.Files;

namespace PythonEnv.Declarations;

/// <summary>A project file as it is written: where it speaks of this package.</summary>
internal sealed class ProjectXml
{
    private readonly string _path;
    private readonly XDocument _document;

    private ProjectXml(string path, XDocument document) => (_path, _document) = (path, document);

    /// <returns>Null for a file that can't be read as XML here; the build has read it all the same.</returns>
    public static ProjectXml? TryLoad(string path)
    {
        // Most projects have no `.user` file beside them.
        if (!RegularFile.Exists(path))
            return null;
        try
        {
            // Not by its name: that would be read as a URL.
            using FileStream file = RegularFile.OpenStream(path);
            return new ProjectXml(path, XDocument.Load(file, LoadOptions.SetLineInfo));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or XmlException)
        {
            return null;
        }
    }

    /// <summary>The elements that set a property, in the order of the file.</summary>
    public IEnumerable<XElement> Properties(string name) => AllProperties().Where(element => IsCalled(element.Name, name));

    /// <summary>The elements that set any property.</summary>
    public IEnumerable<XElement> AllProperties() => ChildrenOf("PropertyGroup");

    /// <summary>The elements that add or change any item.</summary>
    public IEnumerable<XElement> AllItems() => ChildrenOf("ItemGroup");

    /// <summary>The elements that add or change an item of a kind.</summary>
    public IEnumerable<XElement> AllItemsOf(string kind) => AllItems().Where(item => IsCalled(item.Name, kind));

    /// <summary>The elements that add or change a <c>PythonEnv</c> item.</summary>
    public IEnumerable<XElement> Items(string environment) =>
        AllItemsOf(DeclaredNames.Prefix).Where(item => Speaks(item, environment));

    /// <summary>The attributes and elements that set a metadatum of a <c>PythonEnv</c> item, or its default.</summary>
    public IEnumerable<XObject> Metadata(string environment, string name)
    {
        IEnumerable<XElement> defaults = ChildrenOf("ItemDefinitionGroup").Where(item => IsCalled(item.Name, DeclaredNames.Prefix));
        foreach (XElement item in defaults.Concat(Items(environment)))
        {
            foreach (XObject place in item.Attributes().Cast<XObject>().Concat(item.Elements()))
            {
                if (IsCalled(place is XAttribute attribute ? attribute.Name : ((XElement)place).Name, name))
                    yield return place;
            }
        }
    }

    public SourceSpan PlaceOf(XObject place)
    {
        var at = (IXmlLineInfo)place;
        return new SourceSpan(_path, at.LineNumber, at.LinePosition);
    }

    private IEnumerable<XElement> ChildrenOf(string group) =>
        _document.Descendants().Where(element => IsCalled(element.Name, group)).Elements();

    private static bool Speaks(XElement item, string environment)
    {
        string? names = (string?)item.Attribute("Include") ?? (string?)item.Attribute("Update");
        return names is null
            || names.Split(';', StringSplitOptions.TrimEntries).Any(name => name == environment || name == "*" || name == "@(PythonEnv)");
    }

    private static bool IsCalled(XName name, string text) => name.LocalName.Equals(text, StringComparison.OrdinalIgnoreCase);
}
