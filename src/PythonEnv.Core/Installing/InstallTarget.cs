using PythonEnv.Declarations;
using PythonEnv.Environments;
using PythonEnv.Host;
using PythonEnv.Interpreters;

namespace PythonEnv.Installing;

/// <summary>The environment that distributions are installed into, and what its interpreter decides about that.</summary>
internal sealed record InstallTarget
{
    /// <summary>Where the files are put.</summary>
    public required EnvironmentLayout Layout { get; init; }

    /// <summary>Where the environment will stand when it is in use, if it is moved once it is whole; null if it stays.</summary>
    public EnvironmentLayout? FinalLayout { get; init; }

    /// <summary>The interpreter that scripts name.</summary>
    public string ScriptInterpreter => (FinalLayout ?? Layout).Executable;

    /// <summary><c>X.Y</c>.</summary>
    public required string PythonVersion { get; init; }

    /// <summary>Absolute path of the interpreter that the environment was made from; it runs pip.</summary>
    public required string BaseExecutable { get; init; }

    /// <summary>The pip of the base interpreter; null if it has none.</summary>
    public InterpreterPip? Pip { get; init; }

    /// <summary><c>sys.implementation.cache_tag</c>, such as <c>cpython-311</c>: the name of its byte-code.</summary>
    public required string CacheTag { get; init; }

    /// <summary><c>importlib.util.MAGIC_NUMBER</c> in hexadecimal digits: the format of its byte-code.</summary>
    public required string Magic { get; init; }

    /// <summary>What compiled code is built for: system, processor and C library, such as <c>linux-x86_64 glibc 2.36</c>.</summary>
    public string Platform { get; init; } = "";

    /// <summary><c>64</c>, <c>32</c> or <c>64-arm</c>: which launcher stub runs beside a Windows interpreter.</summary>
    public string LauncherArchitecture { get; init; } = "64";

    /// <summary>How files come out of the cache.</summary>
    public LinkMode LinkMode { get; init; }

    public required HostFacts Host { get; init; }

    /// <summary>An environment of an interpreter.</summary>
    /// <param name="layout">Where the files are put.</param>
    public static InstallTarget Of(Interpreter interpreter, EnvironmentLayout layout, HostFacts host)
    {
        InterpreterFacts facts = interpreter.Facts;
        return new InstallTarget
        {
            Layout = layout,
            PythonVersion = facts.MajorMinor,
            BaseExecutable = interpreter.Executable,
            Pip = InterpreterPip.Find(facts.SitePackages, facts.BundledPip),
            CacheTag = facts.CacheTag ?? "",
            Magic = facts.Magic,
            Platform = $"{facts.Tags.Platform.SysconfigPlatform} {facts.Tags.Platform.Glibc} {facts.Tags.Platform.Musl}",
            LauncherArchitecture = facts.Tags.Platform.SysconfigPlatform switch { "win32" => "32", "win-arm64" => "64-arm", _ => "64" },
            Host = host,
        };
    }
}
