using System.Diagnostics.CodeAnalysis;
using PythonEnv.Packaging.Requirements;

namespace PythonEnv.Tool.Editing;

/// <summary>A requirements file: a requirement is a line, with those that a backslash joins to it.</summary>
internal sealed class RequirementsText(string text) : IInputText
{
    private readonly string _newLine = LineEnds.Of(text);
    private readonly List<string> _lines = LineEnds.Split(text);

    public string Text => string.Concat(_lines);

    public Requirement? Read(PackageName name) => Find(name)?.Requirement;

    public void Set(Requirement requirement, string text)
    {
        if (Find(requirement.CanonicalName) is { } place)
        {
            string first = _lines[place.Start];
            string last = _lines[place.End - 1];
            string indent = first[..(first.Length - first.TrimStart().Length)];
            string rest = Comment(last) is { } comment ? $"  {comment}" : "";
            _lines.RemoveRange(place.Start, place.End - place.Start);
            _lines.Insert(place.Start, indent + text + rest + (last.EndsWith('\n') ? _newLine : ""));
            return;
        }
        if (_lines.Count > 0 && !_lines[^1].EndsWith('\n'))
            _lines[^1] += _newLine;
        _lines.Add(text + _newLine);
    }

    public bool Remove(PackageName name)
    {
        bool any = false;
        while (Find(name) is { } place)
        {
            _lines.RemoveRange(place.Start, place.End - place.Start);
            any = true;
        }
        return any;
    }

    private (int Start, int End, Requirement Requirement)? Find(PackageName name)
    {
        for (int start = 0; start < _lines.Count;)
        {
            int end = start;
            while (end < _lines.Count - 1 && IsContinued(_lines[end]))
                end++;
            end++;
            if (TryRead(_lines[start], out Requirement? found) && found.CanonicalName == name)
                return (start, end, found);
            start = end;
        }
        return null;
    }

    // A comment is not continued.
    private static bool IsContinued(string line) => Comment(line) is null && line.TrimEnd('\r', '\n').EndsWith('\\');

    private static bool TryRead(string line, [NotNullWhen(true)] out Requirement? requirement)
    {
        string bare = (Comment(line) is { } comment ? line[..^(comment.Length + LineEnds.LengthIn(line))] : line).Trim()
            .TrimEnd('\\')
            .TrimEnd();
        int options = bare.IndexOf(" --", StringComparison.Ordinal);
        return Requirement.TryParse(options < 0 ? bare : bare[..options].TrimEnd(), out requirement, out _);
    }

    // As pip reads it: `#` at the beginning or after a blank.
    private static string? Comment(string line)
    {
        for (int at = line.IndexOf('#', StringComparison.Ordinal); at >= 0; at = line.IndexOf('#', at + 1))
        {
            if (at == 0 || char.IsWhiteSpace(line[at - 1]))
                return line[at..].TrimEnd('\r', '\n');
        }
        return null;
    }
}
