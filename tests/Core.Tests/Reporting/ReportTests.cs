using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using PythonEnv.Core.Tests.Planning;
using PythonEnv.Diagnostics;
using PythonEnv.Environments;
using PythonEnv.Environments.Receipts;
using PythonEnv.Host;
using PythonEnv.Packaging.Metadata;
using PythonEnv.Reporting;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Reporting;

[TestClass]
internal sealed class ReportTests
{
    private static readonly Dictionary<string, string> s_metadata = new()
    {
        ["flask"] = "Name: flask\nVersion: 3.0\nLicense-Expression: BSD-3-Clause\nRequires-Dist: Click>=8\nRequires-Dist: words[fast]\nRequires-Dist: colorama; sys_platform == \"win32\"\nRequires-Dist: absent\n",
        ["click"] = "Name: click\nVersion: 8.1\nRequires-Dist: colorama; sys_platform == \"win32\"\nClassifier: License :: OSI Approved :: BSD License\n",
        ["words"] = "Name: words\nVersion: 1.0+local\nLicense: <b>Mine & yours</b>\nRequires-Dist: speed; extra == \"fast\"\n",
        ["speed"] = "Name: speed\nVersion: 2\nLicense-Expression: NOT A ((LICENSE\n",
        ["colorama"] = "Name: colorama\nVersion: 1\nHome-page: https://me:s3cret@h/\nProject-URL: Source, https://me:s3cret@h/\n",
    };

    [TestMethod]
    public void The_graph_has_what_is_installed_and_asked_for_here_with_its_extras()
    {
        Dictionary<string, InstalledPackage> packages = Report().Packages.ToDictionary(package => package.Package.Name);

        CollectionAssert.AreEqual(new[] { "click", "words" }, packages["flask"].Requires.ToArray());
        CollectionAssert.AreEqual(new[] { "speed" }, packages["words"].Requires.ToArray());
        CollectionAssert.AreEqual(new[] { "words" }, packages["speed"].RequiredBy.ToArray());
        Assert.IsEmpty(packages["colorama"].RequiredBy);
        Assert.AreEqual(("BSD-3-Clause", true), (packages["flask"].License, packages["flask"].IsLicenseExpression));
        Assert.AreEqual(("NOT A ((LICENSE", false), (packages["speed"].License, packages["speed"].IsLicenseExpression));
        Assert.AreEqual(("BSD License", false), (packages["click"].License, packages["click"].IsLicenseExpression));
    }

    [TestMethod]
    public void The_result_names_everything_for_programs()
    {
        using JsonDocument json = JsonDocument.Parse(ResultJson.Write(Report() with { Difference = "`a` changed" }));
        JsonElement flask = json.RootElement
            .GetProperty("packages")
            .EnumerateArray()
            .Single(package => package.GetProperty("name").GetString() == "flask");

        Assert.AreEqual("different", json.RootElement.GetProperty("verdict").GetString());
        Assert.AreEqual("3.11", json.RootElement.GetProperty("interpreter").GetProperty("declared").GetString());
        Assert.IsTrue(flask.GetProperty("direct").GetBoolean());
        Assert.AreEqual(3, flask.GetProperty("declaredAt").GetProperty("line").GetInt32());
        Assert.AreEqual("PYENV3008", json.RootElement.GetProperty("findings")[0].GetProperty("code").GetString());
        Assert.IsFalse(json.RootElement.GetRawText().Contains("s3cret", StringComparison.Ordinal));
    }

    [TestMethod]
    public void Every_name_of_the_result_is_in_the_reference()
    {
        string reference = File.ReadAllText(Path.Combine(Repository.Root, "docs", "reference.md"));
        using JsonDocument json = JsonDocument.Parse(ResultJson.Write(Report()));

        foreach (string name in NamesIn(json.RootElement).Distinct())
            StringAssert.Contains(reference, $"`{name}`");
    }

