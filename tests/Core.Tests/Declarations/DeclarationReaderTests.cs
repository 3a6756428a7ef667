using System.Collections.Immutable;
using System.Globalization;
using PythonEnv.Declarations;
using PythonEnv.Diagnostics;
using PythonEnv.Interpreters;
using PythonEnv.Packaging.Requirements;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Declarations;

[TestClass]
internal sealed class DeclarationReaderTests
{
    [TestMethod]
    public void Nothing_declared_is_the_contracts_defaults()
    {
        using TempDirectory folder = new();

        EnvironmentDeclaration declaration = Read(folder, []);

        Assert.IsNull(declaration.Interpreter);
        Assert.IsEmpty(declaration.Requirements);
        Assert.AreEqual(folder["app/.venv"], declaration.Location);
        Assert.AreEqual(EnvironmentMode.Restore, declaration.Mode);
        Assert.AreEqual(VerifyLevel.Fast, declaration.VerifyLevel);
        Assert.AreEqual(SystemInterpreterPolicy.Warn, declaration.SystemInterpreter);
        Assert.AreEqual(InstallerKind.Direct, declaration.Installer);
        Assert.IsNull(declaration.RequireHashes);
        Assert.IsNull(declaration.NoIndex);
        Assert.IsFalse(declaration.Compile);
        Assert.AreEqual(TimeSpan.FromSeconds(600), declaration.LockTimeout);
        Assert.AreEqual(Path.GetFullPath("/cache", folder.Path), declaration.CacheDirectory);
        Assert.IsFalse(declaration.AllowSourceBuilds.Allows(PackageName.Normalize("any")));
    }

    [TestMethod]
    public void A_lock_is_taken_before_requirements()
    {
        using TempDirectory folder = new();
        folder.Write("app/requirements.txt", "");
        CollectionAssert.AreEqual(new[] { folder["app/requirements.txt"] }, Read(folder, []).Requirements.ToArray());

        folder.Write("app/pylock.toml", "");
        CollectionAssert.AreEqual(new[] { folder["app/pylock.toml"] }, Read(folder, []).Requirements.ToArray());
    }

    [TestMethod]
    public void Values_are_read_in_any_case_and_paths_from_the_project()
    {
        using TempDirectory folder = new();

        EnvironmentDeclaration declaration = Read(folder, new()
        {
            [DeclaredNames.Mode] = " verify ",
            [DeclaredNames.VerifyLevel] = "FULL",
            [DeclaredNames.SystemInterpreter] = "refuse",
            [DeclaredNames.Installer] = "pip",
            [DeclaredNames.RequireHashes] = "True",
            [DeclaredNames.Location] = @"..\env\",
            [DeclaredNames.Requirements] = "a.txt; sub/b.txt ;https://host/c.txt;",
            [DeclaredNames.ImportChecks] = "celery;kombu.transport",
            [DeclaredNames.LockTimeout] = "5",
            [DeclaredNames.CacheDirectory] = "cache",
        });

        Assert.AreEqual(EnvironmentMode.Verify, declaration.Mode);
        Assert.AreEqual(VerifyLevel.Full, declaration.VerifyLevel);
        Assert.AreEqual(SystemInterpreterPolicy.Refuse, declaration.SystemInterpreter);
        Assert.AreEqual(InstallerKind.Pip, declaration.Installer);
        Assert.IsTrue(declaration.RequireHashes);
        Assert.AreEqual(folder["env"], declaration.Location);
        CollectionAssert.AreEqual(
            new[] { folder["app/a.txt"], folder["app/sub/b.txt"], "https://host/c.txt" }, declaration.Requirements.ToArray());
        CollectionAssert.AreEqual(new[] { "celery", "kombu.transport" }, declaration.ImportChecks.ToArray());
        Assert.AreEqual(TimeSpan.FromSeconds(5), declaration.LockTimeout);
        Assert.AreEqual(folder["app/cache"], declaration.CacheDirectory);
    }

