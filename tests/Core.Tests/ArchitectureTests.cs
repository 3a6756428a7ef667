using System.Reflection;
using System.Text.RegularExpressions;
using ArchUnitNET.Domain;
using ArchUnitNET.Loader;
using PythonEnv.Diagnostics;
using PythonEnv.Locks.Toml;
using PythonEnv.TestSupport;
using Assembly = System.Reflection.Assembly;

namespace PythonEnv.Core.Tests;

/// <summary>The rules of the house that a reader can check, read from the compiled engine and from its files.</summary>
[TestClass]
internal sealed partial class ArchitectureTests
{
    private const int MostFiles = 15;
    private const int LongestLine = 140;

    // Each list only shrinks: a test says so when an entry is no longer needed.
    private static readonly string[] s_arrowsUpwards = [];

    private static readonly string[] s_crowded = [];

    // Of pages, locks and messages that tests quote whole.
    private static readonly string[] s_haveLongLines = ["tests/Core.Tests", "tests/Faults", "tests/Tasks.Tests", "tests/TestSupport"];

    private static readonly string s_engine = Path.Combine(Repository.Root, "src", "PythonEnv.Core");
    private static readonly string s_design = File.ReadAllText(Path.Combine(Repository.Root, "docs", "design.md"));
    private static readonly Lazy<Architecture> s_compiled = new(
        () => new ArchLoader().LoadAssembly(Assembly.Load("PythonEnv.Core")).Build());

    [TestMethod]
    public void Each_folder_knows_only_folders_below_it()
    {
        string[] folders = DocumentedFolders();
        var upwards = from type in s_compiled.Value.Types
                      from used in type.Dependencies
                      let arrow = (From: FolderOf(type), To: FolderOf(used.Target))
                      where arrow.From is not null
                      && arrow.To is not null
                      && Array.IndexOf(folders, arrow.From) > Array.IndexOf(folders, arrow.To)
                      group $"{type.Name} uses {used.Target.Name}" by $"{arrow.From} -> {arrow.To}";
        Dictionary<string, string> found = upwards.ToDictionary(
            arrow => arrow.Key, arrow => string.Join(", ", arrow.Distinct()), StringComparer.Ordinal);

        AssertOnly(s_arrowsUpwards, found);
    }

    [TestMethod]
    public void Every_folder_has_its_line_in_the_design()
    {
        string[] folders = [.. EngineFiles().Select(file => FolderOf(file)).Distinct(StringComparer.Ordinal)];

        CollectionAssert.AreEquivalent(folders, DocumentedFolders());
    }

    [TestMethod]
    public void A_namespace_is_its_folder()
    {
        string[] elsewhere = [.. from file in EngineFiles()
                                 let expected = $"namespace PythonEnv.{FolderOf(file).Replace('/', '.')};"
                                 where !File.ReadLines(Path.Combine(s_engine, file)).Contains(expected)
                                 select file];

        Assert.IsEmpty(elsewhere, string.Join('\n', elsewhere));
    }

    [TestMethod]
    public void A_folder_holds_no_more_files_than_can_be_overseen()
    {
        Dictionary<string, string> crowded = (
            from file in EngineFiles()
            group file by FolderOf(file) into folder
            // One file for each program that installs interpreters.
            where folder.Key != "Interpreters/Sources" && folder.Count() > MostFiles
            select folder).ToDictionary(folder => folder.Key, folder => $"{folder.Count()} files", StringComparer.Ordinal);

        AssertOnly(s_crowded, crowded);
    }

    [TestMethod]
    public void No_line_is_too_long_to_be_read_beside_another_file()
    {
        Dictionary<string, string> found = (
            from root in (string[])["src", "tests", "build", "samples"]
            from file in SourcesBelow(Path.Combine(Repository.Root, root))
            from line in File.ReadLines(Path.Combine(Repository.Root, root, file)).Index()
            where line.Item.Length > LongestLine
            group $"{file}({line.Index + 1})" by $"{root}/{file.Split('/')[0]}").ToDictionary(
                project => project.Key, project => string.Join(", ", project), StringComparer.Ordinal);

        AssertOnly(s_haveLongLines, found);
    }

