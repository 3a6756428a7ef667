using System.Collections.Immutable;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Versions;

namespace PythonEnv.Engine.Locking;

/// <summary>A distribution of the graph.</summary>
/// <param name="Version">Null where nobody knows it.</param>
/// <param name="IsDirect">It is asked for by what people wrote, or by no other distribution.</param>
/// <param name="Requires">What it requires of the graph, each as METADATA has it, in order of name.</param>
internal sealed record PinNode(PackageName Name, PythonVersion? Version, bool IsDirect, ImmutableArray<PinEdge> Requires);

/// <param name="Requirement">As METADATA has it.</param>
internal sealed record PinEdge(PackageName Name, string Requirement);
