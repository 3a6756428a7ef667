namespace PythonEnv.Tool;

/// <summary>The command line asks for something that can't be done here; the message says what and what to write instead.</summary>
internal sealed class UsageException(string message) : Exception(message);
