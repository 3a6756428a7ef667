using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using PythonEnv.Core.Tests.Packaging;
using PythonEnv.Diagnostics;
using PythonEnv.Packaging.Metadata;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Versions;
using PythonEnv.Planning;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Planning;

[TestClass]
internal sealed class DependencyClosureTests
{
    [TestMethod]
    public void An_extra_of_an_extra_is_followed_around_any_circle()
    {
        string[] found = Check(
            Node("a", "1", ["all"], "a[x] ; extra == 'all'", "b[y]; extra == 'x'"),
            Node("b", "1", [], "a[z]; extra == 'y'", "nobody; extra == 'unwanted'"),
            Node("c", "1", [], "a[never]"));

        Assert.AreEqual("PYENV3004 `a 1` has no extra `never`", found.Single());

        found = Check(
            Node("a", "1", ["all"], "a[x] ; extra == 'all'", "b[y]; extra == 'x'", "deep; extra == 'z'"),
            Node("b", "1", [], "a[z]; extra == 'y'"));
        Assert.AreEqual("PYENV3004 `deep` is required and not pinned", found.Single());
    }

    [TestMethod]
    public void An_extra_that_is_not_provided_is_named_and_adds_nothing()
    {
        ClosureNode node = new(
            PackageName.Normalize("a"), PythonVersion.Parse("1"), Line(1), Extras("x"),
            Metadata("Name: a\nRequires-Dist: b; extra == 'x'\n"));

        Assert.AreEqual("PYENV3004 `a 1` has no extra `x`", Check(node).Single());
    }

    [TestMethod]
    [DataRow("!!!bad")]
    [DataRow("-b")]
    [DataRow("")]
    public void A_line_that_names_nothing_is_an_error_and_nothing_is_proposed_for_it(string line)
    {
        var closure = new DependencyClosure([Node("a", "1", [], line)], [], TestEnvironments.Linux);

        Diagnostic refused = closure.Check().Single();

        Assert.AreEqual(("PYENV4005", Severity.Error), (refused.Code, refused.Severity));
        StringAssert.EndsWith(refused.Message, "Pin another version of `a`.");
        Assert.IsEmpty(closure.MissingNames());
    }

    [TestMethod]
    public void A_file_that_is_required_by_its_url_is_pinned_by_it_or_a_warning_says_so()
    {
        const string Required = "https://build:s3cret@h/b-1.0-py3-none-any.whl";
        ClosureNode asks = Node("a", "1", [], $"b @ {Required}#sha256=0");

        Diagnostic byVersion = new DependencyClosure([asks, Node("b", "1.0", [])], [], TestEnvironments.Linux).Check().Single();
        Assert.AreEqual(("PYENV3005", Severity.Warning), (byVersion.Code, byVersion.Severity));
        StringAssert.StartsWith(byVersion.Message, "`b 1.0` is not pinned to the file that `a 1` requires.");
        StringAssert.Contains(byVersion.Message, "pinned is `b==1.0`");
        Assert.DoesNotContain("s3cret", byVersion.Message);
        ClosureNode garbles = Node("a", "1", [], "b @ https://build:s3cret@h/ ((");
        Diagnostic[] garbled = [.. new DependencyClosure([garbles], [], TestEnvironments.Linux).Check()];
        CollectionAssert.AreEqual(new[] { "PYENV4005", "PYENV3004" }, garbled.Select(each => each.Code).ToArray());
        Assert.IsTrue(garbled.All(each => each.Message.Contains("https://****@h/", StringComparison.Ordinal)));

        Assert.IsEmpty(Check(asks, Node("b", "1.0", []) with { Url = new Uri("https://h/b-1.0-py3-none-any.whl") }));
        Assert.HasCount(1, Check(asks, Node("b", "1.0", []) with { Url = new Uri("https://elsewhere/b-1.0-py3-none-any.whl") }));
        Assert.IsEmpty(Check(
            Node("a", "1", [], "b @ git+https://h/b.git"), Node("b", "1.0", []) with { Url = new Uri("git+https://h/b.git@0123456789") }));
    }

    [TestMethod]
    [DataRow("requirements.txt", "Change one of the two pins", "Pin `c` as well")]
    [DataRow("pylock.toml", "Change one of the two pins", "Pin `c` as well")]
    [DataRow("uv.lock", "Run `uv lock`", "Run `uv lock`, which pins it")]
    [DataRow("poetry.lock", "Run `poetry lock`", "Run `poetry lock`, which pins it")]
    public void A_lock_of_another_tool_is_made_anew_by_it(string file, string contradicted, string missing)
    {
        SourceSpan where = new($"/p/{file}", 3);

        Diagnostic[] found =
        [
            .. new DependencyClosure(
                [Node("a", "1", [], "b>=2", "c") with { Where = where }, Node("b", "1", []) with { Where = where }], [], PlanLab.Markers)
                .Check().OrderByDescending(diagnostic => diagnostic.Code),
        ];

        Assert.AreEqual(contradicted, found[0].Remedy);
        StringAssert.StartsWith(found[1].Remedy, missing);
    }

    [TestMethod]
    public void Markers_are_those_of_the_interpreter()
    {
        string[] found = Check(Node("a", "1", [],
            "old; python_version < '3.11'", "win; os_name == 'nt'", "new; python_version >= '3.11' and sys_platform == 'linux'",
            "odd; sys_platform ~= 'linux'"));

        Assert.AreEqual("PYENV3004 `new` is required and not pinned", found.Single());
    }

