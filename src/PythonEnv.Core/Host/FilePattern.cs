namespace PythonEnv.Host;

/// <summary>
/// Files by a pattern. In the names of a path <c>*</c> stands for any characters, <c>?</c> for one, and <c>[ab]</c>, <c>[a-z]</c>,
/// <c>[!a]</c> for one of some. A name <c>**</c> stands for any folders, or none.
/// </summary>
internal static class FilePattern
{
    private const string AnyFolders = "**";

    private static readonly char[] Special = ['*', '?', '['];

    /// <param name="pattern">Absolute.</param>
    /// <returns>Absolute paths of files that are there, each once, in order.</returns>
    public static IReadOnlyCollection<string> Find(string pattern)
    {
        string root = Path.GetPathRoot(pattern)!;
        var found = new SortedSet<string>(StringComparer.Ordinal);
        Collect(root, pattern[root.Length..].Split('/', Path.DirectorySeparatorChar), found);
        return found;
    }

    /// <summary>Whether a search has to look into whole trees.</summary>
    public static bool IsDeep(string pattern) => pattern.Contains(AnyFolders, StringComparison.Ordinal);

    private static void Collect(string folder, ReadOnlySpan<string> names, SortedSet<string> found)
    {
        string name = names[0];
        ReadOnlySpan<string> rest = names[1..];
        if (rest.IsEmpty)
        {
            string file = Path.Combine(folder, name);
            if (File.Exists(file))
                found.Add(file);
        }
        else if (name == AnyFolders)
        {
            Collect(folder, rest, found);
            foreach (DirectoryInfo inner in FoldersIn(folder).Where(inner => inner.LinkTarget is null))
                Collect(inner.FullName, names, found);
        }
        else if (name.IndexOfAny(Special) < 0)
            Collect(Path.Combine(folder, name), rest, found);
        else
        {
            foreach (DirectoryInfo inner in FoldersIn(folder))
            {
                if (Matches(name, inner.Name))
                    Collect(inner.FullName, rest, found);
            }
        }
    }

    private static DirectoryInfo[] FoldersIn(string folder)
    {
        try
        {
            return new DirectoryInfo(folder).GetDirectories();
        }
        // What is missing, or only others may read, has nothing for us.
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> name)
    {
        if (pattern.IsEmpty)
            return name.IsEmpty;
        if (pattern[0] == '*')
        {
            for (int skipped = 0; skipped <= name.Length; skipped++)
            {
                if (Matches(pattern[1..], name[skipped..]))
                    return true;
            }
            return false;
        }
        if (name.IsEmpty)
            return false;
        // A bracket that is not closed stands for itself, and so does one that closes nothing.
        int close = pattern[0] == '[' && pattern.Length > 2 ? pattern[2..].IndexOf(']') + 2 : 1;
        return close > 1
            ? IsOneOf(name[0], pattern[1..close]) && Matches(pattern[(close + 1)..], name[1..])
            : (pattern[0] == '?' || pattern[0] == name[0]) && Matches(pattern[1..], name[1..]);
    }

    private static bool IsOneOf(char c, ReadOnlySpan<char> characters)
    {
        if (characters.Length > 1 && characters[0] == '!')
            return !IsOneOf(c, characters[1..]);
        for (int i = 0; i < characters.Length; i++)
        {
            bool isRange = i + 2 < characters.Length && characters[i + 1] == '-';
            if (isRange ? c >= characters[i] && c <= characters[i + 2] : c == characters[i])
                return true;
            i += isRange ? 2 : 0;
        }
        return false;
    }
}
