using PythonEnv.Declarations;
using PythonEnv.Diagnostics;
using PythonEnv.Engine.Context;

namespace PythonEnv.Tasks;

/// <summary>A task over the project's declared environments.</summary>
public abstract class EnvironmentsTask : PythonEnvTask
{
    /// <inheritdoc/>
    private protected sealed override void Run(DeclaredProject project, IBuildLog log, CancellationToken cancellation)
    {
        var diagnostics = new DiagnosticBag();
        DeclaredValues[] items = project.ByItems;
        DeclaredValues properties = project.ByProperties;
        FindUnknownNames(project, items, properties, diagnostics);
        // A condition of the targets takes any other word for one of the two, and says nothing.
        var switches = new ValueReader(properties, new DeclaredPlaces(properties), diagnostics);
        foreach (string name in DeclaredNames.Switches)
            switches.Boolean(name);
        List<DeclaredValues> environments = DeclaredEnvironments.Select(items, properties, diagnostics);
        foreach (Diagnostic diagnostic in diagnostics)
        {
            if (!IsAfterRestore || diagnostic.Severity == Severity.Error)
                log.Report(diagnostic);
        }
        Begin(project, environments, log);
        foreach (DeclaredValues environment in InOrder(environments))
        {
            try
            {
                Run(environment, log, cancellation);
            }
            // What is wrong with one is said, and the others are done all the same.
            catch (PythonEnvException e)
            {
                log.Report(environment.Spell(e.Diagnostic));
            }
        }
    }

    /// <summary>The restore that goes before has told the warnings about the declaration.</summary>
    private protected virtual bool IsAfterRestore => false;

    /// <summary>Looks at what is asked for as a whole, before the first environment.</summary>
    private protected virtual void Begin(DeclaredProject project, IReadOnlyList<DeclaredValues> environments, IBuildLog log)
    {
    }

    /// <summary>The environments in the order in which they are worked on: as they are declared, the primary one first.</summary>
    private protected virtual IReadOnlyList<DeclaredValues> InOrder(IReadOnlyList<DeclaredValues> environments) => environments;

    /// <summary>Does the work for one environment.</summary>
    private protected abstract void Run(DeclaredValues environment, IBuildLog log, CancellationToken cancellation);

    private static void FindUnknownNames(
        DeclaredProject project, DeclaredValues[] items, DeclaredValues properties, DiagnosticBag diagnostics)
    {
        var names = new UnknownNames(project.Files, diagnostics);
        names.FindInFiles();
        names.FindInProperties(properties);
        foreach (DeclaredValues item in items)
            names.FindInItem(item);
    }
}
