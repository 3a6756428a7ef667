using System.Collections.Immutable;
using System.Globalization;
using PythonEnv.Diagnostics;
using PythonEnv.Interpreters;
using PythonEnv.Versions;

namespace PythonEnv.Declarations;

/// <summary>Reads declared texts into a checked <see cref="EnvironmentDeclaration"/>.</summary>
/// <param name="declared">The texts.</param>
/// <param name="defaultCacheDirectory">Where the user's cache is unless declared.</param>
/// <param name="diagnostics">Takes PYENV1004 for every value that can't be read.</param>
public sealed class DeclarationReader(DeclaredValues declared, string defaultCacheDirectory, DiagnosticBag diagnostics)
{
    /// <summary>The file names looked for where no requirements are declared; the first that exists.</summary>
    public static ImmutableArray<string> DefaultRequirements { get; } = ["pylock.toml", "requirements.txt"];

    private readonly ProjectFileSpans _spans = new(declared.ProjectFile, declared.Environment);

    public EnvironmentDeclaration Read()
    {
        foreach (string unsupported in DeclaredNames.NotYet)
        {
            if (declared.Text(unsupported) is { } value && !value.Equals("false", StringComparison.OrdinalIgnoreCase))
                Unreadable(unsupported, value, "this version of the package does not support it", "Remove it");
        }
        WarnOfCredentials(DeclaredNames.IndexUrl, DeclaredNames.ExtraIndexUrls, DeclaredNames.FindLinks);
        return new EnvironmentDeclaration
        {
            Name = declared.Environment,
            ProjectFile = declared.ProjectFile,
            Interpreter = declared.Text(DeclaredNames.Interpreter),
            InterpreterDeclaredAt = _spans.Of(DeclaredNames.Interpreter),
            InterpreterSearchPath = declared.Paths(DeclaredNames.InterpreterSearchPath),
            SystemInterpreter = OneOf(DeclaredNames.SystemInterpreter, SystemInterpreterPolicy.Warn),
            Requirements = ReadRequirements(),
            RequirementsDeclaredAt = _spans.Of(DeclaredNames.Requirements),
            Constraints = declared.Paths(DeclaredNames.Constraints),
            Location = declared.Location,
            LocationDeclaredAt = _spans.Of(DeclaredNames.Location),
            Mode = OneOf(DeclaredNames.Mode, EnvironmentMode.Restore),
            VerifyLevel = OneOf(DeclaredNames.VerifyLevel, VerifyLevel.Fast),
            RequireHashes = Boolean(DeclaredNames.RequireHashes),
            AllowSourceBuilds = ReadSourceBuilds(),
            Installer = OneOf(DeclaredNames.Installer, InstallerKind.Direct),
            IndexUrl = declared.Text(DeclaredNames.IndexUrl),
            ExtraIndexUrls = declared.List(DeclaredNames.ExtraIndexUrls),
            FindLinks = declared.Paths(DeclaredNames.FindLinks),
            NoIndex = Boolean(DeclaredNames.NoIndex),
            SystemSitePackages = Boolean(DeclaredNames.SystemSitePackages) ?? false,
            SystemPackages = ReadSystemPackages(),
            ImportChecks = declared.List(DeclaredNames.ImportChecks),
            CacheDirectory = declared.Absolute(declared.Text(DeclaredNames.CacheDirectory) ?? defaultCacheDirectory),
            Compile = Boolean(DeclaredNames.Compile) ?? false,
            LockTimeout = ReadTimeout(),
            Digest = declared.Digest(),
        };
    }

    private void WarnOfCredentials(params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            if (declared.Text(name) is { } text && Redaction.WrittenCredentials(text).Any())
            {
                diagnostics.Add(DiagnosticCatalog.CredentialInFile.At(
                    _spans.Of(name), $"a credential is written into `PythonEnv{name}`",
                    "whoever can read the project or a log of its build has it",
                    "Replace it by `${NAME}` and set that variable where the build runs; then revoke it"));
            }
        }
    }

    private ImmutableArray<string> ReadRequirements()
    {
        ImmutableArray<string> files = declared.Paths(DeclaredNames.Requirements);
        if (!files.IsEmpty)
            return files;
        foreach (string file in DefaultRequirements)
        {
            string path = Path.Combine(declared.ProjectDirectory, file);
            if (File.Exists(path))
                return [path];
        }
        return [];
    }

    private SourceBuildPolicy ReadSourceBuilds()
    {
        ImmutableArray<string> allowed = declared.List(DeclaredNames.AllowSourceBuilds);
        bool? all = allowed.Length == 1 ? ParseBoolean(allowed[0]) : null;
        if (allowed.IsEmpty || all == false)
            return SourceBuildPolicy.None;
        if (all == true)
            return new SourceBuildPolicy(true, []);
        return new SourceBuildPolicy(false, [.. allowed.Select(PackageName.Normalize)]);
    }

    private ImmutableArray<SystemPackagePin> ReadSystemPackages()
    {
        var pins = ImmutableArray.CreateBuilder<SystemPackagePin>();
        foreach (string package in declared.List(DeclaredNames.SystemPackages))
        {
            if (Requirement.TryParse(package, out Requirement? requirement, out _)
                && requirement.Specifiers.ExactPin is { } pin && PythonVersion.TryParse(pin, out PythonVersion? version))
                pins.Add(new SystemPackagePin(requirement.CanonicalName, version));
            else
                Unreadable(DeclaredNames.SystemPackages, package, "a system package is declared as `name==version`", "Write the version that the system has");
        }
        return pins.ToImmutable();
    }

    private TimeSpan ReadTimeout()
    {
        if (declared.Text(DeclaredNames.LockTimeout) is not { } text)
            return TimeSpan.FromSeconds(600);
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int seconds))
            return TimeSpan.FromSeconds(seconds);
        Unreadable(DeclaredNames.LockTimeout, text, "it is a whole number of seconds", "Write one, such as `600`");
        return TimeSpan.FromSeconds(600);
    }

    private T OneOf<T>(string property, T unset) where T : struct, Enum
    {
        if (declared.Text(property) is not { } text)
            return unset;
        if (!char.IsAsciiDigit(text[0]) && Enum.TryParse(text, ignoreCase: true, out T value))
            return value;
        Unreadable(property, text, $"it is one of {string.Join(", ", Enum.GetNames<T>().Select(n => $"`{n}`"))}", "Write one of these");
        return unset;
    }

    private bool? Boolean(string property)
    {
        if (declared.Text(property) is not { } text)
            return null;
        if (ParseBoolean(text) is { } value)
            return value;
        Unreadable(property, text, "it is `true` or `false`", "Write one of these");
        return null;
    }

    private static bool? ParseBoolean(string text) => bool.TryParse(text, out bool value) ? value : null;

    private void Unreadable(string property, string text, string expectation, string remedy) => diagnostics.Add(
        DiagnosticCatalog.DeclarationUnreadable.At(
            _spans.Of(property), $"`PythonEnv{property}` can't be read", $"declared `{Redaction.OfUrls(text)}`; {expectation}", remedy));
}
