using System.Text;
using PythonEnv.Host.Files;

namespace PythonEnv.Tool.Editing;

/// <summary>Files as they were, to be put back if what was edited can't be locked.</summary>
internal sealed class InputEdit
{
    // Each byte is a character: what is not edited comes out as it went in, whatever its encoding.
    private static readonly Encoding s_bytes = Encoding.Latin1;

    private readonly Dictionary<string, byte[]?> _before = [];

    /// <summary>Remembers a file that is about to be written.</summary>
    public void Remember(string path)
    {
        if (!_before.ContainsKey(path))
            _before[path] = File.Exists(path) ? File.ReadAllBytes(path) : null;
    }

    /// <summary>Edits a file's text; a file that is not there is empty.</summary>
    public void Change(string path, Func<string, string> edit)
    {
        Remember(path);
        string before = s_bytes.GetString(_before[path] is null && !File.Exists(path) ? [] : File.ReadAllBytes(path));
        string after = edit(before);
        if (after != before || !File.Exists(path))
            AtomicFile.WriteAllBytes(path, s_bytes.GetBytes(after));
    }

    /// <summary>Puts every file back as it was.</summary>
    public void Undo()
    {
        foreach ((string path, byte[]? bytes) in _before)
        {
            if (bytes is not null)
                AtomicFile.WriteAllBytes(path, bytes);
            else
                File.Delete(path);
        }
    }
}
