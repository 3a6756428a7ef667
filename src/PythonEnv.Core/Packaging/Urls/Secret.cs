namespace PythonEnv.Packaging.Urls;

/// <summary>
/// A text that nobody may see: it prints as <c>****</c>, whoever prints it, and has to be asked for by name. Where <see cref="Reveal"/>
/// stands in the code, a secret leaves this process: in a header, in the environment of a child, never in a message, a file or a command
/// line.
/// </summary>
internal sealed class Secret(string value) : IEquatable<Secret>
{
    public string Reveal() => value;

    public bool Equals(Secret? other) => other is not null && value == other.Reveal();

    public override bool Equals(object? obj) => Equals(obj as Secret);

    public override int GetHashCode() => value.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => Diagnostics.Redaction.Mask;
}