    [TestMethod]
    public void The_bill_of_materials_is_the_same_text_for_the_same_environment_and_every_reference_in_it_leads_somewhere()
    {
        string text = CycloneDx.Write(Report());
        using JsonDocument json = JsonDocument.Parse(text);
        JsonElement[] components = [.. json.RootElement.GetProperty("components").EnumerateArray()];
        string[] known =
        [
            json.RootElement.GetProperty("metadata").GetProperty("component").GetProperty("bom-ref").GetString()!,
            .. components.Select(c => c.GetProperty("bom-ref").GetString()!)
        ];
        JsonElement[] dependencies = [.. json.RootElement.GetProperty("dependencies").EnumerateArray()];

        Assert.AreEqual(text, CycloneDx.Write(Report()));
        Assert.AreEqual("1.6", json.RootElement.GetProperty("specVersion").GetString());
        StringAssert.Matches(
            json.RootElement.GetProperty("serialNumber").GetString(),
            new("^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"));
        CollectionAssert.AllItemsAreUnique(known);
        CollectionAssert.AreEquivalent(known, dependencies.Select(d => d.GetProperty("ref").GetString()).ToArray());
        CollectionAssert.IsSubsetOf(
            dependencies.SelectMany(d => d.GetProperty("dependsOn").EnumerateArray()).Select(d => d.GetString()!).ToArray(), known);
        CollectionAssert.Contains(known, "pkg:pypi/words@1.0%2Blocal");
        JsonElement flask = components.Single(c => c.GetProperty("name").GetString() == "flask");
        Assert.AreEqual("BSD-3-Clause", flask.GetProperty("licenses")[0].GetProperty("expression").GetString());
        Assert.AreEqual(new string('a', 64), flask.GetProperty("hashes")[0].GetProperty("content").GetString());
        JsonElement vulnerability = json.RootElement.GetProperty("vulnerabilities")[0];
        Assert.AreEqual("medium", vulnerability.GetProperty("ratings")[0].GetProperty("severity").GetString());
        CollectionAssert.Contains(known, vulnerability.GetProperty("affects")[0].GetProperty("ref").GetString());
        Assert.IsFalse(text.Contains("/p/", StringComparison.Ordinal), "a path of this machine");
    }

    [TestMethod]
    public void The_report_of_pip_has_the_fields_that_component_detection_reads()
    {
        using JsonDocument json = JsonDocument.Parse(PipReport.Write(Report()));
        JsonElement[] install = [.. json.RootElement.GetProperty("install").EnumerateArray()];
        JsonElement flask = install.Single(item => item.GetProperty("metadata").GetProperty("name").GetString() == "flask");
        JsonElement words = install.Single(item => item.GetProperty("metadata").GetProperty("name").GetString() == "words");

        Assert.AreEqual("1", json.RootElement.GetProperty("version").GetString(), "a text, and the only version that is read");
        Assert.IsTrue(install.All(item => item.GetProperty("requested").GetBoolean()), "each is a line of the requirements file");
        CollectionAssert.AreEqual(
            new[] { "Click>=8", "words[fast]", "colorama; sys_platform == \"win32\"", "absent" },
            flask.GetProperty("metadata").GetProperty("requires_dist").EnumerateArray().Select(text => text.GetString()).ToArray());
        Assert.AreEqual("BSD-3-Clause", flask.GetProperty("metadata").GetProperty("license_expression").GetString());
        Assert.AreEqual("1.0+local", words.GetProperty("metadata").GetProperty("version").GetString());
        Assert.IsTrue(flask.GetProperty("is_yanked").GetBoolean());
        Assert.IsFalse(flask.GetProperty("is_direct").GetBoolean());
        Assert.AreEqual(
            new string('a', 64),
            flask.GetProperty("download_info").GetProperty("archive_info").GetProperty("hashes").GetProperty("sha256").GetString());
        Assert.AreEqual("linux", json.RootElement.GetProperty("environment").GetProperty("sys_platform").GetString());
        Assert.IsFalse(json.RootElement.GetRawText().Contains("s3cret", StringComparison.Ordinal));
    }

