namespace PythonEnv.Bench.Suites;

/// <summary>What a build did beyond its own process, from the log of strace.</summary>
/// <param name="Programs">What was started, in order.</param>
/// <param name="Connections">Attempts to reach an internet address.</param>
internal sealed record BuildTrace(IReadOnlyList<string> Programs, int Connections)
{
    public static BuildTrace Read(string log)
    {
        string[] lines = File.ReadAllLines(log);
        return new BuildTrace(
            [.. lines.Where(line => line.Contains("execve(", StringComparison.Ordinal) && line.EndsWith("= 0", StringComparison.Ordinal))
                .Select(line => line.Split('"')[1])],
            lines.Count(line => line.Contains("connect(", StringComparison.Ordinal) && line.Contains("AF_INET", StringComparison.Ordinal)));
    }
}
