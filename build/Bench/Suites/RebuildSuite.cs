namespace PythonEnv.Bench.Suites;

/// <summary>An environment that is gone comes back out of the user's cache.</summary>
internal static class RebuildSuite
{
    /// <param name="floor">Whether to copy the tree as well, which is only as good as the tree is large: every build has work to do before
    /// the first link.</param>
    public static void Run(Workbench bench, string lockName, bool floor)
    {
        SampleProject project = bench.WithPackage($"rebuild-{lockName}", lockName, bench.FromWheelhouse);
        project.Build();
        // The tree to copy is one of its own: the project's own is gone whenever the copy's turn comes.
        string tree = bench[$"tree-{lockName}"];
        bench.Commands.Run(bench.Options.Scratch, "cp", "-a", project.Location, tree);
        string copy = bench["copy"];
        bench.Report.Add($"warm rebuild of `{lockName}`", Contest.Hold(bench.Options,
        [
            Workbench.Rebuild(project),
            .. floor ? [bench.Command("`cp -al` of the same tree", copy, "cp", "-al", tree, copy)] : (Contestant[])[],
            .. bench.Rivals(lockName, cold: false, bench.WheelhouseArguments),
            bench.Pip("venv + pip install", lockName, bench.WheelhouseArguments),
        ]));
        Folders.Remove(tree);
        Folders.Remove(copy);
    }
}