    [TestMethod]
    public void The_report_of_pip_names_what_its_own_does()
    {
        using TempDirectory folder = new("pip-report");
        new WheelBuilder("made", "1.0").WithFile("made.py", "").WithRequires("words; extra == \"x\"").WriteTo(folder["wheels"]);
        PipReportMembers pip = PythonOracle.Ask<string, PipReportMembers>(PythonOracle.Required.Executable, """
            import json, subprocess, sys
            out = subprocess.run([sys.executable, "-m", "pip", "install", "--dry-run", "--ignore-installed", "--no-index", "--quiet",
                                  "--find-links", question, "--report", "-", "made==1.0"], capture_output=True, text=True, check=True).stdout
            report = json.loads(out)
            answer = {"Top": sorted(report), "Item": sorted(report["install"][0]), "Environment": sorted(report["environment"])}
            """, folder["wheels"]);
        using JsonDocument json = JsonDocument.Parse(PipReport.Write(Report()));

        CollectionAssert.AreEquivalent(pip.Top, NamesOf(json.RootElement));
        CollectionAssert.AreEquivalent(pip.Item, NamesOf(json.RootElement.GetProperty("install")[0]));
        CollectionAssert.AreEquivalent(pip.Environment, NamesOf(json.RootElement.GetProperty("environment")));

        static string[] NamesOf(JsonElement element) => [.. element.EnumerateObject().Select(member => member.Name)];
    }

    private sealed record PipReportMembers(string[] Top, string[] Item, string[] Environment);

