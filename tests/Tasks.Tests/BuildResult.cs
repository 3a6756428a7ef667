using System.IO.Compression;
using System.Text;
using Microsoft.Build.Logging.StructuredLogger;

namespace PythonEnv.Tasks.Tests;

/// <summary>A finished build, read from its binary log.</summary>
internal sealed class BuildResult(int exitCode, string output, string binlog)
{
    private readonly Lazy<Build> _build = new(() => BinaryLog.ReadBuild(binlog));

    public int ExitCode => exitCode;

    public string Output => output;

    public string Binlog => binlog;

    public IReadOnlyList<AbstractDiagnostic> Errors => [.. _build.Value.FindChildrenRecursive<Error>()];

    public IReadOnlyList<AbstractDiagnostic> Warnings => [.. _build.Value.FindChildrenRecursive<Warning>()];

    /// <summary>Texts of all messages.</summary>
    public IEnumerable<string> Messages => _build.Value.FindChildrenRecursive<Message>().Select(message => message.Text);

    /// <summary>How often a task ran.</summary>
    public int CountTasks(string name) =>
        _build.Value.FindChildrenRecursive<Microsoft.Build.Logging.StructuredLogger.Task>(task => task.Name == name).Count;

    /// <summary>Each error as <c>CODE file(line,column)</c>, the file by its name alone.</summary>
    public IReadOnlyList<string> ErrorPlaces => [.. Errors.Select(Place)];

    public IReadOnlyList<string> WarningPlaces => [.. Warnings.Select(Place)];

    /// <summary>Whether the output or the binary log, unpacked, holds a text.</summary>
    public bool Holds(string text)
    {
        using var unpacked = new GZipStream(File.OpenRead(binlog), CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        unpacked.CopyTo(bytes);
        return output.Contains(text, StringComparison.Ordinal)
            || bytes.GetBuffer().AsSpan(0, (int)bytes.Length).IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;
    }

    public BuildResult ShouldSucceed()
    {
        Assert.AreEqual(0, exitCode, output);
        return this;
    }

    public BuildResult ShouldFail(params string[] codes)
    {
        Assert.AreNotEqual(0, exitCode, output);
        CollectionAssert.AreEquivalent(codes, Errors.Select(error => error.Code).ToList(), output);
        return this;
    }

    private static string Place(AbstractDiagnostic diagnostic) =>
        $"{diagnostic.Code} {Path.GetFileName(diagnostic.File)}({diagnostic.LineNumber},{diagnostic.ColumnNumber})";
}
