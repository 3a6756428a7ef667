using System.Text.Json;

namespace PythonEnv.Conformance;

/// <summary>One file of cases, found by its place in the folder: <c>versions/valid</c> is <c>versions/valid.json</c>.</summary>
/// <param name="Name">Folder and file name without extension, as printed.</param>
/// <param name="Run">Runs one case; returns null if it passes, else what differs.</param>
internal sealed record CaseSet(string Name, Func<JsonElement, CaseContext, string?> Run)
{
    /// <summary>Folder and file name without extension, where they are not the name.</summary>
    public string Path { get; init; } = Name;
}

/// <summary>What a case may need besides its own fields.</summary>
/// <param name="Folder">The folder that holds the set's file.</param>
internal sealed record CaseContext(string Folder)
{
    private readonly Dictionary<string, JsonElement[]> _siblings = new(StringComparer.Ordinal);
    private object? _shared;

    /// <summary>What all cases of the set share; made once.</summary>
    public T Once<T>(Func<T> make)
        where T : class
    {
        lock (_siblings)
            return (T)(_shared ??= make());
    }

    /// <summary>The cases of another file of the same folder, such as <c>environments.json</c>; read once.</summary>
    public JsonElement[] Sibling(string file)
    {
        lock (_siblings)
        {
            if (!_siblings.TryGetValue(file, out JsonElement[]? cases))
                _siblings[file] = cases = JsonSerializer.Deserialize<JsonElement[]>(File.ReadAllBytes(Path.Combine(Folder, file)))!;
            return cases;
        }
    }
}
