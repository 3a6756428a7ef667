using System;
using System.Diagnostics;
using System.IO;
using System.Text.Json;

// JSON goes in by standard input and comes back by standard output; what Python says to people goes to the terminal.
var start = new ProcessStartInfo(PythonEnvironment.Executable)
{
    ArgumentList = { "-X", "utf8", Path.Combine(AppContext.BaseDirectory, "shapes.py") },
    RedirectStandardInput = true,
    RedirectStandardOutput = true,
};
using Process python = Process.Start(start)!;
await JsonSerializer.SerializeAsync(python.StandardInput.BaseStream, new[] { "one", "two" });
python.StandardInput.Close();
string[] shaped = await JsonSerializer.DeserializeAsync<string[]>(python.StandardOutput.BaseStream) ?? [];
await python.WaitForExitAsync();
Console.WriteLine($"Python {PythonEnvironment.Version} answers {string.Join(", ", shaped)}");
return python.ExitCode;
