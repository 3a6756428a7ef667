namespace PythonEnv.Interpreters.Search;

/// <summary>An interpreter that was seen.</summary>
/// <param name="Path">Where.</param>
/// <param name="Version">What it says, or what its name says where it was not started; empty if neither does.</param>
/// <param name="Source">How it was found.</param>
/// <param name="Problem">Why it can't be used, completing a sentence that begins with the path; empty if it can.</param>
internal sealed record FoundInterpreter(string Path, string Version, string Source, string Problem = "");
