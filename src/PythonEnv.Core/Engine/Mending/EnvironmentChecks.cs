using System.Collections.Immutable;
using PythonEnv.Diagnostics;
using PythonEnv.Engine.Context;
using PythonEnv.Engine.Stages;
using PythonEnv.Environments;
using PythonEnv.Host.Processes;
using PythonEnv.Interpreters;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Planning;
using PythonEnv.Running;

namespace PythonEnv.Engine.Mending;

/// <summary>The last checks of an environment after a change and before it gets its receipt.</summary>
/// <param name="system">What it may import of the base interpreter's packages.</param>
internal sealed class EnvironmentChecks(
    RestoreContext context, InstallPlan plan, SystemPackageSet system, MarkerEnvironment markers, string baseExecutable)
{
    private const string Direct = "direct";

    private static readonly TimeSpan ImportLimit = TimeSpan.FromSeconds(120);

    /// <returns>Whether all passed; what did not is reported.</returns>
    public bool Pass(EnvironmentLayout layout, CancellationToken cancellation)
    {
        List<InstalledDistribution> installed = InstalledDistribution.List(layout.SitePackages);
        return HasExactlyThePlan(installed) && IsClosed(layout) && Import(layout, installed, cancellation);
    }

    private bool HasExactlyThePlan(List<InstalledDistribution> installed)
    {
        bool same = installed.Select(d => d.Name).Order().SequenceEqual(plan.Pins.Select(d => d.Name).Order());
        if (!same)
        {
            context.Report(DiagnosticCatalog.PackagesDiffer.At(
                context.Declaration.LocationDeclaredAt, "the installation did not put in place what was planned",
                $"planned {string.Join(", ", plan.Pins.Select(d => d.Name))}; "
                    + $"installed {string.Join(", ", installed.Select(d => d.Name))}",
                "Build again, and delete the environment if that says the same"));
        }
        return same;
    }

    // What an index said of a wheel before it was fetched need not be what is in it, and a source build tells only afterwards.
    private bool IsClosed(EnvironmentLayout layout)
    {
        var closure = new InstalledClosure(layout, markers, system, context.Declaration)
        {
            Planned = [.. plan.Pins.Select(planned => planned.Metadata)],
        };
        ImmutableArray<Diagnostic> findings = closure.Check([.. plan.Pins.Select(planned => planned.Pin)]);
        context.Report(findings.Where(context.IsNew));
        return !findings.Any(finding => finding.Severity == Severity.Error);
    }

    /// <summary>
    /// Starts the environment's own python once, without anything of site-packages: it must take itself for the environment's.
    /// </summary>
    /// <returns>A PYENV1003 if it does not.</returns>
    public async Task<Diagnostic?> ProveEnvironmentAsync(EnvironmentLayout layout, CancellationToken cancellation)
    {
        var invocation = new ProcessInvocation(
            layout.Executable, ["-I", "-S", "-c", "import sys; sys.stdout.write(sys.executable)"], layout.Root,
            PythonEnvironmentVariables.Clean(context.Host.Environment))
        {
            Timeout = InterpreterProbe.Patience,
        };
        string? problem;
        try
        {
            problem = ProblemOf(await context.Processes.RunAsync(invocation, cancellation).ConfigureAwait(false), layout);
        }
        catch (TimeoutException)
        {
            problem = $"started in the environment it did not answer within {InterpreterProbe.Patience.TotalSeconds:0} s";
        }
        return problem is null ? null : DiagnosticCatalog.InterpreterUnusable.At(
            context.Declaration.InterpreterDeclaredAt, $"no environment can be made of `{baseExecutable}`", problem,
            "Declare the interpreter itself, and no script that starts it");
    }

    private string? ProblemOf(ProcessResult result, EnvironmentLayout layout)
    {
        if (result.ExitCode != 0)
            return $"it ended with {result.Ending}: {result.StandardError.Trim()}";
        string own = result.StandardOutput.Trim();
        return own.Length > 0
            && context.Host.RealPath(Path.GetDirectoryName(own) ?? "") == context.Host.RealPath(layout.ScriptsDirectory)
                ? null
                : $"started in the environment it calls itself `{own}`";
    }

    private bool Import(EnvironmentLayout layout, List<InstalledDistribution> installed, CancellationToken cancellation)
    {
        if (context.Declaration.ImportChecks.IsEmpty)
            return true;
        Dictionary<string, PlannedPin?> modules = Modules(installed);
        var checker = new ImportChecker(context.Processes, PythonEnvironmentVariables.Clean(context.Host.Environment), ImportLimit);
        IReadOnlyList<ImportFailure> failures = RestoreContext.Wait(
            checker.CheckAsync(layout.Executable, [.. modules.Keys], cancellation));
        foreach (ImportFailure failure in failures)
            context.Report(Describe(failure, modules[failure.Module], layout));
        return failures.Count == 0;
    }

    private Dictionary<string, PlannedPin?> Modules(List<InstalledDistribution> installed)
    {
        var modules = new Dictionary<string, PlannedPin?>(StringComparer.Ordinal);
        foreach (string declared in context.Declaration.ImportChecks.Where(module => module != Direct))
            modules[declared] = null;
        if (!context.Declaration.ImportChecks.Contains(Direct))
            return modules;
        Dictionary<PackageName, InstalledDistribution> byName = installed.ToDictionary(d => d.Name);
        foreach (PlannedPin direct in plan.Pins.Where(d => d.IsDirect))
        {
            foreach (string module in TopLevelModules.Of(byName[direct.Name]))
                modules.TryAdd(module, direct);
        }
        return modules;
    }

    private Diagnostic Describe(ImportFailure failure, PlannedPin? requirement, EnvironmentLayout layout)
    {
        string file = failure.File.StartsWith(layout.Root, StringComparison.Ordinal)
            ? Path.GetRelativePath(layout.SitePackages, failure.File)
            : failure.File;
        string at = failure.Line > 0 ? $" at `{file}`, line {failure.Line}" : "";
        string of = requirement is null ? "" : $" of `{requirement.Name}` {requirement.Version}";
        return DiagnosticCatalog.ImportFailed.At(
            requirement?.Pin.Where ?? context.Declaration.ImportChecksDeclaredAt,
            $"the module `{failure.Module}`{of} can't be imported",
            $"{failure.Error}{at}",
            failure.NativeLibraryHint ?? "Pin versions that work with each other and with the interpreter");
    }
}