    [TestMethod]
    [DataRow(DeclaredNames.Mode, "Sometimes", "it is one of `Restore`, `Verify`, `Off`")]
    [DataRow(DeclaredNames.Mode, "1", "it is one of")]
    [DataRow(DeclaredNames.Mode, "-1", "it is one of")]
    [DataRow(DeclaredNames.Mode, "Restore,Verify", "it is one of")]
    [DataRow(DeclaredNames.RequireHashes, "yes", "it is `true` or `false`")]
    [DataRow(DeclaredNames.LockTimeout, "-5", "it is a whole number of seconds")]
    [DataRow(DeclaredNames.LockTimeout, "10 minutes", "it is a whole number of seconds")]
    [DataRow(DeclaredNames.LinkMode, "symlink", "it is one of `auto`, `clone`, `hardlink`, `copy`")]
    [DataRow(DeclaredNames.Prerelease, "sometimes", "it is one of `if-necessary`, `allow`, `disallow`, `explicit`")]
    [DataRow(DeclaredNames.AuditLevel, "medium", "it is one of `low`, `moderate`, `high`, `critical`")]
    [DataRow(DeclaredNames.RemoteCache, "/srv/cache", "it has no scheme. Declare a server, or share the folder as `PythonEnvCacheDirectory`")]
    [DataRow(DeclaredNames.RemoteCache, "ftp://cache.example.com/", "it is no URL with the scheme https or http")]
    [DataRow(DeclaredNames.TargetRids, "windows", "`linux-musl-x64`")]
    [DataRow(DeclaredNames.TargetRids, "linux-x64@2", "declared `linux-x64@2`")]
    [DataRow(DeclaredNames.UploadedBefore, "tomorrow", "it is a date, a time of RFC 3339, or an age")]
    [DataRow(DeclaredNames.PackageIndexes, "acme", "it is a list of `name=URL`")]
    [DataRow(DeclaredNames.Upgrade, "a b", "it is `all`, or a list of names of distributions")]
    [DataRow(DeclaredNames.Seed, "pip", "`name==version`")]
    [DataRow(DeclaredNames.ImportChecks, "click,nope", "it is not the name of a module. Separate modules by `;`")]
    [DataRow(DeclaredNames.IndexUrl, "pypi.example.com/simple", "it has no scheme. Write `https://pypi.example.com/simple/`")]
    [DataRow(DeclaredNames.Location, @"C:\venvs\a", "it is a path of Windows. Write one of this system, or put a `Condition` on it")]
    [DataRow(DeclaredNames.Location, "~/envs/a", "`~` is replaced by shells alone. Write all of the path, in a project file as `$(HOME)/envs/a`, or `./~/envs/a`")]
    [DataRow(DeclaredNames.Location, "*Undefined*.venv", "`$(SolutionDir)` has no value where a project is built without its solution")]
    public void What_cant_be_read_is_said(string name, string value, string evidence)
    {
        using TempDirectory folder = new();

        Diagnostic diagnostic = Diagnose(folder, new() { [name] = value }).Single();

        Assert.AreEqual("PYENV1004", diagnostic.Code);
        StringAssert.Contains(diagnostic.Message, evidence, StringComparison.OrdinalIgnoreCase);
        StringAssert.Contains(diagnostic.Problem, "PythonEnv" + name);
    }

    [TestMethod]
    public void What_a_lock_is_made_by_is_read()
    {
        using TempDirectory folder = new();

        EnvironmentDeclaration declaration = Read(folder, new()
        {
            [DeclaredNames.LockFrom] = "deps/requirements.in",
            [DeclaredNames.Extras] = "web;Fast_Json",
            [DeclaredNames.UploadedBefore] = "7 days",
            [DeclaredNames.Prerelease] = "If-Necessary",
            [DeclaredNames.Resolution] = "lowest-direct",
            [DeclaredNames.LockStrategy] = "newest",
            [DeclaredNames.Upgrade] = "All",
            [DeclaredNames.TargetRids] = "win-x64; linux-x64=glibc2.28@3.12; osx-arm64=14.0",
            [DeclaredNames.PackageIndexes] = "acme-*=https://acme.example/simple/",
            [DeclaredNames.AuditSources] = "https://osv.example/;osv",
        });

        CollectionAssert.AreEqual(new[] { folder["app/deps/requirements.in"] }, declaration.Lock.From.ToArray());
        Assert.AreEqual("web fast-json", string.Join(' ', declaration.Extras));
        DateTimeOffset now = new(2026, 1, 8, 12, 0, 0, TimeSpan.Zero);
        Assert.AreEqual(now.AddDays(-7), declaration.Lock.UploadedBefore?.At(now));
        Assert.AreEqual(ResolutionKind.LowestDirect, declaration.Lock.Resolution);
        Assert.AreEqual(LockStrategy.Newest, declaration.Lock.Strategy);
        CollectionAssert.AreEqual(new[] { "all" }, declaration.Lock.Upgrade.ToArray());
        Assert.AreEqual("win-x64 linux-x64=glibc2.28@3.12 osx-arm64=14.0", string.Join(' ', declaration.TargetRids));
        Assert.AreEqual(new PackageIndex("acme-*", "https://acme.example/simple/"), declaration.PackageIndexes.Single());
        CollectionAssert.AreEqual(new[] { "https://osv.example/", folder["app/osv"] }, declaration.Audit.Sources.ToArray());
    }

    [TestMethod]
    [DataRow("2026-01-31", "2026-01-31T00:00:00Z")]
    [DataRow("2026-01-31T12:30:00+02:00", "2026-01-31T10:30:00Z")]
    [DataRow("2026-01-31T10:30:00.5Z", "2026-01-31T10:30:00.5Z")]
    [DataRow("36 hours", "2026-02-27T00:00:00Z")]
    [DataRow("1 week", "2026-02-21T12:00:00Z")]
    public void An_upload_limit_is_a_moment_or_an_age(string text, string moment)
    {
        Assert.IsTrue(UploadCutoff.TryParse(text, out UploadCutoff? cutoff));
        Assert.AreEqual(
            DateTimeOffset.Parse(moment, CultureInfo.InvariantCulture),
            cutoff.At(new DateTimeOffset(2026, 2, 28, 12, 0, 0, TimeSpan.Zero)));
    }

