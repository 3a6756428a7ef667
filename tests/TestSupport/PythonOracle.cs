using System.Diagnostics;
using System.Text.Json;

namespace PythonEnv.TestSupport;

/// <summary>
/// A Python of this machine that answers what the reference implementations answer. It is the one named by
/// <c>PYTHONENV_TEST_PYTHON</c>, else the newest of pyenv's, else <c>python3</c> or <c>python</c> on the path; its pip must run.
/// </summary>
internal sealed class PythonOracle
{
    private const int TimeoutMilliseconds = 60_000;
    private static readonly Lazy<PythonOracle?> s_found = new(Find);

    private PythonOracle(string executable, Version packaging)
    {
        Executable = executable;
        Packaging = packaging;
    }

    /// <summary>The oracle; a test that asks for it is skipped where there is none.</summary>
    public static PythonOracle Required
    {
        get
        {
            Requires.That(s_found.Value is not null, "no Python with a working pip was found; PYTHONENV_TEST_PYTHON can name one");
            return s_found.Value!;
        }
    }

    /// <summary>Absolute. Of what is on the path, as it says itself: that may be a link, or a script that chooses one.</summary>
    public string Executable { get; }

    /// <summary>Every Python 3 of pyenv, newest first, and those on the path.</summary>
    public static IReadOnlyList<string> Interpreters { get; } = [.. Candidates().Where(IsThere)];

    /// <summary>The version of <c>packaging</c> that its pip carries (<c>pip._vendor.packaging</c>).</summary>
    public Version Packaging { get; }

    /// <summary>
    /// Runs a script that finds its input in <c>question</c> and leaves its result in <c>answer</c>; both travel as JSON.
    /// </summary>
    public TAnswer Ask<TQuestion, TAnswer>(string script, TQuestion question) => Ask<TQuestion, TAnswer>(Executable, script, question);

    /// <summary>The same of any interpreter, whether or not it has a pip.</summary>
    public static TAnswer Ask<TQuestion, TAnswer>(string executable, string script, TQuestion question)
    {
        string wrapped = $"""
            import json, sys
            question = json.loads(sys.stdin.buffer.read())
            {script}
            sys.stdout.write(json.dumps(answer))
            """;
        (int exitCode, string output, string errors) = Run(executable, wrapped, JsonSerializer.SerializeToUtf8Bytes(question));
        if (exitCode != 0)
            throw new InvalidOperationException($"{executable} ended with {exitCode}: {errors}");
        return JsonSerializer.Deserialize<TAnswer>(output)!;
    }

    private static PythonOracle? Find() => Candidates().Select(TryCandidate).FirstOrDefault(oracle => oracle is not null);

    private static bool IsThere(string executable) => Path.IsPathRooted(executable)
        ? File.Exists(executable)
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, executable)));

    private static IEnumerable<string> Candidates()
    {
        if (Environment.GetEnvironmentVariable("PYTHONENV_TEST_PYTHON") is { Length: > 0 } named)
            return [named];
        return MachineInterpreters.OfPyenv
            .Where(each => Version.Parse(each.Key).Major >= 3)
            .OrderByDescending(each => Version.Parse(each.Key))
            .Select(each => each.Value)
            .Concat(["python3", "python"]);
    }

    private static PythonOracle? TryCandidate(string executable)
    {
        try
        {
            const string script = "import sys, pip._vendor.packaging as p; print('.'.join(p.__version__.split('.')[:2]), sys.executable)";
            (int exitCode, string output, _) = Run(executable, script, []);
            string[] answer = output.Trim().Split(' ', 2);
            return exitCode == 0 && answer is [var version, var path] && Version.TryParse(version, out Version? packaging)
                ? new PythonOracle(Path.IsPathRooted(executable) ? executable : path, packaging)
                : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    private static (int ExitCode, string Output, string Errors) Run(string executable, string script, byte[] input)
    {
        var start = new ProcessStartInfo(executable)
        {
            ArgumentList = { "-I", "-c", script },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        try
        {
            process.StandardInput.BaseStream.Write(input);
            process.StandardInput.Close();
        }
        // The script ended without reading: its exit code tells why.
        catch (IOException)
        {
        }
        if (!process.WaitForExit(TimeoutMilliseconds))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{executable} did not answer within {TimeoutMilliseconds} ms");
        }
        return (process.ExitCode, output.GetAwaiter().GetResult(), errors.GetAwaiter().GetResult());
    }
}