    [TestMethod]
    public void The_page_shows_text_as_text_and_needs_nothing_else()
    {
        string page = ReportPage.Write(Report());

        Assert.IsFalse(page.Contains("<b>Mine", StringComparison.Ordinal)
            || page.Contains("{{", StringComparison.Ordinal)
            || page.Contains("s3cret", StringComparison.Ordinal));
        StringAssert.Contains(page, "&lt;b&gt;Mine &amp; yours&lt;/b&gt;");
        StringAssert.Contains(page, "<td data-label=\"Asked for by\">flask</td>");
        StringAssert.Contains(page, "<td data-label=\"Asked for by\">the project</td>");
        Assert.IsFalse(page.Contains("src=", StringComparison.Ordinal)
            || page.Contains("<link", StringComparison.Ordinal)
            || page.Contains("url(", StringComparison.Ordinal));
        // All but the head, whose elements need no end in HTML.
        XElement body = XElement.Parse(
            page[page.IndexOf("<body>", StringComparison.Ordinal)..page.IndexOf("</html>", StringComparison.Ordinal)]);
        Assert.HasCount(5, body.Descendants("tbody").Single().Elements("tr").ToArray());
        StringAssert.Contains(page, "<td data-label=\"Size\">2.0 kB</td>");
        StringAssert.Contains(page, "GHSA-1</a>, moderate: Shouts (fixed in 1.5)");
        string script = page.Split("<script>")[1].Split("</script>")[0];
        string digest = Convert.ToBase64String(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(script)));
        StringAssert.Contains(page, $"script-src 'sha256-{digest}'");
    }

    [TestMethod]
    public void The_picture_has_a_box_for_each_that_is_connected_and_a_line_for_each_requirement()
    {
        XElement picture = Picture(Report());
        XElement[] boxes = [.. picture.Elements().Where(element => element.Name.LocalName == "g")];

        CollectionAssert.AreEqual(
            new[] { "flask 0", "click 1", "words 1", "speed 2" },
            boxes.Select(box => $"{(string?)box.Attribute("data-name")} {(string?)box.Attribute("data-c")}").ToArray());
        CollectionAssert.AreEqual(
            new[] { "0-1", "0-2", "2-3" },
            picture.Elements()
                .Where(element => element.Name.LocalName == "path")
                .Select(line => $"{(string?)line.Attribute("data-f")}-{(string?)line.Attribute("data-t")}")
                .ToArray());
        Assert.AreEqual("n direct", (string?)boxes[0].Attribute("class"));
        Assert.AreEqual("n bad", (string?)boxes[2].Attribute("class"));
        Assert.AreEqual(
            "words 1.0+local; requires speed; asked for by flask; has a known vulnerability", boxes[2].Elements().First().Value);
    }

    [TestMethod]
    public void A_circle_has_a_picture_too_and_the_same_graph_the_same_one()
    {
        InstalledPackage[] packages = [Node("a", ["b"], ["c"]), Node("b", ["b", "c"], ["a", "b"]), Node("c", ["a"], ["b"]), Node("d", [], [])];
        EnvironmentReport report = Report() with { Packages = [.. packages] };

        Assert.HasCount(6, Picture(report).Elements().ToArray());
        Assert.AreEqual(GraphPicture.Write(report), GraphPicture.Write(report));
        Assert.AreEqual("", GraphPicture.Write(report with { Packages = [packages[3]] }));

        static InstalledPackage Node(string name, string[] requires, string[] requiredBy) => new(
            new ReceiptPackage { Name = name, Version = "1", MetadataDirectory = "", Sha256 = "", Source = "" }, "", false, [.. requires],
            [.. requiredBy]);
    }

    // Checkers of pages leave text in a picture undecided; its boxes are filled with the page's colour.
    [TestMethod]
    public void Every_colour_of_text_stands_out_from_the_page_in_light_and_in_dark()
    {
        string style = ReportPage.Write(Report()).Split("</style>")[0];
        Dictionary<string, string>[] themes =
        [
            .. from theme in Regex.Matches(style, @":root \{([^}]*)\}")
               select Regex.Matches(theme.Groups[1].Value, @"--(\w+): (#\w+);")
                   .ToDictionary(colour => colour.Groups[1].Value, colour => colour.Groups[2].Value),
        ];
        StringAssert.Contains(style, ".n rect { fill: var(--page);");
        Assert.HasCount(2, themes);
        string[] colours =
        [
            .. Regex.Matches(style, @"(?<![-\w])(?:color|text \{ fill): var\(--(\w+)\)").Select(colour => colour.Groups[1].Value).Distinct(),
        ];
        Assert.HasCount(5, colours);

        foreach (Dictionary<string, string> theme in themes)
        {
            foreach (string name in colours)
            {
                double text = Luminance(theme[name]), page = Luminance(theme["page"]);
                double contrast = (Math.Max(text, page) + 0.05) / (Math.Min(text, page) + 0.05);
                Assert.IsGreaterThanOrEqualTo(4.5, contrast, $"{name} {theme[name]} on {theme["page"]} (WCAG 2.2, 1.4.3)");
            }
        }

        static double Luminance(string colour)
        {
            string digits = colour.Length == 4 ? string.Concat(colour[1..].Select(digit => $"{digit}{digit}")) : colour[1..];
            double[] parts =
            [
                .. Convert.FromHexString(digits).Select(part => part / 255.0).Select(
                    part => part <= 0.04045 ? part / 12.92 : Math.Pow((part + 0.055) / 1.055, 2.4)),
            ];
            return (0.2126 * parts[0]) + (0.7152 * parts[1]) + (0.0722 * parts[2]);
        }
    }

    [TestMethod]
    public void A_browser_takes_the_script_of_the_page()
    {
        string chromium = Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator)
            .Select(place => Path.Combine(place, "chromium"))
            .FirstOrDefault(File.Exists) ?? throw new AssertInconclusiveException("skipped: no Chromium is on the path");
        using TempDirectory folder = new("page");
        string page = folder.Write("page.html", ReportPage.Write(Report()));
        var start = new ProcessStartInfo(
            chromium,
            ["--headless", "--no-sandbox", "--disable-gpu", $"--user-data-dir={folder["profile"]}", "--dump-dom", new Uri(page).AbsoluteUri])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var browser = Process.Start(start)!;
        browser.ErrorDataReceived += (_, _) => { };
        browser.BeginErrorReadLine();

        string seen = browser.StandardOutput.ReadToEnd();

        StringAssert.Contains(seen, "role=\"button\" tabindex=\"0\" aria-label=\"flask 3.0; requires click, words; asked for by the project\"");
        Assert.DoesNotContain("id=\"tools\" hidden", seen);
    }

    private static XElement Picture(EnvironmentReport report) => XElement.Parse(GraphPicture.Write(report));

    [TestMethod]
    public void A_pipeline_gets_the_digest_once_and_no_markup_of_strangers()
    {
        using TempDirectory folder = new("digest");
        string digest = PipelineDigest.Write(Report());
        HostFacts both = HostFacts.Current(
            new Dictionary<string, string> { ["GITHUB_STEP_SUMMARY"] = folder.Write("summary.md", "before\n"), ["TF_BUILD"] = "True" });

        string? command = PipelineDigest.Publish(digest, folder["default.md"], both);
        PipelineDigest.Publish(digest, folder["default.md"], both);

        Assert.AreEqual($"##vso[task.uploadsummary]{folder["default.md"]}", command);
        Assert.AreEqual(digest, File.ReadAllText(folder["default.md"]));
        Assert.AreEqual("before\n" + digest, File.ReadAllText(folder["summary.md"]));
        StringAssert.Contains(digest, "5 distributions: 1 declared directly");
        StringAssert.Contains(digest, "\\<img\\>");
        Assert.IsTrue(PipelineDigest.IsPipeline(both));
        Assert.IsFalse(PipelineDigest.IsPipeline(HostFacts.Current(new Dictionary<string, string>())));
        Assert.IsNull(PipelineDigest.Publish(digest, folder["none.md"], HostFacts.Current(new Dictionary<string, string>())));
        Assert.IsFalse(File.Exists(folder["none.md"]));
    }

    private static EnvironmentReport Report()
    {
        ReceiptPackage[] packages =
        [
            .. s_metadata.Select(entry => new ReceiptPackage
            {
                Name = entry.Key,
                Version = CoreMetadata.ParseHeaders(System.Text.Encoding.UTF8.GetBytes(entry.Value)).Version!,
                MetadataDirectory = $"{entry.Key}.dist-info",
                Sha256 = new string('a', 64),
                Source = $"https://user:s3cret@host/{entry.Key}.whl",
                IsDirect = entry.Key == "flask",
                DeclaredAt = new SourceSpan("/p/requirements.txt", 3, 1),
            }),
        ];
        var receipt = new Receipt
        {
            Engine = "1",
            Declaration = "d",
            Location = "/p/.venv",
            Verified = "2026-01-02 03:04:05Z",
            Configuration = "c",
            Packages = packages,
            Interpreter = new ReceiptInterpreter("/p/python3.11", "3.11.7", "", "cpython", "cpython-311", IsFreeThreaded: false),
            Vulnerabilities =
            [
                new ReceiptVulnerability(
                    "words", "1.0", "GHSA-1", ["CVE-1"], "moderate", "https://osv.dev/vulnerability/GHSA-1", "Shouts", "1.5")
            ],
            Warnings =
            [
                DiagnosticCatalog.All["PYENV3008"].At(
                    new SourceSpan("/p/requirements.txt", 3, 1), "`flask` is yanked <img> by https://user:s3cret@host/", "", "")
            ],
        };
        return new EnvironmentReport(
            "default", "/p/App.csproj", "", receipt, "3.11", "pyenv",
            EnvironmentLayout.For("/p/.venv", "3.11", "cpython", gilDisabled: false, windows: false),
            [
                .. InstalledGraph
                    .Of(packages, package => CoreMetadata.ParseHeaders(System.Text.Encoding.UTF8.GetBytes(s_metadata[package.Name])), PlanLab.Markers)
                    .Select(package => package with { Size = 2000 })
            ])
        {
            Markers = PlanLab.Markers
        };
    }

    private static IEnumerable<string> NamesIn(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member => NamesIn(member.Value).Prepend(member.Name)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(NamesIn),
        _ => [],
    };
}
