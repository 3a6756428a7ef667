using System.Buffers;
using System.Text;

namespace PythonEnv.Installing.Launchers;

/// <summary>The first line of a script, as distlib writes it.</summary>
internal static class Shebang
{
    /// <summary>What Linux reads of a first line, with <c>#!</c> and the line's end.</summary>
    private const int LongestOnLinux = 127;
    private const int LongestOnMacOS = 512;

    /// <summary>What a shell reads as itself without quotes; beside it letters, digits and all that is not ASCII.</summary>
    private const string PlainInShell = "/._-+,:=@%~";

    /// <summary>What a shell reads otherwise inside <c>"…"</c>.</summary>
    private static readonly SearchValues<char> s_expanded = SearchValues.Create("$`\\\"");

    /// <summary>
    /// <c>#!EXECUTABLE</c>, or, where the kernel would cut or split that, a line which <c>/bin/sh</c> takes for a command and Python for
    /// a string.
    /// </summary>
    public static byte[] Posix(string executable, bool isMacOS) => Posix(executable, isMacOS, QuoteForShell(executable));

    /// <summary>The same as pip writes it: the shell would expand <c>$(…)</c> in it.</summary>
    public static byte[] PosixOfPip(string executable, bool isMacOS) => Posix(executable, isMacOS, Quote(executable));

    private static byte[] Posix(string executable, bool isMacOS, string word)
    {
        int length = Encoding.UTF8.GetByteCount(Quote(executable)) + 3;
        bool isSimple = !executable.AsSpan().ContainsAny(' ', '\t') && length <= (isMacOS ? LongestOnMacOS : LongestOnLinux);
        return Encoding.UTF8.GetBytes(isSimple ? $"#!{executable}\n" : $"#!/bin/sh\n'''exec' {word} \"$0\" \"$@\"\n' '''\n");
    }

    /// <summary>The line between the stub and the archive of a Windows launcher.</summary>
    public static byte[] Windows(string executable) => Encoding.UTF8.GetBytes($"#!{Quote(executable)}\n\r\n");

    private static string Quote(string executable) => executable.Contains(' ', StringComparison.Ordinal) ? $"\"{executable}\"" : executable;

    // pip's own spelling, wherever the shell reads that as it is meant and Python takes it for one string. Else an apostrophe stands in
    // quotes of another kind, so that no three of them follow each other.
    private static string QuoteForShell(string executable)
    {
        bool isQuoted = executable.Contains(' ', StringComparison.Ordinal);
        bool isPlain = isQuoted
            ? !executable.AsSpan().ContainsAny(s_expanded) && !executable.Contains("'''", StringComparison.Ordinal)
            : executable.All(letter => !char.IsAscii(letter) || char.IsAsciiLetterOrDigit(letter) || PlainInShell.Contains(letter));
        return isPlain ? Quote(executable) : $"'{executable.Replace("'", "'\"'\"'", StringComparison.Ordinal)}'";
    }
}
