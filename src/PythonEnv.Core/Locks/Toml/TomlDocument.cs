using System.Diagnostics.CodeAnalysis;
using System.Text;
using PythonEnv.Diagnostics;

namespace PythonEnv.Locks.Toml;

/// <summary>What keeps a document from being TOML, and the place of the first character that no valid document could have there.</summary>
internal sealed record TomlError(SourceSpan Where, string Message)
{
    /// <summary>PYENV1004, for a file that people write.</summary>
    public Diagnostic Describe() =>
        DiagnosticCatalog.DeclarationUnreadable.At(Where, "the file is not TOML", Message, "Correct it at this place");
}

/// <summary>
/// Reads TOML 1.0.0 (https://toml.io/en/v1.0.0) as Python's <c>tomllib</c> does, except for an escaped U+0000, and tells where each key and
/// value stands.
/// </summary>
/// <remarks>
/// <para>
/// This is a reader of our own because declarations are policed, at their line and column, before any interpreter is started:
/// <c>tomllib</c> needs one (3.11 or newer), and its values have no positions.
/// </para>
/// <para>
/// <code>
/// document  = statement *( newline statement )          newline = LF / CR LF
/// statement = ws [ key ws "=" ws value / header ] ws [ "#" comment ]
/// header    = "[" ws key ws "]" / "[[" ws key ws "]]"
/// key       = part *( ws "." ws part )                  part    = 1*( A-Z / a-z / 0-9 / "-" / "_" ) / string
/// value     = string / boolean / number / date-time / array / inline
/// array     = "[" [ value *( "," value ) [ "," ] ] "]"  ; newlines and comments between any two of these
/// inline    = "{" [ key "=" value *( "," key "=" value ) ] "}"
/// </code>
/// Values and keys may nest <see cref="MaxDepth"/> levels deep.
/// </para>
/// </remarks>
internal static class TomlDocument
{
    /// <summary>Deeper documents are refused, so that no input can exhaust the stack.</summary>
    public const int MaxDepth = 200;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <param name="text">The document.</param>
    /// <inheritdoc cref="TryParse(byte[], string, out TomlTable?, out TomlError?)"/>
    public static bool TryParse(
        string text, string file, [NotNullWhen(true)] out TomlTable? root, [NotNullWhen(false)] out TomlError? error) =>
        TryParse(Encoding.UTF8.GetBytes(text), file, out root, out error);

    /// <param name="utf8">The bytes of the document: UTF-8 without a byte-order mark. They are kept.</param>
    /// <param name="file">The file it came from, named in every span.</param>
    /// <param name="root">The top-level table, if the document is valid.</param>
    /// <param name="error">What is wrong, if it is not.</param>
    public static bool TryParse(
        byte[] utf8, string file, [NotNullWhen(true)] out TomlTable? root, [NotNullWhen(false)] out TomlError? error)
    {
        (root, error) = (null, null);
        try
        {
            StrictUtf8.GetCharCount(utf8);
        }
        catch (DecoderFallbackException e)
        {
            ReadOnlySpan<byte> before = utf8.AsSpan(0, e.Index);
            error = new TomlError(
                new SourceSpan(file, before.Count((byte)'\n') + 1, e.Index - before.LastIndexOf((byte)'\n')), "the file is not UTF-8");
            return false;
        }
        var source = new TomlSource(utf8, file);
        try
        {
            root = new TomlParser(source).ReadDocument();
            return true;
        }
        catch (TomlSyntaxException e)
        {
            error = new TomlError(source.Span(e.Start, e.Start), e.Message);
            return false;
        }
    }
}