    [TestMethod]
    public void A_prerelease_that_is_pinned_satisfies_a_range_that_holds_it()
    {
        Assert.AreEqual(0, Check(Node("a", "1", [], "b>=1.0"), Node("b", "2.0rc1", [])).Length);
        Assert.AreEqual(
            "PYENV3005 `b 1.0rc1` contradicts what `a 1` requires", Check(Node("a", "1", [], "b>=1.0"), Node("b", "1.0rc1", [])).Single());
    }

    [TestMethod]
    public void A_circle_of_requirements_has_no_beginning_and_a_chain_all_the_same()
    {
        DependencyClosure closure = new([Node("a", "1", [], "b"), Node("b", "1", [], "a", "missing")], [], PlanLab.Markers);

        Diagnostic missing = closure.Check().Single();

        StringAssert.EndsWith(missing.Evidence, "`b 1` → `missing`");
        Assert.IsFalse(closure.IsDirect(PackageName.Normalize("a")));
    }

    [TestMethod]
    public void Everybody_who_asks_for_what_is_missing_is_named_once()
    {
        DependencyClosure closure = new(
            [Node("a", "1", [], "missing>=1", "missing>=1; python_version > '3'"), Node("b", "2", [], "Missing<2")], [],
            PlanLab.Markers);

        Assert.AreEqual("`a 1` → `missing>=1`; `b 2` → `Missing<2`", closure.Check().Single().Evidence);
        Assert.AreEqual("missing", closure.MissingNames().Single().Value);
    }

    /// <summary>Random sets of distributions, held against what <c>packaging</c> says of each requirement.</summary>
    [TestMethod]
    public void Random_sets_agree_with_packaging()
    {
        var random = new Random(20240501);
        string[] names = ["a", "b", "c", "d", "e"];
        string[] extras = ["x", "y"];
        string[] specifiers = ["", ">=1", "<2", "==1.*", "!=1", "~=1.0"];
        string[] markers =
        [
            "", "; extra == 'x'", "; extra == 'y'", "; python_version < '3.9'", "; python_version >= '3.9' and extra == 'x'",
            "; extra != 'x'"
        ];
        RandomNode[][] sets = [.. Enumerable.Range(0, 500).Select(_ => names.Where(_ => random.Next(4) > 0).Select(MakeNode).ToArray())];

        string[][] expected = PythonOracle.Required.Ask<RandomNode[][], string[][]>(PackagingClosure, sets);

        foreach ((RandomNode[] set, string[] theirs) in sets.Zip(expected))
        {
            string[] ours =
            [
                .. Check([.. set.Select(node => Node(node.Name, node.Version, node.Extras, node.Requires))])
                    .Select(text => $"{text[..9]} {text.Split('`')[1].Split(' ')[0]}")
                    .Distinct()
                    .Order(StringComparer.Ordinal),
            ];
            CollectionAssert.AreEqual(theirs, ours, JsonSerializer.Serialize(set));
        }

        RandomNode MakeNode(string name) => new(
            name,
            Pick(["1", "1.5", "2", "3.0rc1"]),
            [.. extras.Where(_ => random.Next(3) == 0)],
            [.. Enumerable.Range(0, random.Next(4)).Select(
                _ => $"{Pick(names)}{(random.Next(3) == 0 ? $"[{Pick(extras)}]" : "")}{Pick(specifiers)}{Pick(markers)}")]);

        string Pick(string[] choices) => choices[random.Next(choices.Length)];
    }

    private const string PackagingClosure = """
        from pip._vendor.packaging.requirements import Requirement
        env = {"python_version": "3.11", "python_full_version": "3.11.7", "sys_platform": "linux", "os_name": "posix"}
        def check(question):
            nodes = {n["Name"]: n for n in question}
            extras = {k: set(n["Extras"]) for k, n in nodes.items()}
            def active(n):
                for r in map(Requirement, n["Requires"]):
                    if r.marker is None or any(r.marker.evaluate(dict(env, extra=e)) for e in [""] + sorted(extras[n["Name"]])):
                        yield r
            while True:
                before = {k: set(v) for k, v in extras.items()}
                for n in nodes.values():
                    for r in active(n):
                        if r.name in extras:
                            extras[r.name] |= r.extras
                if before == extras:
                    break
            found = set()
            for n in nodes.values():
                for r in active(n):
                    if r.name not in nodes:
                        found.add("PYENV3004 " + r.name)
                    elif not r.specifier.contains(nodes[r.name]["Version"], prereleases=True):
                        found.add("PYENV3005 " + r.name)
            return sorted(found)
        answer = [check(one) for one in question]
        """;

    private static string[] Check(params ClosureNode[] nodes) =>
        [.. new DependencyClosure(nodes, [], PlanLab.Markers).Check()
            .Select(diagnostic => $"{diagnostic.Code} {diagnostic.Problem}")];

    private static ClosureNode Node(string name, string version, string[] extras, params string[] requires) => new(
        PackageName.Normalize(name), PythonVersion.Parse(version), Line(1), Extras(extras),
        Metadata($"Name: {name}\n{string.Concat(requires.Select(requirement => $"Requires-Dist: {requirement}\n"))}Provides-Extra: x\nProvides-Extra: y\nProvides-Extra: z\nProvides-Extra: all\n"));

    private static CoreMetadata Metadata(string text) => CoreMetadata.ParseHeaders(Encoding.UTF8.GetBytes(text));

    private static ImmutableSortedSet<string> Extras(params string[] extras) =>
        ImmutableSortedSet.CreateRange(StringComparer.Ordinal, extras);

    private static SourceSpan Line(int line) => new("/p/requirements.txt", line);

    private sealed record RandomNode(string Name, string Version, string[] Extras, string[] Requires);
}
