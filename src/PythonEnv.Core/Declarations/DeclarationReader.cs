using System.Collections.Immutable;
using System.Globalization;
using PythonEnv.Diagnostics;
using PythonEnv.Interpreters;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Versions;

namespace PythonEnv.Declarations;

/// <summary>Reads declared texts into a checked <see cref="EnvironmentDeclaration"/>.</summary>
/// <param name="declared">The texts.</param>
/// <param name="defaultCacheDirectory">Where the user's cache is unless declared.</param>
/// <param name="diagnostics">Takes PYENV1004 for every value that can't be read.</param>
internal sealed class DeclarationReader(DeclaredValues declared, string defaultCacheDirectory, DiagnosticBag diagnostics)
{
    private readonly ProjectFileSpans _spans = new(declared.ProjectFile, declared.Environment);

    public EnvironmentDeclaration Read()
    {
        foreach (string unsupported in DeclaredNames.NotYet)
        {
            if (declared.Text(unsupported) is { } value && !value.Equals("false", StringComparison.OrdinalIgnoreCase))
                Unreadable(unsupported, value, "this version of the package does not support it", "Remove it");
        }
        WarnOfCredentials(DeclaredNames.IndexUrl, DeclaredNames.ExtraIndexUrls, DeclaredNames.FindLinks);
        bool systemSitePackages = Boolean(DeclaredNames.SystemSitePackages) ?? false;
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
            RequireHashes = Boolean(DeclaredNames.RequireHashes) ?? false,
            AllowSourceBuilds = ReadSourceBuilds(),
            Installer = OneOf(DeclaredNames.Installer, InstallerKind.Direct),
            IndexUrl = declared.Text(DeclaredNames.IndexUrl),
            ExtraIndexUrls = declared.List(DeclaredNames.ExtraIndexUrls),
            FindLinks = declared.Paths(DeclaredNames.FindLinks),
            NoIndex = Boolean(DeclaredNames.NoIndex),
            SystemSitePackages = systemSitePackages,
            SystemPackages = ReadSystemPackages(systemSitePackages),
            SystemPackagesDeclaredAt = _spans.Of(DeclaredNames.SystemPackages),
            ImportChecks = declared.List(DeclaredNames.ImportChecks),
            ImportChecksDeclaredAt = _spans.Of(DeclaredNames.ImportChecks),
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
        return !files.IsEmpty ? files : declared.DefaultRequirements() is { } path ? [path] : [];
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

    private ImmutableArray<SystemPackagePin> ReadSystemPackages(bool visible)
    {
        var pins = new SortedDictionary<PackageName, SystemPackagePin>();
        foreach (string package in declared.List(DeclaredNames.SystemPackages))
        {
            if (ReadSystemPackage(package) is not { } pin)
                Unreadable(DeclaredNames.SystemPackages, package, "a system package is declared as `name==version`", "Write the version that the system has");
            else if (!pins.TryAdd(pin.Name, pin) && pins[pin.Name] != pin)
                Unreadable(DeclaredNames.SystemPackages, package, $"`{pin.Name}` is declared twice", "Keep the version that the system has");
        }
        if (visible && declared.Text(DeclaredNames.SystemPackages) is null)
        {
            Unreadable(
                DeclaredNames.SystemSitePackages, "true", "the base interpreter's packages are let in only where those that are relied on are named",
                "Declare them with `PythonEnvSystemPackages`, each as `name==version`, or remove `PythonEnvSystemSitePackages`");
        }
        if (!visible && declared.Text(DeclaredNames.SystemPackages) is { } text)
        {
            Unreadable(
                DeclaredNames.SystemPackages, text, "the environment does not see the base interpreter's packages",
                "Set `PythonEnvSystemSitePackages` to `true`, or remove `PythonEnvSystemPackages`");
        }
        return [.. pins.Values];
    }

    private static SystemPackagePin? ReadSystemPackage(string text) =>
        Requirement.TryParse(text, out Requirement? requirement, out _)
        && requirement is { Url: null, Marker: null, Extras.IsEmpty: true }
        && requirement.Specifiers.ExactPin is { } pin
        && PythonVersion.TryParse(pin, out PythonVersion? version)
            ? new SystemPackagePin(requirement.CanonicalName, version)
            : null;

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
        foreach (T value in Enum.GetValues<T>())
        {
            if (text.Equals(value.ToString(), StringComparison.OrdinalIgnoreCase))
                return value;
        }
        Unreadable(property, text, $"it is one of {string.Join(", ", Enum.GetNames<T>().Select(name => $"`{name}`"))}", "Write one of these");
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