    [TestMethod]
    public void Only_the_host_asks_the_platform()
    {
        Dictionary<string, string> found = (
            from type in s_compiled.Value.Types
            where FolderOf(type) is { } folder && !IsWithin(folder, "Host")
            from used in type.Dependencies
            where used.Target.FullName is "System.OperatingSystem" or "System.Environment"
            group used.Target.Name by Outermost(type.FullName["PythonEnv.".Length..])).ToDictionary(
                type => type.Key, type => string.Join(", ", type.Distinct()), StringComparer.Ordinal);

        AssertOnly([], found);
    }

    [TestMethod]
    public void One_file_knows_the_names_of_the_folders_in_the_cache()
    {
        string[] names =
        [
            .. CacheFolder().Matches(s_design.Split("\npythonenv/\n")[1].Split("```")[0]).Select(name => $"\"{name.Groups[1].Value}\"")
        ];
        Dictionary<string, string> found = (
            from file in EngineFiles()
            where file != "Host/UserCache.cs"
            let text = File.ReadAllText(Path.Combine(s_engine, file))
            from name in names
            where text.Contains(name, StringComparison.Ordinal)
            group name by file).ToDictionary(file => file.Key, file => string.Join(", ", file), StringComparer.Ordinal);

        Assert.IsGreaterThan(3, names.Length);
        AssertOnly([], found);
    }

    [TestMethod]
    public void The_answers_to_a_newcomer_name_what_is_there()
    {
        string answers = s_design.Split("## A newcomer's questions")[1].Split("\n## ")[0];
        string[] paths =
        [
            .. Quoted()
                .Matches(answers)
                .Select(path => path.Groups[1].Value)
                .Where(path => path.Contains('/') || path.EndsWith(".cs", StringComparison.Ordinal))
        ];
        string[] roots =
        [
            s_engine, Path.Combine(s_engine, "Environments", "Receipts"), Path.Combine(Repository.Root, "src", "PythonEnv.Tasks"),
            Repository.Root
        ];
        string[] missing = [.. paths.Where(path => !roots.Any(root => Path.Exists(Path.Combine(root, path))))];

        Assert.IsGreaterThan(15, paths.Length);
        Assert.IsEmpty(missing, string.Join(", ", missing));
    }

    [TestMethod]
    public void Files_are_renamed_and_deleted_where_Windows_is_waited_for()
    {
        string[] elsewhere = [.. EngineFiles()
            .Where(file => Path.GetFileName(file) != "FileChange.cs" && Change().IsMatch(File.ReadAllText(Path.Combine(s_engine, file))))];

        Assert.IsEmpty(elsewhere, $"FileChange is to be used in {string.Join(", ", elsewhere)}");
    }

    [TestMethod]
    public void Files_are_read_where_it_is_seen_to_that_they_are_files()
    {
        string[] elsewhere = [.. EngineFiles()
            .Where(file => !file.StartsWith("Host/Files/", StringComparison.Ordinal)
                && Reading().IsMatch(File.ReadAllText(Path.Combine(s_engine, file))))];

        Assert.IsEmpty(elsewhere, $"RegularFile is to be used in {string.Join(", ", elsewhere)}");
    }

    [TestMethod]
    public void One_name_is_one_type()
    {
        var types = from type in Assembly.Load("PythonEnv.Core").GetTypes()
                    where !type.Name.Contains('<') && type.Namespace?.StartsWith("PythonEnv", StringComparison.Ordinal) == true
                    select (Name: type.Name.Split('`')[0], type.FullName);
        string[] repeated =
        [
            .. from type in types.ToLookup(type => type.Name, type => type.FullName)
               where type.Count() > 1
               select string.Join(" and ", type),
        ];

        Assert.IsEmpty(repeated, string.Join('\n', repeated));
    }