    [TestMethod]
    public void All_of_it_is_said_in_one_run()
    {
        using TempDirectory folder = new();

        ImmutableArray<Diagnostic> diagnostics = Diagnose(folder, new()
        {
            [DeclaredNames.Mode] = "x",
            [DeclaredNames.NoIndex] = "x",
            [DeclaredNames.LockTimeout] = "x",
            [DeclaredNames.Compile] = "x",
        });

        Assert.AreEqual(4, diagnostics.Length);
    }

    [TestMethod]
    [DataRow("true", true, true)]
    [DataRow("false", false, false)]
    [DataRow("Foo.Bar;other", true, false)]
    [DataRow("other", false, false)]
    public void Source_builds_are_allowed_for_all_or_by_name(string value, bool fooBar, bool anything)
    {
        using TempDirectory folder = new();

        SourceBuildPolicy policy = Read(folder, new() { [DeclaredNames.AllowSourceBuilds] = value }).AllowSourceBuilds;

        Assert.AreEqual(fooBar, policy.Allows(PackageName.Normalize("foo-bar")));
        Assert.AreEqual(anything, policy.Allows(PackageName.Normalize("anything")));
    }

    [TestMethod]
    [DataRow("true;false")]
    [DataRow("false;foo-bar")]
    [DataRow("foo-bar;True")]
    public void Source_builds_allowed_for_all_and_by_name_contradict_each_other(string value)
    {
        using TempDirectory folder = new();
        Dictionary<string, string> values = new() { [DeclaredNames.AllowSourceBuilds] = value };

        StringAssert.Contains(
            Diagnose(folder, values).Single().Message, $"Declared `{value}`; it is `true`, `false` or a list of names");
        Assert.IsFalse(Read(folder, values).AllowSourceBuilds.Allows(PackageName.Normalize("foo-bar")));
    }

    [TestMethod]
    [DataRow("true", "six==1.16.0; PyYAML == 6.0 ;", "pyyaml 6.0, six 1.16.0", null)]
    [DataRow("true", "six>=1", "", "`name==version`")]
    [DataRow("true", "six", "", "`name==version`")]
    [DataRow("true", "six[x]==1", "", "`name==version`")]
    [DataRow("true", "six==1.*", "", "`name==version`")]
    [DataRow("true", "six==1;SIX==2", "six 1", "`six` is declared twice")]
    [DataRow("true", "", "", null)]
    [DataRow("", "six==1.16.0", "six 1.16.0", "Set `PythonEnvSystemSitePackages` to `true`")]
    [DataRow("false", "six==1.16.0", "six 1.16.0", "Set `PythonEnvSystemSitePackages` to `true`")]
    public void System_packages_are_pinned_and_come_with_the_permission_to_see_them(
        string sitePackages, string packages, string pins, string? problem)
    {
        using TempDirectory folder = new();
        Dictionary<string, string> values = new()
        {
            [DeclaredNames.SystemSitePackages] = sitePackages,
            [DeclaredNames.SystemPackages] = packages
        };

        Assert.AreEqual(pins, string.Join(", ", Read(folder, values).SystemPackages.Select(pin => $"{pin.Name} {pin.Version}")));
        Diagnostic? diagnostic = Diagnose(folder, values).SingleOrDefault();
        if (problem is null)
            Assert.IsNull(diagnostic?.Message);
        else
            StringAssert.Contains(diagnostic?.Message, problem);
    }

    [TestMethod]
    public void Findings_point_at_the_project_file()
    {
        using TempDirectory folder = new();
        folder.Write("app/App.csproj", """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <PythonEnvMode>x</PythonEnvMode>
              </PropertyGroup>
            </Project>
            """);

        Assert.AreEqual(
            (3, 6),
            (Diagnose(folder, new() { [DeclaredNames.Mode] = "x" })
                .Single().Where.Line, Diagnose(folder, new() { [DeclaredNames.Mode] = "x" })
                .Single().Where.Column));
    }

    [TestMethod]
    public void No_credential_is_repeated()
    {
        using TempDirectory folder = new();

        string message = Diagnose(folder, new() { [DeclaredNames.NoIndex] = "https://user:secret@host/" }).Single().Message;

        Assert.IsFalse(message.Contains("secret", StringComparison.Ordinal), message);
    }

    private static EnvironmentDeclaration Read(TempDirectory folder, Dictionary<string, string> values) => Run(folder, values).Declaration;

    private static ImmutableArray<Diagnostic> Diagnose(TempDirectory folder, Dictionary<string, string> values) =>
        [.. Run(folder, values).Diagnostics];

    private static (EnvironmentDeclaration Declaration, DiagnosticBag Diagnostics) Run(TempDirectory folder, Dictionary<string, string> values)
    {
        var diagnostics = new DiagnosticBag();
        var declared = new DeclaredValues("default", folder["app/App.csproj"], name => values.GetValueOrDefault(name, ""));
        return (new DeclarationReader(declared, isWindows: false, "/cache", diagnostics).Read(), diagnostics);
    }
}
