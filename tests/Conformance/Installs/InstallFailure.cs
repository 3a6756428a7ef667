namespace PythonEnv.Conformance.Installs;

/// <summary>Why an installation comes to nothing, in the kinds that the corpus tells apart.</summary>
internal enum InstallFailureKind
{
    /// <summary>A line of the requirements can't be read.</summary>
    Parse,

    /// <summary>A constraint of a form that constraints may not have.</summary>
    Constraint,

    /// <summary>Nothing meets the one requirement that there is of a project.</summary>
    NotFound,

    /// <summary>Requirements of a project exclude each other.</summary>
    Conflict,

    /// <summary>A distribution's own Requires-Python excludes the interpreter.</summary>
    Python,

    HashMissing,

    HashUnpinned,

    HashMismatch,

    /// <summary>What would need a network, a build or a file that is not there.</summary>
    Other,
}

/// <summary>Ends the decision at once, as pip ends.</summary>
internal sealed class InstallFailureException(InstallFailureKind kind, string message) : Exception(message)
{
    public InstallFailureKind Kind { get; } = kind;
}
