using System.Diagnostics;

// Published, Python lies beside the program; in development it is the environment of the build.
string published = Path.Combine(AppContext.BaseDirectory, "python", OperatingSystem.IsWindows() ? @"Scripts\python.cmd" : "bin/python");
string python = File.Exists(published) ? published : PythonEnvironment.Executable;

WebApplication app = WebApplication.CreateBuilder(args).Build();
app.MapGet("/greet/{name}", async (string name) =>
{
    var start = new ProcessStartInfo(python) { ArgumentList = { "-m", "app.greet", name }, RedirectStandardOutput = true };
    using Process process = Process.Start(start)!;
    string greeting = await process.StandardOutput.ReadToEndAsync();
    await process.WaitForExitAsync();
    return process.ExitCode == 0 ? Results.Text(greeting) : Results.Problem("Python has failed");
});
app.Run();
