using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Build.Framework;
using PythonEnv.Progress;

namespace PythonEnv.Tasks;

/// <summary>
/// MSBuild's terminal logger. It shows warnings, errors, the output of each project and the project that is being built, and no message; so
/// what there is to tell is told as a little project that the package brings along: progress while that is built, a line as its output.
/// </summary>
/// <remarks>
/// While a project is built for another one, MSBuild may give the other one's turn to a third, which perhaps waits for this environment. So
/// the work itself never waits for the view: lines are shown when it is done, and progress by a thread of its own.
/// </remarks>
internal sealed class TerminalView : IDisposable
{
    private const string Switch = "_MSBUILDTLENABLED";

    // What stands beside the text: the name of the little project, its target and the seconds.
    private const int Around = 32;
    private const int Shortest = 20;
    private const int UsualWidth = 80;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly IBuildEngine4 _engine;
    private readonly string _project;
    private readonly string _name;
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly ManualResetEventSlim _ended = new();
    private readonly Lock _lock = new();
    private volatile WorkProgress? _latest;
    private volatile bool _isSeen;
    private Thread? _thread;
    private int _built;

    private TerminalView(IBuildEngine4 engine, string project)
    {
        _engine = engine;
        _project = project;
        _name = string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}.{engine.GetHashCode()}");
    }

    /// <param name="project">The little project's path.</param>
    /// <returns>Null if the build is told to another logger.</returns>
    public static TerminalView? Of(IBuildEngine engine, string project) =>
        project.Length > 0 && Environment.GetEnvironmentVariable(Switch) == "1" && engine is IBuildEngine4 known
            ? new TerminalView(known, project)
            : null;

    /// <summary>Shows a line when the work is done.</summary>
    public void Show(string text) => _lines.Enqueue(text);

    /// <summary>Shows how far the work has come, once it has taken a second.</summary>
    public void Progress(WorkProgress progress)
    {
        _latest = progress;
        if (_thread is not null)
            return;
        lock (_lock)
        {
            if (_thread is not null)
                return;
            _thread = new Thread(ShowProgress) { IsBackground = true, Name = "PythonEnv progress" };
            _thread.Start();
        }
    }

    /// <summary>Returns when there is something else to show, or nothing any more.</summary>
    public void AwaitNext()
    {
        _isSeen = true;
        _ended.Wait(Interval);
    }

    public void Dispose()
    {
        _ended.Set();
        _thread?.Join();
        foreach (string line in _lines)
            Build("_Say", ("PythonEnvText", line));
        _ended.Dispose();
    }

    private void ShowProgress()
    {
        if (_ended.Wait(Interval))
            return;
        _engine.RegisterTaskObject(_name, this, RegisteredTaskObjectLifetime.Build, allowEarlyCollection: false);
        try
        {
            // Where the little project is built by another process, it finds no view, and the line of the work itself stays.
            do
                Build("restoring", ("PythonEnvView", _name), ("TargetFramework", Fit(_latest!.ToString())));
            while (_isSeen && !_ended.IsSet);
        }
        finally
        {
            _engine.UnregisterTaskObject(_name, RegisteredTaskObjectLifetime.Build);
        }
    }

    // The logger shows nothing of a text for which its line has no room.
    private static string Fit(string text)
    {
        int longest = Math.Max(Shortest, Width() - Around);
        return text.Length <= longest ? text : $"{text.AsSpan(0, longest - 1)}…";
    }

    private static int Width()
    {
        try
        {
            return Console.WindowWidth;
        }
        // A process without a console of its own.
        catch (IOException)
        {
            return UsualWidth;
        }
    }

    private void Build(string target, params ReadOnlySpan<(string Name, string Value)> values)
    {
        // A project of the same properties would be known already, and not be built again.
        var properties = new Dictionary<string, string>
        {
            ["PythonEnvTasksAssembly"] = typeof(TerminalView).Assembly.Location,
            ["PythonEnvLine"] = string.Create(CultureInfo.InvariantCulture, $"{_name}.{_built++}"),
        };
        foreach ((string name, string value) in values)
            properties[name] = value;
        _engine.BuildProjectFile(_project, [target], properties, null);
    }
}
