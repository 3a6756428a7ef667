using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using PythonEnv.Diagnostics;
using PythonEnv.Interpreters;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Targets;
using PythonEnv.Packaging.Versions;

namespace PythonEnv.Declarations;

/// <summary>Reads declared texts into a checked <see cref="EnvironmentDeclaration"/>.</summary>
internal sealed class DeclarationReader
{
    private const int LockTimeoutSeconds = 600;

    private readonly DeclaredValues _declared;
    private readonly bool _isWindows;
    private readonly string _defaultCacheDirectory;
    private readonly DiagnosticBag _diagnostics;
    private readonly DeclaredPlaces _places;
    private readonly ValueReader _values;

    /// <param name="declared">The texts.</param>
    /// <param name="isWindows">Whether the paths are read on Windows.</param>
    /// <param name="defaultCacheDirectory">Where the user's cache is unless declared.</param>
    /// <param name="diagnostics">Takes PYENV1004 for every value that can't be read.</param>
    public DeclarationReader(DeclaredValues declared, bool isWindows, string defaultCacheDirectory, DiagnosticBag diagnostics)
    {
        (_declared, _isWindows, _defaultCacheDirectory, _diagnostics) = (declared, isWindows, defaultCacheDirectory, diagnostics);
        _places = new DeclaredPlaces(declared);
        _values = new ValueReader(declared, _places, diagnostics);
    }

    public EnvironmentDeclaration Read()
    {
        WarnOfCredentials(
            DeclaredNames.IndexUrl, DeclaredNames.ExtraIndexUrls, DeclaredNames.FindLinks, DeclaredNames.PackageIndexes,
            DeclaredNames.RemoteCache, DeclaredNames.AuditSources);
        RefuseNoPaths();
        // The report reads these two by itself; a value that is none is told with all others.
        _values.Boolean(DeclaredNames.Report);
        _values.Boolean(DeclaredNames.PipelineSummary);
        bool systemSitePackages = _values.Boolean(DeclaredNames.SystemSitePackages) ?? false;
        return new EnvironmentDeclaration
        {
            Name = _declared.Environment,
            ProjectFile = _declared.ProjectFile,
            Places = _places,
            Interpreter = _declared.Text(DeclaredNames.Interpreter),
            InterpreterSearchPath = _declared.Paths(DeclaredNames.InterpreterSearchPath),
            SystemInterpreter = _values.OneOf(DeclaredNames.SystemInterpreter, SystemInterpreterPolicy.Warn),
            Provision = _values.Boolean(DeclaredNames.Provision) ?? false,
            InterpreterSource = ReadInterpreterSource(),
            Requirements = ReadRequirements(),
            LockPackage = _declared.Text(DeclaredNames.LockPackage),
            Extras = Names(DeclaredNames.Extras),
            Groups = Names(DeclaredNames.Groups),
            Constraints = _declared.Paths(DeclaredNames.Constraints),
            RequireHashes = _values.Boolean(DeclaredNames.RequireHashes),
            AllowSourceBuilds = ReadSourceBuilds(),
            SystemSitePackages = systemSitePackages,
            SystemPackages = ReadSystemPackages(systemSitePackages),
            Seed = ReadSeed(),
            TargetRids = _values.List<TargetNotation>(
                DeclaredNames.TargetRids, TargetNotation.TryParse,
                $"it is a list of {string.Join(", ", TargetPlatform.KnownRids.Select(rid => $"`{rid}`"))}, "
                    + $"each with a floor or a Python after it",
                "Write one of these, such as `linux-x64=glibc2.28@3.12`"),
            IndexUrl = ReadUrl(DeclaredNames.IndexUrl, _declared.Text(DeclaredNames.IndexUrl)),
            ExtraIndexUrls =
            [
                .. _declared.List(DeclaredNames.ExtraIndexUrls).Select(url => ReadUrl(DeclaredNames.ExtraIndexUrls, url)).OfType<string>()
            ],
            FindLinks = _declared.Paths(DeclaredNames.FindLinks),
            NoIndex = _values.Boolean(DeclaredNames.NoIndex),
            PackageIndexes = _values.List<PackageIndex>(
                DeclaredNames.PackageIndexes, PackageIndex.TryParse,
                "it is a list of `name=URL`, where `*` in a name stands for any characters", "Write `acme-*=https://…`"),
            Refresh = _values.Boolean(DeclaredNames.Refresh) ?? false,
            CacheDirectory = _declared.Absolute(_declared.Text(DeclaredNames.CacheDirectory) ?? _defaultCacheDirectory),
            RemoteCache = ReadRemoteCache(),
            RemoteCacheUpload = _values.Boolean(DeclaredNames.RemoteCacheUpload) ?? false,
            Location = _declared.Location,
            Mode = _values.OneOf(DeclaredNames.Mode, EnvironmentMode.Restore),
            VerifyLevel = _values.OneOf(DeclaredNames.VerifyLevel, VerifyLevel.Fast),
            LinkMode = _values.OneOfOptions(DeclaredNames.LinkMode, LinkMode.Auto),
            Installer = _values.OneOfOptions(DeclaredNames.Installer, InstallerKind.Direct),
            Compile = _values.Boolean(DeclaredNames.Compile) ?? false,
            ImportChecks = _values.List<string>(
                DeclaredNames.ImportChecks, TryReadModule, "it is not the name of a module", "Separate modules by `;`"),
            LockTimeout = _values.Seconds(DeclaredNames.LockTimeout, LockTimeoutSeconds),
            Lock = ReadLock(),
            Audit = ReadAudit(),
            Digest = _declared.Digest(),
        };
    }

