using PythonEnv.Environments.Activation;
using PythonEnv.Wheels.Zip;

namespace PythonEnv.Wheels;

/// <summary>Names that a command may not have, because they are the interpreter's own.</summary>
internal static class ScriptNames
{
    private static readonly string[] Suffixes = [".exe", "-script.py", "-script.pyw", ".py", ".pyw", ".com", ".bat", ".cmd"];

    /// <exception cref="Diagnostics.PythonEnvException">PYENV4005.</exception>
    public static void Check(string wheel, string? entry, string name)
    {
        if (EntryNameRules.Native.Refuse(name) is { } problem)
            throw WheelRefusal.Of(wheel, entry, $"the script `{WheelRefusal.Printable(name)}` can't be installed: {problem}");
        if (name.Contains('/', StringComparison.Ordinal))
            throw WheelRefusal.Of(wheel, entry, $"the script `{WheelRefusal.Printable(name)}` lies outside the folder of scripts");
        if (IsReserved(name))
            throw WheelRefusal.Of(wheel, entry, $"the script `{WheelRefusal.Printable(name)}` would replace the interpreter");
        if (ActivationScripts.IsOne(name))
            throw WheelRefusal.Of(
                wheel, entry, $"the script `{WheelRefusal.Printable(name)}` would replace the one that enters the environment");
    }

    /// <summary>
    /// <c>python</c>, <c>pythonw</c>, <c>pypy</c>, … with any version, in any case, with or without a suffix that Windows would run.
    /// </summary>
    public static bool IsReserved(string name)
    {
        foreach (string suffix in Suffixes)
        {
            if (name.EndsWith(suffix, StringComparison.OrdinalIgnoreCase))
                return IsInterpreter(name.AsSpan(0, name.Length - suffix.Length));
        }
        return IsInterpreter(name);
    }

    /// <summary><c>("python" / "pypy" / "graalpy") ["w"] *(digit / ".") ["t"] ["w"]</c>.</summary>
    private static bool IsInterpreter(ReadOnlySpan<char> name)
    {
        foreach (string stem in (ReadOnlySpan<string>)["python", "pypy", "graalpy"])
        {
            if (!name.StartsWith(stem, StringComparison.OrdinalIgnoreCase))
                continue;
            ReadOnlySpan<char> rest = name[stem.Length..].TrimStart("wW").TrimStart("0123456789.").TrimEnd("tTwW");
            if (rest.IsEmpty)
                return true;
        }
        return false;
    }
}
