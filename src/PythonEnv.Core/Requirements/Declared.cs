using PythonEnv.Diagnostics;

namespace PythonEnv.Requirements;

/// <summary>A value and the place that declares it.</summary>
public readonly record struct Declared<T>(T Value, SourceSpan Where);