    [TestMethod]
    public void A_text_that_is_no_such_thing_is_a_parse_error()
    {
        const BindingFlags Declared =
            BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        ParameterInfo[] errors =
        [
            .. from type in Assembly.Load("PythonEnv.Core").GetTypes()
               from method in type.GetMethods(Declared)
               where method.Name.StartsWith("Try", StringComparison.Ordinal)
               from parameter in method.GetParameters()
               where parameter is { IsOut: true, Name: "error" or "problem" or "reason" or "message" or "syntax" }
               select parameter,
        ];
        string[] others =
        [
            .. from error in errors
               where error.ParameterType.GetElementType() != typeof(ParseError) && error.ParameterType.GetElementType() != typeof(TomlError)
               select $"{error.Member.DeclaringType!.Name}.{error.Member.Name}: {error.ParameterType.GetElementType()!.Name}",
        ];

        Assert.IsGreaterThan(20, errors.Length);
        Assert.IsEmpty(others, string.Join('\n', others));
    }

    [TestMethod]
    public void The_engine_has_no_public_type() => Assert.IsEmpty(Assembly.Load("PythonEnv.Core").GetExportedTypes());

    /// <summary>What breaks the rule is exactly what is excepted from it.</summary>
    private static void AssertOnly(string[] excepted, Dictionary<string, string> found)
    {
        string[] news = [.. found.Where(breach => !excepted.Contains(breach.Key)).Select(breach => $"{breach.Key}: {breach.Value}")];
        string[] mended = [.. excepted.Where(exception => !found.ContainsKey(exception))];

        Assert.IsEmpty(news, string.Join('\n', news));
        Assert.IsEmpty(mended, "no longer needs to be excepted: " + string.Join(", ", mended));
    }

    /// <summary>The folders from top to bottom.</summary>
    private static string[] DocumentedFolders() =>
        [.. DesignFolder().Matches(s_design.Split("holds the code to this list.")[1].Split("```")[1]).Select(row => row.Groups[1].Value)];

    private static string? FolderOf(IType type) =>
        type.Namespace?.FullName is { } name && name.StartsWith("PythonEnv.", StringComparison.Ordinal)
            ? name["PythonEnv.".Length..].Replace('.', '/')
            : null;

    private static string FolderOf(string file) => Path.GetDirectoryName(file)!.Replace('\\', '/');

    private static bool IsWithin(string folder, string family) =>
        folder == family || folder.StartsWith(family + "/", StringComparison.Ordinal);

    private static string Outermost(string type) => type.Split('+', '/', '`')[0];

    private static IEnumerable<string> EngineFiles() => SourcesBelow(s_engine);

    /// <summary>The paths, relative to the folder, of the sources that people wrote.</summary>
    private static IEnumerable<string> SourcesBelow(string folder) =>
        from path in Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
        let file = Path.GetRelativePath(folder, path).Replace('\\', '/')
        where !file.Split('/').Any(part => part is "bin" or "obj")
        select file;

    [GeneratedRegex(@"^([A-Z]\w+(?:/[A-Z]\w+)?)  +\S", RegexOptions.Multiline)]
    private static partial Regex DesignFolder();

    [GeneratedRegex(@"\b(File\.(Move|Delete)|Directory\.Move)\(")]
    private static partial Regex Change();

    [GeneratedRegex(@"(?<!Regular|Atomic)\bFile\.(Read|OpenRead|OpenText|Copy|OpenHandle\([^;]*FileAccess\.Read\b)|\bZipFile\.|PemFile\(")]
    private static partial Regex Reading();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"^  ([a-z]+(?:-v\d+)?)/", RegexOptions.Multiline)]
    private static partial Regex CacheFolder();
}
