namespace PythonEnv.Host;

/// <summary>The programs of other languages that the assembly carries.</summary>
internal static class EmbeddedScript
{
    public static string Read(string name)
    {
        using Stream stream = typeof(EmbeddedScript).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"the assembly carries no `{name}`");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
