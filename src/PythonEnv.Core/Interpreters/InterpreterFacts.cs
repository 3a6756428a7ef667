using System.Collections.Immutable;
using System.Globalization;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Tags;
using PythonEnv.Packaging.Versions;

namespace PythonEnv.Interpreters;

/// <summary>What an interpreter says of itself. Paths are absolute.</summary>
internal sealed record InterpreterFacts
{
    /// <summary><c>sys.executable</c>.</summary>
    public required string Executable { get; init; }

    /// <summary><c>sys._base_executable</c>: of the installation that a virtual environment stands on.</summary>
    public required string BaseExecutable { get; init; }

    /// <summary><c>sys.prefix</c>.</summary>
    public required string Prefix { get; init; }

    /// <summary><c>sys.base_prefix</c>.</summary>
    public required string BasePrefix { get; init; }

    /// <summary><c>sys.implementation.name</c>: <c>cpython</c>, <c>pypy</c>, <c>graalpy</c>, ….</summary>
    public required string Implementation { get; init; }

    /// <summary><c>sys.implementation.version</c>: of PyPy its own version, of CPython that of the language.</summary>
    public required PythonVersion ImplementationVersion { get; init; }

    /// <summary><c>sys.version_info</c>, such as <c>3.11.7</c> or <c>3.14.0rc1</c>.</summary>
    public required PythonVersion Version { get; init; }

    /// <summary><c>sys.implementation.cache_tag</c>; null if it writes no byte code.</summary>
    public required string? CacheTag { get; init; }

    /// <summary><c>importlib.util.MAGIC_NUMBER</c>, the format of its byte code, in lower-case hexadecimal.</summary>
    public required string Magic { get; init; }

    /// <summary>The configuration variable <c>SOABI</c>; null on Windows before 3.8.</summary>
    public required string? Soabi { get; init; }

    /// <summary>The folder of <c>os.py</c>.</summary>
    public required string StandardLibrary { get; init; }

    /// <summary>The folder of the module <c>venv</c>, which holds the launchers for Windows; null where it was left out.</summary>
    public required string? VenvModule { get; init; }

    /// <summary>The wheel of pip that <c>ensurepip</c> would install; null where it was left out.</summary>
    public required string? BundledPip { get; init; }

    /// <summary>The marker of PEP 668, if there is one.</summary>
    public required string? ExternallyManaged { get; init; }

    /// <summary><c>site.getsitepackages()</c> of the installation, as far as the folders exist.</summary>
    public required ImmutableArray<string> SitePackages { get; init; }

    /// <summary>The values that markers are evaluated with.</summary>
    public required MarkerEnvironment Markers { get; init; }

    /// <summary>What decides which wheels it can load.</summary>
    public required TagFacts Tags { get; init; }

    /// <summary>A free-threaded build (PEP 703).</summary>
    public bool GilDisabled => Tags.GilDisabled;

    public bool IsDebugBuild => Tags.IsDebugBuild;

    /// <summary><c>X.Y</c>.</summary>
    public string MajorMinor => string.Create(CultureInfo.InvariantCulture, $"{Tags.Major}.{Tags.Minor}");

    /// <summary><c>3.11.7</c>, <c>3.13.0t</c>, <c>pypy 3.10.14</c>: how a person tells it from others.</summary>
    public string DisplayVersion =>
        $"{(Implementation == "cpython" ? "" : Implementation + " ")}{Version}{(GilDisabled ? "t" : "")}{(IsDebugBuild ? "d" : "")}";
}
