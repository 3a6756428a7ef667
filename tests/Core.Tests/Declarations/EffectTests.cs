using System.Collections;
using System.Reflection;
using System.Text.RegularExpressions;
using PythonEnv.Core.Tests.Indexes;
using PythonEnv.Declarations;
using PythonEnv.Diagnostics;
using PythonEnv.Host;
using PythonEnv.Indexes.Configuration;
using PythonEnv.Requirements.Options;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Declarations;

/// <summary>No setting is read, shown as one that holds, and used by nobody.</summary>
[TestClass]
internal sealed class EffectTests
{
    // Another value than the default for each name; where one needs a second name to be right, that one stands beside it.
    private static readonly Dictionary<string, string> s_values = new(StringComparer.Ordinal)
    {
        [DeclaredNames.Interpreter] = "3.11",
        [DeclaredNames.InterpreterSearchPath] = "pythons",
        [DeclaredNames.SystemInterpreter] = "Refuse",
        [DeclaredNames.Provision] = "true",
        [DeclaredNames.InterpreterSource] = "https://mirror.example/",
        [DeclaredNames.Requirements] = "other.txt",
        [DeclaredNames.LockPackage] = "member",
        [DeclaredNames.Extras] = "web",
        [DeclaredNames.Groups] = "dev",
        [DeclaredNames.Constraints] = "constraints.txt",
        [DeclaredNames.RequireHashes] = "false",
        [DeclaredNames.AllowSourceBuilds] = "true",
        [DeclaredNames.SystemSitePackages] = "true",
        [DeclaredNames.SystemPackages] = "six==1.16.0",
        [DeclaredNames.Seed] = "pip==25.3",
        [DeclaredNames.TargetRids] = "win-x64",
        [DeclaredNames.IndexUrl] = "https://index.example/simple/",
        [DeclaredNames.ExtraIndexUrls] = "https://index.example/simple/",
        [DeclaredNames.FindLinks] = "wheels",
        [DeclaredNames.NoIndex] = "true",
        [DeclaredNames.PackageIndexes] = "acme-*=https://index.example/simple/",
        [DeclaredNames.Refresh] = "true",
        [DeclaredNames.CacheDirectory] = "elsewhere",
        [DeclaredNames.RemoteCache] = "https://cache.example/",
        [DeclaredNames.RemoteCacheUpload] = "true",
        [DeclaredNames.Location] = "env",
        [DeclaredNames.Mode] = "Verify",
        [DeclaredNames.VerifyLevel] = "Full",
        [DeclaredNames.LinkMode] = "copy",
        [DeclaredNames.Installer] = "pip",
        [DeclaredNames.Compile] = "true",
        [DeclaredNames.ImportChecks] = "direct",
        [DeclaredNames.LockTimeout] = "5",
        [DeclaredNames.LockFrom] = "requirements.in",
        [DeclaredNames.Overrides] = "overrides.txt",
        [DeclaredNames.Upgrade] = "all",
        [DeclaredNames.UploadedBefore] = "7 days",
        [DeclaredNames.Prerelease] = "allow",
        [DeclaredNames.Resolution] = "lowest",
        [DeclaredNames.LockStrategy] = "newest",
        [DeclaredNames.Audit] = "false",
        [DeclaredNames.AuditLevel] = "critical",
        [DeclaredNames.AuditSources] = "https://osv.example/",
        [DeclaredNames.AuditSuppress] = "GHSA-1 harmless",
        [DeclaredNames.Report] = "true",
        [DeclaredNames.PipelineSummary] = "false",
    };

    private static readonly Dictionary<string, string> s_pipValues = new(StringComparer.Ordinal)
    {
        ["index-url"] = "https://index.example/simple/",
        ["pypi-url"] = "https://index.example/simple/",
        ["extra-index-url"] = "https://index.example/simple/",
        ["find-links"] = "/wheels",
        ["trusted-host"] = "index.example",
        ["no-index"] = "1",
        ["proxy"] = "http://proxy.example:1",
        ["cert"] = "/ca.pem",
        ["client-cert"] = "/client.pem",
        ["timeout"] = "3",
        ["default-timeout"] = "3",
        ["retries"] = "1",
        ["no-binary"] = "aa",
        ["only-binary"] = "aa",
        ["prefer-binary"] = "1",
        ["pre"] = "1",
        ["all-releases"] = "aa",
        ["only-final"] = "aa",
        ["require-hashes"] = "1",
        ["keyring-provider"] = "subprocess",
    };

    // A report of an environment that stands there reads no declaration; its own tests hold these.
    private static readonly string[] s_readByTheReport = [DeclaredNames.Report, DeclaredNames.PipelineSummary];

    private static readonly Lazy<(string Path, string Text)[]> s_sources = new(() =>
    [
        .. Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(path => !Regex.IsMatch(path, @"[\\/](obj|bin)[\\/]"))
            .Select(path => (path, File.ReadAllText(path))),
    ]);

