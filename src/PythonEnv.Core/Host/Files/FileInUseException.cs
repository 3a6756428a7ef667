using System.Collections.Immutable;

namespace PythonEnv.Host.Files;

/// <summary>A file or folder can't be changed because programs have it open.</summary>
/// <param name="path">The file, or the folder with it.</param>
/// <param name="programs">As people know them; empty where the system does not tell.</param>
internal sealed class FileInUseException(string path, ImmutableArray<string> programs, Exception refusal)
    : IOException($"`{path}` is in use by {Describe(programs)}", refusal)
{
    private static string Describe(ImmutableArray<string> programs) => programs.IsEmpty ? "another program" : string.Join(", ", programs);
}
