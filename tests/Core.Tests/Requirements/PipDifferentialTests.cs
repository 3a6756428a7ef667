using System.Text.Encodings.Web;
using System.Text.Json;
using PythonEnv.Diagnostics;
using PythonEnv.Requirements;
using PythonEnv.Requirements.Files;
using PythonEnv.Requirements.Options;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Requirements;

/// <summary>Fresh files on every run, read by a live pip and by this reader alike.</summary>
[TestClass]
internal sealed class PipDifferentialTests
{
    private const int Cases = 2_500;

    private static readonly JsonSerializerOptions s_readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly (string Name, string Text)[] s_beside =
    [
        ("a.txt", "in-a==1.0\n-r sub/b.txt"), ("sub/b.txt", "in-b==1.0 --hash=sha256:b"), ("c.txt", "in-c==1.0"), ("pkg/setup.py", ""),
        ("bare/x", ""), ("setup.py", ""), ("foo-1.0.zip", ""),
    ];

    private const string Script = """
        import logging, os, re
        from pip._internal.index.collector import LinkCollector
        from pip._internal.index.package_finder import PackageFinder
        from pip._internal.models.search_scope import SearchScope
        from pip._internal.models.selection_prefs import SelectionPreferences
        from pip._internal.network.session import PipSession
        from pip._internal.req.constructors import install_req_from_parsed_requirement
        from pip._internal.req.req_file import parse_requirements
        logging.disable(logging.CRITICAL)
        os.chdir(question["folder"])
        os.environ.update({"SET": "1 --pre", "EMPTY": ""})
        os.environ.pop("UNSET", None)
        session = PipSession()

        def place(parsed):
            file, line = re.match(r"-[rc] (.*) \(line (\d+)\)$", parsed.comes_from, re.S).groups()
            return [os.path.basename(file), line]

        def entry(parsed):
            shown = place(parsed) + [parsed.requirement, str(parsed.constraint), str(parsed.is_editable)]
            try:
                made = install_req_from_parsed_requirement(parsed)
            except Exception:
                return shown
            req = made.req
            hashes = sorted(f"{k}:{v}" for k, vs in made.hash_options.items() for v in vs)
            return shown + [req and req.name, req and str(req.specifier), ",".join(sorted(made.extras)), made.markers and str(made.markers),
                            made.link and made.link.url, " ".join(hashes)]

        def read(text):
            with open("requirements.txt", "wb") as f:
                f.write(text.encode())
            finder = PackageFinder.create(LinkCollector(session, SearchScope([], ["https://pypi.org/simple"], False)), SelectionPreferences(allow_yanked=True))
            class Options:
                require_hashes = False
                no_require_hashes = False
                features_enabled = []
            options, entries = Options(), []
            try:
                for parsed in parse_requirements("requirements.txt", session, finder, options):
                    entries.append(entry(parsed))
            except Exception:
                return [entries, None]
            control = finder.format_control
            return [entries, [finder.index_urls + ["|"] + finder.find_links, sorted(control.no_binary) + ["|"] + sorted(control.only_binary),
                              [str(finder.prefer_binary), str(options.require_hashes)]]]

        answer = [read(text) for text in question["texts"]]
        """;

    private sealed record Question(string folder, string[] texts);

    public required TestContext TestContext { get; set; }

    [TestMethod]
    public void Files_are_read_as_pip_reads_them()
    {
        Requires.NotWine("a Python that knows the paths of Windows");
        PythonOracle oracle = PythonOracle.Required;
        TestSeed seed = TestSeed.Fresh(TestContext);
        var texts = new RequirementsTexts(seed.Random);
        string[] files = [.. Enumerable.Range(0, Cases).Select(_ => texts.File())];
        using var folder = new TempDirectory();
        foreach ((string name, string text) in s_beside)
            folder.Write(name, text);

        JsonElement[] answers = oracle.Ask<Question, JsonElement[]>(Script, new Question(folder.Path, files));

        for (int i = 0; i < files.Length; i++)
        {
            folder.Write("requirements.txt", files[i]);
            string? difference = Difference(answers[i], Read(folder.Path), folder.Path);
            Assert.IsNull(difference, $"{difference}\n{JsonSerializer.Serialize(files[i], s_readable)}");
        }
    }

    /// <summary>
    /// Older pips take whatever is a requirement for the value of <c>#egg=</c>; newer ones, and this reader, a name only.
    /// </summary>
    private static bool IsRefusedSince(string?[] expected, string?[] got) =>
        expected[2]!.Contains("egg=", StringComparison.Ordinal)
        && got.Length < expected.Length
        && expected.AsSpan(0, got.Length).SequenceEqual(got);

    private static RequirementsFile Read(string folder) =>
        RequirementsFileReader.Read(Path.Combine(folder, "requirements.txt"), new RequirementsReadOptions
        {
            WorkingDirectory = folder,
            EnvironmentVariable = name => name == "SET" ? "1 --pre" : "",
        });

    private static string? Difference(JsonElement answer, RequirementsFile read, string folder)
    {
        string?[][] expected = answer[0].Deserialize<string?[][]>()!;
        string?[][] got = [.. read.Lines.Where(line => line.RequirementText is not null).Select(Entry)];
        for (int i = 0; i < expected.Length; i++)
        {
            if (i == got.Length || !(expected[i].SequenceEqual(got[i]) || IsRefusedSince(expected[i], got[i])))
                return $"pip reads {Show(expected[i])}, this reads {(i == got.Length ? "nothing" : Show(got[i]))}";
        }
        bool stops = answer[1].ValueKind == JsonValueKind.Null;
        if (stops)
            return read.Diagnostics.Any(found => found.Severity == Severity.Error) ? null : "pip stops with an error";
        if (got.Length != expected.Length)
            return $"pip reads nothing of {Show(got[expected.Length])}";
        return Compare(answer[1][0], [.. Indexes(read.Options), "|", .. read.Options.FindLinks.Select(link => link.Value)])
            ?? Compare(answer[1][1], [.. read.Options.Formats.NoBinary, "|", .. read.Options.Formats.OnlyBinary])
            ?? Compare(answer[1][2], [$"{read.Options.PreferBinary}", $"{read.Options.RequireHashes is { Value: true }}"]);
    }

    private static IEnumerable<string> Indexes(IndexOptions options) => options.NoIndex is not null
        ? []
        : [options.IndexUrl?.Value ?? "https://pypi.org/simple", .. options.ExtraIndexUrls.Select(url => url.Value)];

    private static string?[] Entry(RequirementsLine line)
    {
        string?[] shown =
        [
            Path.GetFileName(line.Where.File), $"{line.Where.Line}", line.RequirementText, $"{line.IsConstraint}",
            $"{line.Kind == RequirementsLineKind.Editable}",
        ];
        if (line.Requirement is not { } made)
            return shown;
        string hashes = string.Join(' ', made.Hashes.Select(hash => hash.ToString()).Order(StringComparer.Ordinal));
        return
        [
            .. shown, made.Name, made.Name is null
                ? null
                : made.Specifiers.ToString(), string.Join(',', made.Extras.Order(StringComparer.Ordinal)),
            made.Marker?.ToString(), made.Url, hashes,
        ];
    }

    private static string? Compare(JsonElement expected, string[] got) =>
        expected.Deserialize<string[]>()!.SequenceEqual(got) ? null : $"pip has {expected}, this has {Show(got)}";

    private static string Show(string?[] values) => JsonSerializer.Serialize(values, s_readable);
}
