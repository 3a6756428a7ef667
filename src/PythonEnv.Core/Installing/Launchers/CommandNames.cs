using System.Buffers;
using PythonEnv.Packaging.Metadata;

namespace PythonEnv.Installing.Launchers;

/// <summary>
/// The commands that are made of the entry points of a wheel. Wheels of pip and setuptools name commands after the Python they were built
/// with; pip names them after the one they are installed for, and so does this.
/// </summary>
internal static class CommandNames
{
    private static readonly SearchValues<char> VersionCharacters = SearchValues.Create("0123456789.");

    /// <param name="commands">The entry points.</param>
    /// <param name="pythonVersion"><c>X.Y</c> of the target.</param>
    public static IEnumerable<EntryPointScript> For(IReadOnlyCollection<EntryPointScript> commands, string pythonVersion)
    {
        EntryPointScript? pip = Find(commands, "pip");
        EntryPointScript? easyInstall = Find(commands, "easy_install");
        foreach (EntryPointScript command in commands)
        {
            bool isReplaced = !command.IsGui
                && ((pip is not null && IsVersioned(command.Name, "pip", ""))
                    || (easyInstall is not null && IsVersioned(command.Name, "easy_install", "-")));
            if (!isReplaced)
                yield return command;
        }
        if (pip is not null)
        {
            yield return pip;
            yield return pip with { Name = $"pip{pythonVersion.Split('.')[0]}" };
            yield return pip with { Name = $"pip{pythonVersion}" };
        }
        if (easyInstall is not null)
        {
            yield return easyInstall;
            yield return easyInstall with { Name = $"easy_install-{pythonVersion}" };
        }
    }

    private static EntryPointScript? Find(IEnumerable<EntryPointScript> commands, string name) =>
        commands.FirstOrDefault(command => !command.IsGui && command.Name == name);

    /// <summary><c>stem</c>, or <c>stem separator digits ["." digits]</c>.</summary>
    private static bool IsVersioned(string name, string stem, string separator)
    {
        if (name == stem)
            return true;
        return name.StartsWith(stem + separator, StringComparison.Ordinal)
            && name.AsSpan(stem.Length + separator.Length) is { IsEmpty: false } version
            && !version.ContainsAnyExcept(VersionCharacters)
            && version.Count('.') <= 1;
    }
}
