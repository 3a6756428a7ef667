using System.Text;
using PythonEnv.Host.Files;
using PythonEnv.Tool.Output;

namespace PythonEnv.Tool.Editing;

/// <summary>Files as they were, to be put back if what was edited can't be locked.</summary>
internal sealed class InputEdit
{
    private readonly Dictionary<string, byte[]?> _before = [];

    /// <summary>Does what edits files; unless it ends without an error, every file is then as it was.</summary>
    public static void Undoing(ToolLog log, Action<InputEdit> work)
    {
        var edit = new InputEdit();
        bool isDone = false;
        try
        {
            work(edit);
            isDone = !log.HasErrors;
        }
        finally
        {
            if (!isDone && edit.Undo())
                log.Notice("Every file is as it was before");
        }
    }

    /// <summary>Remembers a file that is about to be written.</summary>
    public void Remember(string path)
    {
        if (!_before.ContainsKey(path))
            _before[path] = RegularFile.ReadBounded(path);
    }

    /// <summary>Edits a file's text; a file that is not there is empty.</summary>
    public void Change(string path, Func<string, string> edit)
    {
        Remember(path);
        byte[] before = RegularFile.ReadBounded(path) ?? [];
        byte[] after = Apply(before, edit);
        if (!after.AsSpan().SequenceEqual(before) || !File.Exists(path))
            AtomicFile.Rewrite(path, after);
    }

    /// <summary>A file's bytes with their text edited.</summary>
    public static byte[] Apply(byte[] bytes, Func<string, string> edit)
    {
        Encoding encoding = EncodingOf(bytes);
        return encoding.GetBytes(edit(encoding.GetString(bytes)));
    }

    // Each byte is a character: what is not edited comes out as it went in, whatever its encoding; only UTF-16 has no such bytes.
    private static Encoding EncodingOf(byte[] bytes) => bytes switch
    {
        [0xFF, 0xFE, ..] => Encoding.Unicode,
        [0xFE, 0xFF, ..] => Encoding.BigEndianUnicode,
        _ => Encoding.Latin1,
    };

    /// <summary>Puts every file back as it was.</summary>
    /// <returns>Whether there was any.</returns>
    public bool Undo()
    {
        foreach ((string path, byte[]? bytes) in _before)
            AtomicFile.PutBack(path, bytes);
        return _before.Count > 0;
    }
}
