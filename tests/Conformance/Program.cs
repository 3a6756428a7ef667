using PythonEnv.Conformance;
using PythonEnv.Conformance.Resolving;

if (args is not [string folder] || !Directory.Exists(folder))
{
    Console.Error.WriteLine("usage: dotnet run --project tests/Conformance -c Release -- FOLDER");
    return 2;
}

bool verbose = Environment.GetEnvironmentVariable("PYTHONENV_CONFORMANCE_VERBOSE") == "1";
var results = Runner.Find(folder).Select(found => Runner.Run(found.Set, found.File)).ToList();
foreach (SetResult result in results)
{
    Console.WriteLine($"{result.Name}: {result.Passed} passed, {result.Failures.Count} failed");
    foreach ((string id, string difference) in result.Failures)
        Console.WriteLine(verbose ? $"  {id}  {difference}" : $"  {id}");
}
foreach (string time in SolverTimes.Slowest())
    Console.WriteLine(time);
Console.WriteLine($"{results.Sum(r => r.Passed)} passed, {results.Sum(r => r.Failures.Count)} failed");
if (results.Count == 0)
    Console.Error.WriteLine($"no set of cases in {folder}");
return results.Count > 0 && results.All(r => r.Failures.Count == 0) ? 0 : 1;
