using System.Security;
using System.Xml;

namespace PythonEnv.Tool.Editing;

/// <summary>
/// A project file as text: what is put in stands in the first group that fits and has no condition, indented as its neighbours are;
/// comments, blanks and line ends stay.
/// </summary>
/// <param name="text">The file; a byte-order mark may come first, decoded or as the characters of its bytes.</param>
/// <param name="file">Its path, for people.</param>
internal sealed class ProjectText(string text, string file)
{
    private static readonly string[] s_marks = ["\uFEFF", "\u00EF\u00BB\u00BF"];

    private readonly string _newLine = LineEnds.Of(text);

    public string Text { get; private set; } = text;

    public void AddProperty(string name, string value) =>
        Add("PropertyGroup", $"<{name}>{SecurityElement.Escape(value)}</{name}>", isFirst: true, static _ => true);

    /// <param name="attributes">As XML has them, escaped.</param>
    public void AddItem(string type, string attributes) =>
        Add("ItemGroup", $"<{type} {attributes} />", isFirst: false, group => group.Children.Contains(type));

    private void Add(string kind, string line, bool isFirst, Func<Element, bool> fits)
    {
        Element project = Read();
        if (project.End is not { } projectEnd)
        {
            int close = Text.IndexOf("/>", project.Start, StringComparison.Ordinal);
            Text = $"{Text[..close].TrimEnd()}>{_newLine}</Project>{Text[(close + "/>".Length)..]}";
            Add(kind, line, isFirst, fits);
            return;
        }
        string unit = project.First is { } first && Indent(first) is { Length: > 0 } used ? used : "  ";
        if (project.Groups.FirstOrDefault(group => group.Kind == kind && !group.HasCondition && group.End is not null && fits(group))
            is { } group)
        {
            string indent = group.First is { } child && Indent(child) is { } beside ? beside : unit + unit;
            Insert(group.End!.Value, indent + line + _newLine, line);
            return;
        }
        string block = $"{unit}<{kind}>{_newLine}{unit}{unit}{line}{_newLine}{unit}</{kind}>{_newLine}";
        if (isFirst && project.First is { } top)
            Insert(top, block + _newLine, block + _newLine);
        else
            Insert(projectEnd, IsBlankBefore(projectEnd) ? block + _newLine : _newLine + block, block);
    }

    // Where a line holds something else before the place, the line is not broken.
    private void Insert(int at, string lines, string inline)
    {
        int start = LineStart(at);
        Text = string.IsNullOrWhiteSpace(Text[start..at]) ? Text.Insert(start, lines) : Text.Insert(at, inline);
    }

    private string? Indent(int at) => Text[LineStart(at)..at] is var before && string.IsNullOrWhiteSpace(before) ? before : null;

    private int LineStart(int at) => Text.LastIndexOf('\n', at - 1) + 1;

    private bool IsBlankBefore(int at)
    {
        int start = LineStart(at);
        return start > 0 && string.IsNullOrWhiteSpace(Text[LineStart(start - 1)..start]);
    }

    private Element Read()
    {
        int skipped = s_marks.FirstOrDefault(mark => Text.StartsWith(mark, StringComparison.Ordinal))?.Length ?? 0;
        int[] lines = [.. LineEnds.Split(Text).Aggregate(new List<int> { 0 }, (starts, line) => [.. starts, starts[^1] + line.Length])];
        Element? project = null;
        Element? group = null;
        try
        {
            using var reader = XmlReader.Create(
                new StringReader(Text[skipped..]), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore, XmlResolver = null });
            while (reader.Read())
            {
                if (reader.NodeType == XmlNodeType.Element)
                {
                    int start = Place(reader, "<");
                    var found = new Element(reader.LocalName, start, reader.GetAttribute("Condition") is not null);
                    (project ??= found).First ??= reader.Depth == 1 ? start : null;
                    if (reader.Depth == 1)
                        project.Groups.Add(group = found);
                    else if (reader.Depth == 2)
                    {
                        group!.First ??= start;
                        group.Children.Add(reader.LocalName);
                    }
                }
                else if (reader.NodeType == XmlNodeType.EndElement && reader.Depth < 2)
                    (reader.Depth == 0 ? project : group)!.End = Place(reader, "</");
            }
        }
        catch (XmlException e)
        {
            throw new UsageException($"`{file}` is not XML: {e.Message}");
        }
        return project!;

        // The reader gives the place of the name.
        int Place(XmlReader reader, string before)
        {
            var info = (IXmlLineInfo)reader;
            return lines[info.LineNumber - 1] + (info.LineNumber == 1 ? skipped : 0) + info.LinePosition - 1 - before.Length;
        }
    }

    /// <param name="Start">Of its <c>&lt;</c>.</param>
    private sealed record Element(string Kind, int Start, bool HasCondition)
    {
        /// <summary>Of the first element in it.</summary>
        public int? First { get; set; }

        /// <summary>Of its end tag; null if it has none.</summary>
        public int? End { get; set; }

        public List<Element> Groups { get; } = [];

        public HashSet<string> Children { get; } = new(StringComparer.OrdinalIgnoreCase);
    }
}
