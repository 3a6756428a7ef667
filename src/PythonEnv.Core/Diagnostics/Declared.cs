namespace PythonEnv.Diagnostics;

/// <summary>A value and the place that declares it.</summary>
internal sealed record Declared<T>(T Value, SourceSpan Where);
