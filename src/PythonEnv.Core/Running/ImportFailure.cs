namespace PythonEnv.Running;

/// <summary>Why a module does not import.</summary>
/// <param name="Module">Dotted name.</param>
/// <param name="Error">The exception as Python prints it: <c>ImportError: cannot import name …</c>, or how the process ended.</param>
/// <param name="File">Where it was raised; empty if unknown.</param>
/// <param name="Line">1-based; 0 if unknown.</param>
internal sealed record ImportFailure(string Module, string Error, string File, int Line)
{
    private const string CannotOpen = ": cannot open shared object file";

    /// <summary>What to do about a native library that is missing, or null if that is not the reason.</summary>
    public string? NativeLibraryHint
    {
        get
        {
            // glibc's and musl's loader, Windows' and macOS' each have their own words.
            int end = Error.IndexOf(CannotOpen, StringComparison.Ordinal);
            if (end > 0)
            {
                string library = Error[(Error.LastIndexOf(' ', end) + 1)..end];
                return $"The native library `{library}` is not on this machine: install the operating system's package that holds it";
            }
            if (Error.Contains("DLL load failed", StringComparison.Ordinal))
                return "A DLL it needs is not on this machine: most often the Visual C++ redistributable";
            return Error.Contains("Error loading shared library", StringComparison.Ordinal)
                || Error.Contains("Library not loaded", StringComparison.Ordinal)
                ? "A native library it needs is not on this machine: install the operating system's package that holds it"
                : null;
        }
    }
}
