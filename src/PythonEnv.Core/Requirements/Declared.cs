using PythonEnv.Diagnostics;

namespace PythonEnv.Requirements;

/// <summary>A value and the place that declares it.</summary>
public sealed record Declared<T>(T Value, SourceSpan Where);
