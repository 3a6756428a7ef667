using System.Xml;
using System.Xml.Linq;
using PythonEnv.Diagnostics;

namespace PythonEnv.Declarations;

/// <summary>Where a project file declares an environment's values, so that a finding about one can point there.</summary>
/// <param name="projectFile">Absolute path.</param>
/// <param name="environment">The item's name.</param>
internal sealed class ProjectFileSpans(string projectFile, string environment)
{
    private readonly Lazy<XDocument?> _project = new(() => Load(projectFile));

    /// <summary>
    /// The <c>PythonEnv</c> item's metadata (attribute or element), else the property, else the file as a whole: the value may come from
    /// an imported file, whose place only the build knows.
    /// </summary>
    /// <param name="name">A name of <see cref="DeclaredNames"/>.</param>
    public SourceSpan Of(string name)
    {
        XElement? item = _project.Value?.Descendants().FirstOrDefault(
            element => element.Name.LocalName == "PythonEnv" && (string?)element.Attribute("Include") == environment);
        XObject? place = item?.Attribute(name)
            ?? (XObject?)item?.Elements().FirstOrDefault(element => element.Name.LocalName == name)
            ?? _project.Value?.Descendants().LastOrDefault(element => element.Name.LocalName == "PythonEnv" + name);
        return place is IXmlLineInfo info && info.HasLineInfo()
            ? new SourceSpan(projectFile, info.LineNumber, info.LinePosition)
            : new SourceSpan(projectFile);
    }

    // A project that can't be read as XML here was read by the build all the same: the finding then names the file alone.
    private static XDocument? Load(string path)
    {
        try
        {
            // Not by its name: that would be read as a URL.
            using FileStream file = File.OpenRead(path);
            return XDocument.Load(file, LoadOptions.SetLineInfo);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or XmlException)
        {
            return null;
        }
    }
}
