namespace PythonEnv.Diagnostics.Secrets;

/// <summary>Where a text has something, from its first character up to the one behind its last.</summary>
internal readonly record struct TextPart(int Start, int End);
