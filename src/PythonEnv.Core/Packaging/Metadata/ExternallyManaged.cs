using System.Text;

namespace PythonEnv.Packaging.Metadata;

/// <summary>
/// The <c>EXTERNALLY-MANAGED</c> marker (PEP 668) that an operating system puts beside the standard library of its own Python to
/// keep installers out.
/// </summary>
/// <remarks>
/// <code>
/// [externally-managed]
/// Error=what the distributor says      ; also Error-ll and Error-ll_CC for a language
/// </code>
/// The section's name is case-sensitive, the keys are not, and <c>%</c> is literal.
/// </remarks>
/// <param name="Message">What the distributor says; null if the file says nothing that can be read: it marks all the same.</param>
internal sealed record ExternallyManaged(string? Message)
{
    public const string FileName = "EXTERNALLY-MANAGED";

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static ExternallyManaged Parse(ReadOnlySpan<byte> bytes)
    {
        string text;
        try
        {
            text = StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return new ExternallyManaged((string?)null);
        }
        (List<IniSection> sections, List<IniProblem> problems) = IniReader.Read(text, "=:");
        IniOption? error = sections.Find(section => section.Name == "externally-managed")?
            .Options.Find(option => option.Name.Equals("Error", StringComparison.OrdinalIgnoreCase));
        return new ExternallyManaged(problems.Count == 0 ? error?.Value : null);
    }
}
