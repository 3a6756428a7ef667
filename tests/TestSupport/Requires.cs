namespace PythonEnv.TestSupport;

/// <summary>
/// What a test needs beyond the SDK and one Python. Where it is missing the test is skipped with its reason;
/// with <c>PYTHONENV_TESTS_DEMAND=1</c> its absence is a failure.
/// </summary>
internal static class Requires
{
    private static bool Demanded => Environment.GetEnvironmentVariable("PYTHONENV_TESTS_DEMAND") == "1";

    /// <summary>A path below the shared material beside the repository, such as <c>corpus/versions</c>.</summary>
    public static string Shared(string relative)
    {
        string path = Path.GetFullPath(Path.Combine(Repository.Root, "..", "shared", relative));
        if (!Path.Exists(path))
            Missing($"shared material `{relative}` is not beside the repository");
        return path;
    }

    /// <summary>Ends a test of what Windows does not have at all.</summary>
    public static void Posix(string what)
    {
        if (OperatingSystem.IsWindows())
            throw new AssertInconclusiveException($"POSIX: {what}");
    }

    /// <summary>Whether the tests run under Wine, with a stand-in for Python.</summary>
    public static bool IsWine => Environment.GetEnvironmentVariable("PYTHONENV_TESTS_WINE") == "1";

    /// <summary>Ends a test of what Windows has and Wine, or the stand-in for Python there (<c>tests/windows</c>), does not.</summary>
    public static void NotWine(string what)
    {
        if (IsWine)
            throw new AssertInconclusiveException($"Wine: {what}");
    }

    public static void That(bool condition, string what)
    {
        if (!condition)
            Missing(what);
    }

    /// <summary>Ends the test: skipped, or failed where everything is demanded.</summary>
    [System.Diagnostics.CodeAnalysis.DoesNotReturn]
    public static void Missing(string what)
    {
        if (Demanded)
            throw new AssertFailedException($"demanded and missing: {what}");
        throw new AssertInconclusiveException($"skipped: {what}");
    }
}
