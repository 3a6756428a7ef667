namespace PythonEnv.Diagnostics;

/// <summary>A tool whose lock is read as it is and never written here, with the commands of its own that messages propose.</summary>
/// <param name="Lock">Makes the lock anew.</param>
/// <param name="Upgrade">Takes newer versions into the lock.</param>
/// <param name="Add">Adds to what people ask for.</param>
/// <param name="Remove">Takes out of what people ask for.</param>
/// <param name="Outdated">Shows newer versions.</param>
internal sealed record LockTool(string Lock, string Upgrade, string Add, string Remove, string Outdated)
{
    public static LockTool Uv { get; } = new("uv lock", "uv lock --upgrade", "uv add", "uv remove", "uv tree --outdated");

    public static LockTool Poetry { get; } = new(
        "poetry lock", "poetry update", "poetry add", "poetry remove", "poetry show --outdated");

    /// <summary>The tool whose lock a path is called; null for any other file.</summary>
    public static LockTool? Of(string path) => Path.GetFileName(path) switch
    {
        "uv.lock" => Uv,
        "poetry.lock" => Poetry,
        _ => null,
    };
}
