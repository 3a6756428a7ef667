namespace PythonEnv.Interpreters;

/// <summary>What to do about an interpreter that the operating system manages.</summary>
internal enum SystemInterpreterPolicy
{
    Allow,
    Warn,
    Refuse,
}
