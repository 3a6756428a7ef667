using System.Collections.Immutable;
using PythonEnv.Diagnostics;
using PythonEnv.Engine.Context;
using PythonEnv.Engine.Stages;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Planning;
using PythonEnv.Requirements;

namespace PythonEnv.Engine.Locking;

/// <summary>Shows the graph of what is pinned: from what is asked for down, or from one distribution up. Writes nothing.</summary>
internal sealed class GraphCommand(RestoreContext context)
{
    private const string Indent = "  ";

    /// <returns>The whole graph, in order of name; null after a reported error.</returns>
    public ImmutableArray<PinNode>? ShowTree(CancellationToken cancellation)
    {
        if (Read(cancellation) is not { } closure)
            return null;
        var shown = new HashSet<PackageName>();
        ILookup<PackageName, ClosureEdge> edges = closure.Edges.ToLookup(edge => edge.From.Name);
        HashSet<PackageName> declared = [.. Written().Select(each => each.CanonicalName!)];
        foreach (ClosureNode root in closure.Nodes.Where(node => declared.Contains(node.Name) || closure.IsDirect(node.Name)))
            ShowBelow(root, "", 0, edges, shown);
        // A circle has no beginning: whatever nothing has led to begins one.
        foreach (ClosureNode node in closure.Nodes.Where(node => !shown.Contains(node.Name)))
            ShowBelow(node, "", 0, edges, shown);
        return Nodes(closure, closure.Nodes, declared);
    }

    /// <returns>
    /// The part of the graph that leads to the distribution, empty where it is not pinned; null after a reported error.
    /// </returns>
    public ImmutableArray<PinNode>? ShowWhy(string name, CancellationToken cancellation)
    {
        SourceSpan project = context.Declaration.Places.Project;
        if (!PackageName.TryParse(name.Trim(), out PackageName? wanted))
        {
            context.Report(DiagnosticCatalog.DeclarationUnreadable.At(
                project, "it is not said whose requirers are asked for", $"`PythonEnvName` is `{name}`",
                $"Name a distribution: `{ProposedCommand.Why}markupsafe`"));
            return null;
        }
        if (Read(cancellation) is not { } closure)
            return null;
        if (closure.Nodes.FirstOrDefault(node => node.Name == wanted) is not { } found)
        {
            // What can't be read may well require it.
            if (context.HasErrors)
                return null;
            context.Log.Output($"{wanted} is not pinned, and nothing that is pinned requires it here");
            return [];
        }
        context.Log.Output(found.ToString());
        DeclaredRequirement[] written = [.. Written()];
        foreach (DeclaredRequirement each in written.Where(each => each.CanonicalName == wanted))
            context.Log.Output($"{Indent}{each.Where} asks for {each.Display}");
        ILookup<PackageName, ClosureEdge> edges = closure.Edges.ToLookup(edge => edge.To.Name);
        ShowAbove(found, 1, edges, []);
        if (!context.HasErrors && !closure.Edges.Any(edge => edge.To.Name == wanted))
            context.Log.Output($"{Indent}pinned at {found.Where}; no other distribution requires it");
        HashSet<PackageName> leading = Leading(found.Name, edges);
        return Nodes(closure, closure.Nodes.Where(node => leading.Contains(node.Name)), [.. written.Select(each => each.CanonicalName!)]);
    }

    private static HashSet<PackageName> Leading(PackageName name, ILookup<PackageName, ClosureEdge> edges)
    {
        var leading = new HashSet<PackageName> { name };
        var queue = new Queue<PackageName>(leading);
        while (queue.TryDequeue(out PackageName? current))
        {
            foreach (PackageName asker in edges[current].Select(edge => edge.From.Name).Where(leading.Add))
                queue.Enqueue(asker);
        }
        return leading;
    }

    private static ImmutableArray<PinNode> Nodes(
        DependencyClosure closure, IEnumerable<ClosureNode> nodes, HashSet<PackageName> declared)
    {
        ClosureNode[] shown = [.. nodes];
        HashSet<PackageName> names = [.. shown.Select(node => node.Name)];
        ILookup<PackageName, PinEdge> edges = closure.Edges
            .Where(edge => names.Contains(edge.To.Name))
            .DistinctBy(edge => (edge.From.Name, edge.Requirement))
            .ToLookup(edge => edge.From.Name, edge => new PinEdge(edge.To.Name, edge.Requirement));
        return
        [
            .. shown.Select(node => new PinNode(
                node.Name, node.Version, declared.Contains(node.Name) || closure.IsDirect(node.Name),
                [.. edges[node.Name].OrderBy(edge => edge.Name)]))
        ];
    }

    private void ShowBelow(
        ClosureNode node, string requirement, int depth, ILookup<PackageName, ClosureEdge> edges, HashSet<PackageName> shown)
    {
        bool isKnown = !shown.Add(node.Name) && edges.Contains(node.Name);
        string asked = requirement.Length == 0 ? "" : $" ({requirement})";
        context.Log.Output($"{Repeat(depth)}{node}{asked}{(isKnown ? " …" : "")}");
        if (isKnown)
            return;
        foreach (ClosureEdge edge in edges[node.Name].DistinctBy(edge => edge.To.Name).OrderBy(edge => edge.To.Name))
            ShowBelow(edge.To, edge.Requirement, depth + 1, edges, shown);
    }

    private void ShowAbove(ClosureNode node, int depth, ILookup<PackageName, ClosureEdge> edges, ImmutableArray<PackageName> below)
    {
        foreach (ClosureEdge edge in edges[node.Name]
            .DistinctBy(edge => (edge.From.Name, edge.Requirement))
            .OrderBy(edge => edge.From.Name))
        {
            context.Log.Output($"{Repeat(depth)}{edge.From} requires {edge.Requirement}");
            if (!below.Contains(edge.From.Name))
                ShowAbove(edge.From, depth + 1, edges, below.Add(node.Name));
        }
    }

    private DependencyClosure? Read(CancellationToken cancellation)
    {
        using PreparedRun? run = PreparedRun.Make(context, context.ReadReceipt(), cancellation);
        return run?.ReadClosure(cancellation);
    }

    // What people have written, as far as it has names.
    private IEnumerable<DeclaredRequirement> Written() =>
        LockPlace.Find(context, LockQuestion.ReadOptions(context)) is { } place
            ? LockQuestion.ReadInputs(context, place.From).Requirements.Where(each => each.CanonicalName is not null)
            : [];

    private static string Repeat(int depth) => string.Concat(Enumerable.Repeat(Indent, depth));
}
