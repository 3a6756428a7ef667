using System.Globalization;

namespace PythonEnv.Bench;

/// <summary>What is measured, with what and where.</summary>
/// <param name="Wheelhouse">A folder of wheels that every lock can be installed from.</param>
/// <param name="Locks">A folder with <c>flask.txt</c>, <c>data.txt</c> and <c>all.txt</c>: pinned and hashed requirements.</param>
internal sealed record BenchOptions(string Wheelhouse, string Locks)
{
    public const string Usage = """
        usage: dotnet run -c Release --project build/Bench -- WHEELHOUSE LOCKS [options]

          WHEELHOUSE         folder of wheels
          LOCKS              folder with flask.txt, data.txt and all.txt
          --python PATH      interpreter that the locks fit (python3.11)
          --rounds N         counted rounds of every comparison (7)
          --budget SECONDS   a contestant that has used it up sits the further rounds out (60)
          --scratch FOLDER   where everything is made (/dev/shm where there is one, else the temporary folder)
          --only NAME        one of no-op, rebuild, cold, lock, solution, many, latency, growth, large, pin, compile,
                             deploy, agents, memory; may be repeated
        """;

    /// <summary>A path, or a command on the path.</summary>
    public string Python { get; init; } = "python3.11";

    public int Rounds { get; init; } = 7;

    public TimeSpan Budget { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Removed at the end.</summary>
    public string Scratch { get; init; } = Path.Combine(
        Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), $"pythonenv-bench-{Environment.ProcessId}");

    /// <summary>Empty for everything.</summary>
    public IReadOnlyList<string> Only { get; init; } = [];

    public string Lock(string name) => Path.Combine(Locks, $"{name}.txt");

    public bool Includes(string name) => Only.Count == 0 || Only.Contains(name);

    /// <returns>Null if the arguments can't be understood.</returns>
    public static BenchOptions? Parse(string[] arguments)
    {
        if (arguments.Length < 2 || arguments.Length % 2 != 0)
            return null;
        var options = new BenchOptions(Path.GetFullPath(arguments[0]), Path.GetFullPath(arguments[1]));
        for (int i = 2; i < arguments.Length; i += 2)
        {
            string value = arguments[i + 1];
            BenchOptions? with = arguments[i] switch
            {
                "--python" => options with { Python = value },
                "--rounds" => options with { Rounds = int.Parse(value, CultureInfo.InvariantCulture) },
                "--budget" => options with { Budget = TimeSpan.FromSeconds(int.Parse(value, CultureInfo.InvariantCulture)) },
                "--scratch" => options with { Scratch = Path.GetFullPath(value) },
                "--only" => options with { Only = [.. options.Only, value] },
                _ => null,
            };
            if (with is null)
                return null;
            options = with;
        }
        return options;
    }
}
