using System.Globalization;

namespace PythonEnv.Bench.Suites;

/// <summary>Many projects with an environment each and one cache, built side by side: <c>dotnet build -m</c> of their solution.</summary>
internal static class SolutionSuite
{
    private const int Count = 30;

    public static void Run(Workbench bench, string lockName)
    {
        SampleProject[] with = [.. Projects("with").Select(name => bench.WithPackage(name, lockName, bench.FromWheelhouse))];
        SampleProject[] without = [.. Projects("without").Select(bench.WithoutPackage)];
        string solution = Write(bench, "with", with), plain = Write(bench, "without", without);
        // A first build compiles, and has nothing in its cache.
        Time(bench, solution);
        Time(bench, plain);
        string title = string.Create(CultureInfo.InvariantCulture, $"{Count} projects with `{lockName}` each, whole `dotnet build -m`");
        Contestant rival = new("without the package", static () => { }, () => Time(bench, plain));
        var idle = new Contestant("this package", static () => { }, () => Time(bench, solution));
        Contestant again = idle with { Prepare = () => Array.ForEach(with, project => project.RemoveEnvironment()) };
        bench.Report.Add($"{title}: all environments gone", Contest.Hold(bench.Options, again, rival));
        bench.Report.Add($"{title}: nothing to do", Contest.Hold(bench.Options, idle, rival));
    }

    private static IEnumerable<string> Projects(string kind) =>
        Enumerable.Range(1, Count).Select(number => string.Create(CultureInfo.InvariantCulture, $"{kind}{number}"));

    private static string Write(Workbench bench, string name, SampleProject[] projects)
    {
        string path = bench[$"{name}.slnx"];
        IEnumerable<string> lines = projects.Select(project => $"""  <Project Path="{project.ProjectFile}" />""");
        File.WriteAllText(path, $"<Solution>\n{string.Join('\n', lines)}\n</Solution>\n");
        return path;
    }

    private static double Time(Workbench bench, string solution) =>
        bench.Commands.Run(bench.Options.Scratch, "dotnet", Build(solution)).Elapsed.TotalSeconds;

    private static string[] Build(string solution) => ["build", solution, "-m", "--no-restore", "-nodeReuse:false", "-tl:off"];
}
