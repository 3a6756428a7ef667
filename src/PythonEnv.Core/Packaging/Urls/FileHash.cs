namespace PythonEnv.Packaging.Urls;

/// <summary>A digest that a lock, an index page or a URL fragment declares for a file.</summary>
/// <param name="Algorithm">Lower case: <c>sha256</c>, <c>sha384</c>, <c>sha512</c>, ….</param>
/// <param name="Digest">As declared; hexadecimal, compared case-insensitively.</param>
internal sealed record FileHash(string Algorithm, string Digest)
{
    /// <summary>Are both digests of the same bytes, as far as one can tell from them?</summary>
    public bool Matches(FileHash other) => Algorithm == other.Algorithm && Digest.Equals(other.Digest, StringComparison.OrdinalIgnoreCase);

    /// <summary>What <see cref="ToString"/> makes.</summary>
    public static FileHash Of(string text) =>
        text.IndexOf(':') is >= 0 and var colon ? new(text[..colon], text[(colon + 1)..]) : new("", text);

    public override string ToString() => $"{Algorithm}:{Digest}";
}
