using System.Text;
using System.Text.Unicode;
using PythonEnv.Packaging.Metadata;

namespace PythonEnv.Conformance.Metadata;

/// <summary>The whole METADATA: the headers, which the engine reads, and the body that follows them, normally the description.</summary>
internal sealed class MetadataFile
{
    private MetadataFile(CoreMetadata core, byte[] body)
    {
        Core = core;
        Body = body;
    }

    public CoreMetadata Core { get; }

    public byte[] Body { get; }

    public bool IsBodyUtf8 => Utf8.IsValid(Body);

    /// <summary>Latin-1 if it is no UTF-8.</summary>
    public string BodyText => (IsBodyUtf8 ? Encoding.UTF8 : Encoding.Latin1).GetString(Body);

    public static MetadataFile Parse(byte[] utf8) => new(CoreMetadata.ParseHeaders(utf8), utf8[MetadataHeaders.Read(utf8).BodyAt..]);
}