    [TestMethod]
    public void Every_name_that_can_be_declared_changes_the_declaration()
    {
        CollectionAssert.AreEquivalent(DeclaredNames.All.Append(DeclaredNames.AuditSuppress).ToArray(), s_values.Keys);
        using TempDirectory folder = new();
        string before = Read(folder, []);

        foreach ((string name, string value) in s_values.ExceptBy(s_readByTheReport, value => value.Key))
            Assert.AreNotEqual(before, Read(folder, new() { [name] = value }), name);
    }

    [TestMethod]
    public void Every_value_of_a_declaration_is_used_outside_of_where_it_is_read()
    {
        string[] unused =
        [
            .. new[] { typeof(EnvironmentDeclaration), typeof(LockDeclaration), typeof(AuditDeclaration) }
                .SelectMany(ValuesOf)
                .Where(property => !IsUsed(property, "Declarations"))
                .Select(property => $"{property.DeclaringType!.Name}.{property.Name}"),
        ];

        Assert.IsEmpty(unused, string.Join(", ", unused));
    }

    [TestMethod]
    public void Every_property_of_a_project_is_asked_by_the_packages_targets()
    {
        string targets = string.Concat(Directory.GetFiles(
            Path.Combine(Repository.Root, "src", "PythonEnv.Tasks", "build"), "*.targets").Select(File.ReadAllText));

        foreach (string name in DeclaredNames.PropertiesOnly)
            StringAssert.Contains(targets, $"$({DeclaredNames.Prefix}{name})");
    }

    [TestMethod]
    public void Every_option_of_pip_that_is_not_said_to_be_ignored_changes_the_settings()
    {
        string builder = File.ReadAllText(
            Path.Combine(Repository.Root, "src", "PythonEnv.Core", "Indexes", "Configuration", "IndexSettingsBuilder.cs"));
        IEnumerable<string> read = Regex.Matches(builder, "^ *case (.+):\r?$", RegexOptions.Multiline)
            .SelectMany(line => Regex.Matches(line.Groups[1].Value, "\"([^\"]+)\""))
            .Select(name => name.Groups[1].Value);
        // Those are read with the requirements, and have a test of their own.
        CollectionAssert.AreEquivalent(read.Except(["constraint"]).ToArray(), s_pipValues.Keys);
        string before = Describe(Settings([]));

        foreach ((string name, string value) in s_pipValues)
        {
            IndexSettings settings = Settings([($"PIP_{name.ToUpperInvariant().Replace('-', '_')}", value)]);
            Assert.AreNotEqual(before, Describe(settings), name);
            Assert.IsNull(settings.Applied.Single(applied => applied.Name == name).Ignored, name);
        }
        Assert.IsNotNull(Settings([("PIP_NO_DEPS", "1")]).Applied.Single(applied => applied.Name == "no-deps").Ignored);
    }

    [TestMethod]
    public void Every_setting_is_used_outside_of_where_it_is_read()
    {
        string[] unused =
        [
            .. ValuesOf(typeof(IndexSettings)).Where(property => !IsUsed(property, "Configuration")).Select(property => property.Name)
        ];

        Assert.IsEmpty(unused, string.Join(", ", unused));
    }

    private static string Read(TempDirectory folder, Dictionary<string, string> values)
    {
        var diagnostics = new DiagnosticBag();
        var declared = new DeclaredValues("default", folder["app/App.csproj"], name => values.GetValueOrDefault(name, ""));
        return Describe(new DeclarationReader(declared, isWindows: false, "/cache", diagnostics).Read());
    }

    private static IndexSettings Settings((string, string)[] variables)
    {
        HostFacts host = TestHost.Linux("/nowhere", [.. variables, ("PIP_CONFIG_FILE", "/dev/null")]);
        var diagnostics = new DiagnosticBag();
        IndexSettings settings = IndexSettingsBuilder.Build(
            host, PipConfiguration.Load(host, "", diagnostics), new DeclaredIndexes(), IndexOptions.None, diagnostics);
        Assert.IsEmpty(diagnostics);
        return settings;
    }

    // What is computed, and what says where something was declared, is no value of its own.
    private static IEnumerable<PropertyInfo> ValuesOf(Type type) => type.GetProperties().Where(property =>
        property.CanWrite && property.Name is not ("Digest" or "Places" or "Applied"));

    private static bool IsUsed(PropertyInfo property, string folder) => s_sources.Value.Any(source =>
        Path.GetFileName(Path.GetDirectoryName(source.Path)) != folder && Regex.IsMatch(source.Text, $@"\.{property.Name}\b"));

    private static string Describe(object? value) => value switch
    {
        null => "none",
        string text => text,
        IEnumerable many => $"[{string.Join("; ", many.Cast<object?>().Select(Describe))}]",
        _ when value.GetType() is var type && !type.IsEnum && type.Namespace!.StartsWith("PythonEnv", StringComparison.Ordinal)
            && ValuesOf(type).Any() => string.Join("; ", ValuesOf(type).Select(property => $"{property.Name}={Describe(property.GetValue(value))}")),
        _ => value.ToString()!,
    };
}
