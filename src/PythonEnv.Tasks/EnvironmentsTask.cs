using Microsoft.Build.Framework;
using PythonEnv.Declarations;
using PythonEnv.Diagnostics;
using PythonEnv.Engine;

namespace PythonEnv.Tasks;

/// <summary>A task over the project's declared environments.</summary>
public abstract class EnvironmentsTask : PythonEnvTask
{
    /// <summary>The <c>PythonEnv</c> items.</summary>
    public ITaskItem[] Environments { get; set; } = [];

    /// <summary>One item with the values of the <c>PythonEnv…</c> properties.</summary>
    [Required]
    public ITaskItem[] ByProperties { get; set; } = [];

    /// <inheritdoc/>
    private protected sealed override void Run(IBuildLog log, CancellationToken cancellation)
    {
        var diagnostics = new DiagnosticBag();
        List<DeclaredValues> environments = DeclaredEnvironments.Select(Array.ConvertAll(Environments, Read), Read(ByProperties[0]), diagnostics);
        foreach (Diagnostic diagnostic in diagnostics)
            log.Report(diagnostic);
        foreach (DeclaredValues environment in environments)
        {
            try
            {
                Run(environment, log, cancellation);
            }
            // What is wrong with one is said, and the others are done all the same.
            catch (PythonEnvException e)
            {
                log.Report(e.Diagnostic);
            }
        }
    }

    /// <summary>Does the work for one environment, the primary one first.</summary>
    private protected abstract void Run(DeclaredValues environment, IBuildLog log, CancellationToken cancellation);

    private DeclaredValues Read(ITaskItem item) => new(item.ItemSpec, ProjectFile, item.GetMetadata);
}
