using System.Text;

namespace PythonEnv.Host.Processes;

/// <summary>The end of a stream of text, at least <c>limit</c> UTF-16 units of it. Readable while it is still being written.</summary>
internal sealed class OutputTail(int limit)
{
    private readonly StringBuilder _text = new();

    public async Task ReadAsync(TextReader reader)
    {
        char[] buffer = new char[4096];
        int read;
        while ((read = await reader.ReadAsync(buffer).ConfigureAwait(false)) > 0)
        {
            lock (_text)
                Append(buffer.AsSpan(0, read));
        }
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
}
