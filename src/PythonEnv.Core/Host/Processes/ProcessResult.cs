namespace PythonEnv.Host.Processes;

/// <summary>What a finished program left behind.</summary>
/// <param name="ExitCode">On POSIX, 128 + the signal's number where a signal ended it.</param>
/// <param name="StandardOutput">All of it, decoded as UTF-8.</param>
/// <param name="StandardError">Its end, decoded as UTF-8, as long as <see cref="ProcessInvocation.StandardErrorLimit"/> asked for.</param>
internal sealed record ProcessResult(int ExitCode, string StandardOutput, string StandardError);
