namespace PythonEnv.Wheels;

/// <summary>Which folder of the environment a file of a wheel goes to (binary distribution format, "Installing a wheel").</summary>
internal enum InstallScheme : byte
{
    /// <summary>Modules: the wheel's root, <c>.data/purelib</c> and <c>.data/platlib</c>; one folder in a virtual environment.</summary>
    SitePackages,

    /// <summary>The wheel's own <c>.dist-info</c>, below site-packages; written after everything else.</summary>
    DistInfo,

    /// <summary><c>.data/headers</c>: below <c>include/site/pythonX.Y/NAME</c>.</summary>
    Headers,

    /// <summary><c>.data/data</c>: the environment's root.</summary>
    Data,

    /// <summary><c>.data/scripts</c>: written rather than linked, because <c>#!python</c> lines get the environment's path.</summary>
    Scripts,
}
