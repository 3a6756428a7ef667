using System.Diagnostics.CodeAnalysis;
using PythonEnv.Packaging.Requirements;

namespace PythonEnv.Tool.Editing;

/// <summary>A requirements file: a requirement is a line, with those that a backslash joins to it.</summary>
internal sealed class RequirementsText(string text) : IInputText
{
    private readonly string _newLine = LineEnds.Of(text);
    private readonly List<string> _lines = LineEnds.Split(text);

    public string Text => string.Concat(_lines);

    public Requirement? Read(Requirement requirement) => Listed<Range>.Replaced(All(), by: requirement)?.Requirement;

    public void Set(Requirement requirement, string text)
    {
        if (Listed<Range>.Replaced(All(), by: requirement) is { Place: var lines })
        {
            string first = _lines[lines.Start];
            string last = _lines[lines.End.Value - 1];
            string indent = first[..(first.Length - first.TrimStart().Length)];
            string rest = Comment(last) is { } comment ? $"  {comment}" : "";
            Remove(lines);
            _lines.Insert(lines.Start.Value, indent + text + rest + (last.EndsWith('\n') ? _newLine : ""));
            return;
        }
        if (_lines.Count > 0 && !_lines[^1].EndsWith('\n'))
            _lines[^1] += _newLine;
        _lines.Add(text + _newLine);
    }

    public bool Remove(PackageName name)
    {
        bool any = false;
        while (All().FirstOrDefault(one => one.Requirement.CanonicalName == name) is { } found)
        {
            Remove(found.Place);
            any = true;
        }
        return any;
    }

    private void Remove(Range lines) => _lines.RemoveRange(lines.Start.Value, lines.End.Value - lines.Start.Value);

    private IEnumerable<Listed<Range>> All()
    {
        for (int start = 0; start < _lines.Count;)
        {
            int end = start;
            while (end < _lines.Count - 1 && IsContinued(_lines[end]))
                end++;
            end++;
            if (TryRead(_lines[start], out Requirement? found))
                yield return new Listed<Range>(start..end, found);
            start = end;
        }
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
