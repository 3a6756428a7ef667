using System.Text;
using PythonEnv.Diagnostics;
using PythonEnv.Locks.Model;
using PythonEnv.Locks.Poetry;
using PythonEnv.Packaging.Requirements;

namespace PythonEnv.Core.Tests.Locks;

/// <summary>A <c>poetry.lock</c> made for a test, and what is read of it.</summary>
internal static class MadePoetryLock
{
    public const string Digest = "1111111111111111111111111111111111111111111111111111111111111111";

    public static string Package(string name, string version, string fields, string tables = "") => $$"""
        [[package]]
        name = "{{name}}"
        version = "{{version}}"
        {{(fields.Contains("python-versions", StringComparison.Ordinal) ? "" : "python-versions = \"*\"")}}
        {{fields}}
        files = [{file = "{{name}}-{{version}}-py3-none-any.whl", hash = "sha256:{{Digest}}"}]
        {{tables}}

        """;

    public static PoetryLock Read(string text, string? project)
    {
        var diagnostics = new DiagnosticBag();
        var projects = new ProjectFiles(_ => project is null ? null : Encoding.UTF8.GetBytes(project), static _ => []);
        PoetryLock? lockFile = PoetryLockReader.Read(Encoding.UTF8.GetBytes(text), Path.GetFullPath("poetry.lock"), projects, diagnostics);
        Assert.IsNotNull(lockFile, string.Join('\n', diagnostics));
        return lockFile;
    }

    /// <summary>Names and versions, in order of name.</summary>
    public static string Selected(string text, string? project, LockWish wish, MarkerEnvironment environment)
    {
        var diagnostics = new DiagnosticBag();
        IReadOnlyList<PoetryPackage> packages = Read(text, project).Select(wish, environment, diagnostics);
        Assert.IsEmpty(diagnostics, string.Join('\n', diagnostics));
        return string.Join(", ", packages.Select(package => $"{package.Name} {package.Version}").Order(StringComparer.Ordinal));
    }

    public static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
