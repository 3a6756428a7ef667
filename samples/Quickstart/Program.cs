using System.Diagnostics;
using System.Reflection;

string python = Assembly.GetExecutingAssembly()
    .GetCustomAttributes<AssemblyMetadataAttribute>()
    .Single(metadata => metadata.Key == "PythonExecutable")
    .Value!;

Console.WriteLine($".NET {Environment.Version} starts {python}");
var start = new ProcessStartInfo(python) { ArgumentList = { Path.Combine(AppContext.BaseDirectory, "hello.py") } };
using Process process = Process.Start(start)!;
await process.WaitForExitAsync();
Console.WriteLine($"Python ended with exit code {process.ExitCode}");
return process.ExitCode;
