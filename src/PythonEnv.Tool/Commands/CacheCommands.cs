using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using PythonEnv.Cache;
using PythonEnv.Declarations;
using PythonEnv.Host;

namespace PythonEnv.Tool.Commands;

/// <summary>The cache that all builds of the user share.</summary>
internal static class CacheCommands
{
    private const int UnusedDays = 30;
    private const int MostDays = 36500;

    public static Command Create(CommandRunner runner)
    {
        var days = new Option<int>("--days")
        {
            Description = "Keep what was used in this many days",
            DefaultValueFactory = _ => UnusedDays,
            CustomParser = ReadDays,
        };
        Command prune = runner.Create(
            "prune", "Remove what no build has used for a while",
            (session, parsed) => Prune(session, TimeSpan.FromDays(parsed.GetValue(days))));
        prune.Add(days);
        return new Command("cache", "The cache that all builds of the user share")
        {
            runner.Create("dir", "Print its folder", (session, _) => session.Log.Output(Root(session))),
            prune,
            runner.Create("clean", "Remove everything from it", (session, _) => Prune(session, TimeSpan.Zero)),
        };
    }

    private static int ReadDays(ArgumentResult given)
    {
        if (given.Tokens is [{ } token]
            && int.TryParse(token.Value, NumberStyles.None, CultureInfo.InvariantCulture, out int days) && days <= MostDays)
            return days;
        given.AddError($"`--days` takes 0 to {MostDays}");
        return 0;
    }

    private static void Prune(Session session, TimeSpan unusedFor)
    {
        string root = Root(session);
        PruneResult result = CachePruner.Prune(root, unusedFor);
        session.Log.Output(
            string.Create(CultureInfo.InvariantCulture, $"Removed {result.Archives} archives ({result.Bytes} bytes) from {root}"));
    }

    private static string Root(Session session)
    {
        DeclaredValues declared = session.Workplace.ByProperties;
        return declared.Text(DeclaredNames.CacheDirectory) is { } folder ? declared.Absolute(folder) : UserCache.DefaultRoot(session.Host);
    }
}