    private AuditDeclaration ReadAudit() => new(
        _values.Boolean(DeclaredNames.Audit)
            ?? true, _values.OneOfOptions(DeclaredNames.AuditLevel, AuditLevel.Low), _declared.Paths(DeclaredNames.AuditSources))
    {
        Suppressions = [.. _declared.Values(DeclaredNames.AuditSuppress)
            .Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(
                ' ', 2,
                StringSplitOptions.TrimEntries) is [{ } advisory, { } reason] ? new AuditSuppression(advisory,
                reason) : new AuditSuppression(line, ""))],
    };

    private LockDeclaration ReadLock() => new()
    {
        From = _declared.Paths(DeclaredNames.LockFrom),
        Overrides = _declared.List(DeclaredNames.Overrides),
        Upgrade = _values.List<string>(
            DeclaredNames.Upgrade, TryReadName, "it is `all`, or a list of names of distributions", "Write one of these"),
        UploadedBefore = _values.Single<UploadCutoff>(
            DeclaredNames.UploadedBefore, UploadCutoff.TryParse, "it is a date, a time of RFC 3339, or an age",
            "Write one, such as `2026-01-31` or `7 days`"),
        Prerelease = _values.OneOfOptions(DeclaredNames.Prerelease, PrereleasePolicy.IfNecessary),
        Resolution = _values.OneOfOptions(DeclaredNames.Resolution, ResolutionKind.Highest),
        Strategy = _values.OneOfOptions(DeclaredNames.LockStrategy, LockStrategy.Same),
    };

    private void WarnOfCredentials(params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            if (_declared.Text(name) is { } text && Redaction.WrittenCredentials(text).Any())
            {
                _diagnostics.Add(DiagnosticCatalog.CredentialInFile.At(
                    _places.Of(name), $"a credential is written into `{_declared.Spell(name)}`",
                    "whoever can read the project or a log of its build has it",
                    "Replace it by `${NAME}` and set that variable where the build runs; then revoke it"));
            }
        }
    }

    // Each would be a folder of that name in the project's: `C:\venvs\a` elsewhere than on Windows; MSBuild's text for what only a solution
    // knows, when a project is built alone; and what shells alone replace, where `rm -r ~` takes it away with everything else.
    private void RefuseNoPaths()
    {
        if (!_isWindows)
            RefusePaths(IsOfWindows, "it is a path of Windows", _ => "Write one of this system, or put a `Condition` on it");
        RefusePaths(
            IsUndefined, "`$(SolutionDir)` has no value where a project is built without its solution",
            _ => "Build the solution, or write the path with `$(MSBuildThisFileDirectory)`");
        string home = _isWindows ? "USERPROFILE" : "HOME";
        RefusePaths(
            IsOfShells, "`~` is replaced by shells alone",
            path => $"Write all of the path, in a project file as `$({home}){path[1..]}`, "
                + $"or `./{path}` for what has that name beside the project");
    }

    private void RefusePaths(Func<string, bool> isRefused, string problem, Func<string, string> remedy)
    {
        foreach (string name in DeclaredNames.OfPaths)
        {
            foreach (string path in _declared.List(name).Where(isRefused))
                _values.Unreadable(name, path, problem, remedy(path));
        }
    }

    /// <summary>Whether a path is one of those that are refused.</summary>
    internal static bool IsNoPath(string path, bool isWindows) =>
        IsUndefined(path) || IsOfShells(path) || (!isWindows && IsOfWindows(path));

    private static bool IsOfWindows(string path) =>
        path is [>= 'A' and <= 'Z' or >= 'a' and <= 'z', ':', '\\' or '/', ..] or ['\\', '\\', ..];

    private static bool IsOfShells(string path) => path is "~" or ['~', '/' or '\\', ..];

    private static bool IsUndefined(string path) => path.Contains("*Undefined*", StringComparison.Ordinal);

    private ImmutableArray<string> ReadRequirements()
    {
        ImmutableArray<string> files = _declared.Paths(DeclaredNames.Requirements);
        return !files.IsEmpty ? files : _declared.DefaultRequirements() is { } path ? [path] : [];
    }

    private ImmutableArray<PackageName> Names(string name) => _values.List<PackageName>(
        name, PackageName.TryParse, "it is a list of names", "Separate names by `;`");

    // A URL and a package stay as they are.
    private string? ReadInterpreterSource() => _declared.Text(DeclaredNames.InterpreterSource) is not { } text ? null
        : text.Contains("://", StringComparison.Ordinal) || text.StartsWith("nuget:", StringComparison.OrdinalIgnoreCase) ? text
        : _declared.Absolute(text);

    private SourceBuildPolicy ReadSourceBuilds()
    {
        ImmutableArray<string> allowed = _declared.List(DeclaredNames.AllowSourceBuilds);
        if (!allowed.Any(static text => bool.TryParse(text, out _)))
            return new SourceBuildPolicy(false, [.. Names(DeclaredNames.AllowSourceBuilds)]);
        if (allowed.Length == 1)
            return new SourceBuildPolicy(bool.Parse(allowed[0]), []);
        _values.Unreadable(
            DeclaredNames.AllowSourceBuilds, string.Join(';', allowed), "it is `true`, `false` or a list of names", "Write one of these");
        return SourceBuildPolicy.None;
    }

    private ImmutableArray<NamedVersion> ReadSystemPackages(bool visible)
    {
        var pins = new SortedDictionary<PackageName, NamedVersion>();
        foreach (NamedVersion pin in _values.List<NamedVersion>(
            DeclaredNames.SystemPackages, TryReadPin, "a system package is declared as `name==version`",
            "Write the version that the system has"))
        {
            if (!pins.TryAdd(pin.Name, pin) && pins[pin.Name] != pin)
            {
                _values.Unreadable(
                    DeclaredNames.SystemPackages, $"{pin.Name}=={pin.Version}", $"`{pin.Name}` is declared twice",
                    "Keep the version that the system has");
            }
        }
        if (!visible && _declared.Text(DeclaredNames.SystemPackages) is { } text)
        {
            _values.Unreadable(
                DeclaredNames.SystemPackages, text, "the environment does not see the base interpreter's packages",
                "Set `PythonEnvSystemSitePackages` to `true`, or remove `PythonEnvSystemPackages`");
        }
        return [.. pins.Values];
    }

    private ImmutableArray<NamedVersion> ReadSeed() =>
        [.. _values.List<NamedVersion>(
            DeclaredNames.Seed, TryReadPin, "a seed is declared as `name==version`", "Write its version, such as `pip==25.3`").Distinct()];

    // A variable may stand for the beginning of the URL.
    private string? ReadUrl(string name, string? text)
    {
        if (text is null
            || text.Contains("://", StringComparison.Ordinal)
            || text.StartsWith("${", StringComparison.Ordinal)
            || text.StartsWith("file:", StringComparison.OrdinalIgnoreCase))
            return text;
        string shown = Redaction.OfPlace(text);
        bool isPath = text[0] is '/' or '\\' or '.';
        string remedy = !isPath ? $"Write `https://{shown.TrimEnd('/')}/`"
            : name == DeclaredNames.RemoteCache ? "Declare a server, or share the folder as `PythonEnvCacheDirectory`"
            : $"Write `file://{_declared.Absolute(shown)}`";
        _values.Unreadable(name, text, "it has no scheme", remedy);
        return null;
    }

    private string? ReadRemoteCache()
    {
        string? text = ReadUrl(DeclaredNames.RemoteCache, _declared.Text(DeclaredNames.RemoteCache));
        if (text is null || IsServer(text))
            return text;
        _values.Unreadable(
            DeclaredNames.RemoteCache, text, "it is no URL with the scheme https or http", "Write it as `https://HOST/PATH`");
        return null;
    }

    // A variable may stand for the beginning of the URL.
    internal static bool IsServer(string url) =>
        url.StartsWith("https://", StringComparison.OrdinalIgnoreCase)
        || url.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
        || url.StartsWith("${", StringComparison.Ordinal);

    private static bool TryReadModule(string text, [NotNullWhen(true)] out string? module)
    {
        bool isModule = text.Split('.').All(
            part => part.Length > 0 && !char.IsAsciiDigit(part[0]) && part.All(c => char.IsLetterOrDigit(c) || c == '_'));
        module = isModule ? text : null;
        return isModule;
    }

    private static bool TryReadName(string text, [NotNullWhen(true)] out string? name)
    {
        name = PackageName.TryParse(text, out PackageName? parsed) ? parsed.Value : null;
        return name is not null;
    }

    private static bool TryReadPin(string text, [NotNullWhen(true)] out NamedVersion? pin)
    {
        pin = Requirement.TryParse(text, out Requirement? requirement, out _)
            && requirement is { Url: null, Marker: null, Extras.IsEmpty: true }
            && requirement.Specifiers.ExactPin is { } version
            && PythonVersion.TryParse(version, out PythonVersion? parsed)
                ? new NamedVersion(requirement.CanonicalName, parsed)
                : null;
        return pin is not null;
    }
}
