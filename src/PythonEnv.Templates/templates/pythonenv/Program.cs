using System.Diagnostics;

string script = Path.Combine(AppContext.BaseDirectory, "app", "hello.py");
using Process python = Process.Start(PythonEnvironment.Executable, [script, .. args]);
python.WaitForExit();
return python.ExitCode;
