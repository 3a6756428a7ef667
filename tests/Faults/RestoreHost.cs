using System.Runtime.InteropServices;
using PythonEnv.Declarations;
using PythonEnv.Host;

namespace PythonEnv.FaultInjection;

/// <summary>
/// The program that is killed: one restore in a process of its own, which a build would be, without a build's two seconds of start.
/// </summary>
/// <remarks>
/// <c>host FILE</c>, where each line of FILE is <c>Name=Value</c> of a declaration and <c>ProjectFile=…</c>. Says <c>ready</c> when the
/// runtime is up, then its findings, then <c>good</c> or nothing; exits with 0, 1 after errors, 2 after an interruption.
/// </remarks>
internal static class RestoreHost
{
    public const string Verb = "host";
    public const string Ready = "ready";
    public const string Good = "good";
    public const int Interrupted = 2;

    public static async Task<int> RunAsync(string file)
    {
        using var stop = new CancellationTokenSource();
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal =>
        {
            signal.Cancel = true;
            stop.Cancel();
        });
        DeclaredValues declared = Read(file);
        Console.WriteLine(Ready);
        try
        {
            BuildOutcome outcome = await Builds.RestoreAsync(declared, HostFacts.Current(), stop.Token);
            foreach (Diagnostics.Diagnostic diagnostic in outcome.Diagnostics)
                Console.WriteLine($"{diagnostic.Severity} {diagnostic.Code} {diagnostic.Message}");
            if (outcome.Succeeded)
                Console.WriteLine(Good);
            return outcome.Succeeded ? 0 : 1;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return Interrupted;
        }
    }

    private static DeclaredValues Read(string file)
    {
        Dictionary<string, string> values = File.ReadAllLines(file)
            .Select(line => line.Split('=', 2))
            .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
        return new DeclaredValues("default", values["ProjectFile"], name => values.GetValueOrDefault(name, ""));
    }
}
