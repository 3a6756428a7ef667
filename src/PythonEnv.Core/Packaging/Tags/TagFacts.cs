namespace PythonEnv.Packaging.Tags;

/// <summary>What an interpreter says of itself and decides which wheels it can load. Filled by the interpreter probe.</summary>
internal sealed record TagFacts
{
    /// <summary><c>sys.implementation.name</c>: <c>cpython</c>, <c>pypy</c>, <c>graalpy</c>, ….</summary>
    public required string Implementation { get; init; }

    /// <summary><c>sys.version_info[0]</c>.</summary>
    public required int Major { get; init; }

    /// <summary><c>sys.version_info[1]</c>.</summary>
    public required int Minor { get; init; }

    /// <summary>
    /// The configuration variable <c>py_version_nodot</c>, which GraalPy and PyPy may fill with something else than <c>XY</c>.
    /// </summary>
    public string? VersionNoDot { get; init; }

    /// <summary>
    /// The configuration variable <c>EXT_SUFFIX</c>: <c>.cpython-312-x86_64-linux-gnu.so</c>,
    /// <c>.pypy310-pp73-x86_64-linux-gnu.so</c>, ….
    /// </summary>
    public string? ExtensionSuffix { get; init; }

    /// <summary>
    /// <c>Py_DEBUG</c>; where that variable is unset (Windows): <c>sys.gettotalrefcount</c> exists, or <c>_d.pyd</c> is one of
    /// <c>importlib.machinery.EXTENSION_SUFFIXES</c>.
    /// </summary>
    public bool IsDebugBuild { get; init; }

    /// <summary><c>Py_GIL_DISABLED</c> (PEP 703).</summary>
    public bool GilDisabled { get; init; }

    /// <summary><c>WITH_PYMALLOC</c>, true where unset. Only 3.7 and older name it in their ABI.</summary>
    public bool WithPymalloc { get; init; } = true;

    public required PlatformFacts Platform { get; init; }
}
