using System.Text;

namespace PythonEnv.Host.Processes;

/// <summary>The end of a stream of text, at least <c>limit</c> UTF-16 units of it. Readable while it is still being written.</summary>
/// <param name="onLine">Is told each line as soon as it is whole, and what is left at the end.</param>
internal sealed class OutputTail(int limit, Action<string>? onLine = null)
{
    private readonly StringBuilder _text = new();
    private readonly StringBuilder _line = new();

    public async Task ReadAsync(TextReader reader)
    {
        char[] buffer = new char[4096];
        int read;
        while ((read = await reader.ReadAsync(buffer).ConfigureAwait(false)) > 0)
        {
            lock (_text)
                Append(buffer.AsSpan(0, read));
            Tell(buffer.AsSpan(0, read));
        }
        if (_line.Length > 0)
            Tell("\n");
    }

    public override string ToString()
    {
        lock (_text)
            return _text.ToString();
    }

    private void Append(ReadOnlySpan<char> text)
    {
        _text.Append(text);
        // Removing from the front moves the rest, so it is done once per `limit` units and not once per read.
        if (_text.Length / 2 >= limit)
            _text.Remove(0, _text.Length - limit);
    }

    private void Tell(ReadOnlySpan<char> text)
    {
        for (int end; onLine is not null && text.Length > 0; text = text[(end + 1)..])
        {
            end = text.IndexOf('\n');
            if (end < 0)
            {
                _line.Append(text);
                return;
            }
            string line = _line.Append(text[..end]).ToString();
            _line.Clear();
            onLine(line.EndsWith('\r') ? line[..^1] : line);
        }
    }
}
