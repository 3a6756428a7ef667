using System.Globalization;
using PythonEnv.FaultInjection;
using PythonEnv.FaultInjection.Scenarios;

if (args is [RestoreHost.Verb, string declaration])
    return await RestoreHost.RunAsync(declaration);

int kills = Option("--kills", 200);
int seed = Option("--seed", Random.Shared.Next());
string? only = args.SkipWhile(arg => arg != "--only").Skip(1).FirstOrDefault();
var tally = new FaultTally(Console.Out);
using (FaultRun run = await FaultRun.StartAsync(tally, seed, kills, CancellationToken.None))
{
    foreach (IScenario scenario in AllScenarios.Make(thorough: kills >= 200).Where(scenario => only is null || scenario.Name == only))
    {
        tally.Say(scenario.Name);
        await scenario.RunAsync(run, CancellationToken.None);
    }
}
Console.WriteLine(tally.Summary());
return tally.Problems.Count == 0 ? 0 : 1;

int Option(string name, int otherwise) =>
    args.SkipWhile(arg => arg != name).Skip(1).FirstOrDefault() is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
