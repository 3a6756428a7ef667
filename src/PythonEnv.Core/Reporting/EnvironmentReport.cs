using System.Collections.Immutable;
using PythonEnv.Diagnostics;
using PythonEnv.Environments;
using PythonEnv.Environments.Receipts;
using PythonEnv.Packaging.Requirements;

namespace PythonEnv.Reporting;

/// <summary>Everything that the report's forms tell; each form is a function of it alone.</summary>
/// <param name="Name">The environment's.</param>
/// <param name="ProjectFile">Absolute path.</param>
/// <param name="Difference">Why the environment is not as declared, as a phrase; empty if it is.</param>
/// <param name="Receipt">What it was made from.</param>
/// <param name="InterpreterDeclared">As declared, such as <c>3.11</c>; empty if that can't be told.</param>
/// <param name="InterpreterSource">How it was found, such as <c>pyenv</c>; empty if that can't be told.</param>
/// <param name="Layout">Where things stand.</param>
/// <param name="Packages">By name.</param>
internal sealed record EnvironmentReport(
    string Name, string ProjectFile, string Difference, Receipt Receipt, string InterpreterDeclared, string InterpreterSource,
    EnvironmentLayout Layout,
    ImmutableArray<InstalledPackage> Packages)
{
    /// <summary>What markers see of the interpreter.</summary>
    public required MarkerEnvironment Markers { get; init; }

    public bool IsAsDeclared => Difference.Length == 0;

    /// <summary>The verdict as a sentence.</summary>
    public string Verdict => IsAsDeclared ? "The environment is as declared." : $"The environment is not as declared: {Difference}.";

    public string Python =>
        $"{Receipt.Interpreter.Implementation} {Receipt.Interpreter.Version}{(Receipt.Interpreter.IsFreeThreaded ? "t" : "")}";

    public IReadOnlyList<Diagnostic> Findings => Receipt.Warnings;

    /// <summary>The URL or path of a package's file, without credentials.</summary>
    public static string SourceOf(ReceiptPackage package) => package.IsSystem ? "system" : Redaction.OfUrls(package.Source);
}
