using System.Security.Cryptography;
using System.Text;
using PythonEnv.Diagnostics;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Requirements;
using PythonEnv.Requirements.Files;
using PythonEnv.Requirements.Options;

namespace PythonEnv.Core.Tests.Requirements;

[TestClass]
internal sealed class RequirementsFileReaderTests
{
    [TestMethod]
    [DataRow("a b", "Write one requirement a line, as `name==version`", DisplayName = "two names")]
    [DataRow("a==1 --install-option=x", "Remove it", DisplayName = "an option of earlier versions of pip")]
    [DataRow("-x", "Remove it", DisplayName = "a letter that is no option")]
    [DataRow("--extra-index_url https://a/simple/", "Write `--extra-index-url`, or remove it", DisplayName = "a misspelt option")]
    [DataRow("--no", "Write the whole name", DisplayName = "the beginning of several options")]
    [DataRow("--pre=1", "Write `--pre` alone", DisplayName = "a value that nothing takes")]
    [DataRow("-f", "Write it behind the option, or remove the option", DisplayName = "an option without its value")]
    [DataRow("<<<<<<< HEAD", "Settle the conflict that a merge has left here", DisplayName = "a mark of a merge")]
    [DataRow("=======", "Settle the conflict that a merge has left here", DisplayName = "the middle of a merge")]
    [DataRow("-e git+git@h:o/r.git#egg=r", "Write `git+ssh://git@h/o/r.git#egg=r`", DisplayName = "an editable address of scp")]
    [DataRow("-e nowhere", "Correct the path", DisplayName = "an editable folder that is not there")]
    [DataRow("-e https://h/r.zip", "Remove the `-e`", DisplayName = "an editable archive")]
    public void A_line_that_cannot_be_read_comes_with_the_one_thing_to_do(string line, string remedy)
    {
        Diagnostic unreadable = new RequirementsText(line + "\n").Read().Diagnostics.Single();

        Assert.AreEqual("PYENV2002", unreadable.Code);
        Assert.AreEqual(remedy, unreadable.Remedy);
    }

    [TestMethod]
    public void A_requirement_knows_what_it_says_and_where()
    {
        DeclaredRequirement requirement = new RequirementsText(
            "# app\n\n  Flask[async,dotenv] == 2.2.2 ; python_version >= '3.8' \\\n    --hash=sha256:aa --hash=sha512:bb # pinned").Read().Requirements.Single();

        Assert.AreEqual(new SourceSpan(RequirementsText.Main, 3, 3, 55), requirement.Where);
        Assert.AreEqual("Flask", requirement.Name);
        Assert.AreEqual("flask", requirement.CanonicalName?.Value);
        Assert.AreEqual("async,dotenv", string.Join(',', requirement.Extras));
        Assert.AreEqual("2.2.2", requirement.PinnedVersion);
        Assert.AreEqual("python_version >= \"3.8\"", requirement.Marker?.ToString());
        Assert.AreEqual("sha256:aa sha512:bb", string.Join(' ', requirement.Hashes));
    }

    [TestMethod]
    public void A_constraint_with_an_extra_is_refused_as_pip_does()
    {
        Diagnostic found = new RequirementsText("flask\n-c c.txt").With("c.txt", "flask[async]==2").Read().Diagnostics.Single();

        Assert.AreEqual(
            "/p/c.txt(1,1): error PYENV2002: a constraint can't have extras. The line is `flask[async]==2`. Leave the extras to the requirement.",
            found.ToString());
    }

    [TestMethod]
    public void Includes_are_relative_to_their_file_and_every_file_read_is_listed_with_its_digest()
    {
        RequirementsFile read = new RequirementsText("-r sub/a.txt\n-c c.txt\nflask").With("sub/a.txt", "-r b.txt")
            .With("sub/b.txt", "six==1")
            .With("c.txt", "flask==2")
            .Read();

        CollectionAssert.AreEqual(new[] { "six==1", "flask" }, read.Requirements.Select(r => r.Display).ToArray());
        CollectionAssert.AreEqual(new[] { "flask==2" }, read.Constraints.Select(r => r.Display).ToArray());
        CollectionAssert.AreEqual(
            new[] { RequirementsText.Main, "/p/sub/a.txt", "/p/sub/b.txt", "/p/c.txt" }, read.Files.Select(file => file.Path).ToArray());
        Assert.AreEqual(Convert.ToHexStringLower(SHA256.HashData("six==1"u8)), read.Files[2].Sha256);
    }

    [TestMethod]
    public void A_requirements_file_inside_constraints_requires_again()
    {
        RequirementsFile read = new RequirementsText("-c c.txt").With("c.txt", "-r a.txt").With("a.txt", "six==1").Read();

        Assert.AreEqual("six==1", read.Requirements.Single().Display);
    }

    [TestMethod]
    public void A_missing_include_is_reported_where_it_is_included_and_reading_goes_on()
    {
        RequirementsFile read = new RequirementsText("a==1\n-r nope.txt\nb=2\nc==3").Read();

        CollectionAssert.AreEqual(new[] { "2,1 PYENV2001", "3,2 PYENV2002" }, RequirementsText.Places(read.Diagnostics));
        Assert.HasCount(2, read.Requirements);
    }

    [TestMethod]
    public void A_missing_file_is_reported_where_it_was_declared()
    {
        RequirementsFile read = RequirementsFileReader.Read("/none/requirements.txt", new RequirementsReadOptions
        {
            WorkingDirectory = "/none",
            DeclaredAt = new SourceSpan("/none/app.csproj", 7, 3),
        });

        Assert.AreEqual(
            "/none/app.csproj(7,3): error PYENV2001: the requirements file `/none/requirements.txt` can't be read. There is no such file. Put it there, or correct what names it.",
            read.Diagnostics.Single().ToString());
    }

    [TestMethod]
    [DataRow("-r requirements.txt", "1,1 PYENV2002")]
    [DataRow("-r a.txt", "2,1 PYENV2002")]
    public void A_cycle_of_includes_is_an_error_at_the_line_that_closes_it(string text, string place)
    {
        RequirementsFile read = new RequirementsText(text).With("a.txt", "\n-r requirements.txt").Read();

        Assert.AreEqual(place, RequirementsText.Places(read.Diagnostics).Single());
    }

    [TestMethod]
    public void Includes_that_double_at_every_level_end()
    {
        RequirementsText text = new("-r 0.txt");
        for (int i = 0; i < 60; i++)
            text.With($"{i}.txt", $"-r {i + 1}.txt\n-r {i + 1}.txt");
        RequirementsFile read = text.With("60.txt", "a==1").Read();

        Assert.IsTrue(read.Diagnostics.Any(found => found.Problem.StartsWith("more than", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void A_file_of_the_network_is_read_only_if_its_source_allows()
    {
        Diagnostic refused = new RequirementsText("-r https://user:secret@h/r.txt").Read().Diagnostics.Single();
        RequirementsFile allowed = new RequirementsText("-r https://h/x/r.txt") { ReadsUrls = true }
            .With("https://h/x/r.txt", "-r s.txt").With("https://h/x/s.txt", "six==1").Read();

        Assert.AreEqual("PYENV2001", refused.Code);
        Assert.DoesNotContain("secret", refused.ToString());
        var root = new RequirementsRoot("https://user:secret@h/r.txt", IsConstraints: true, new SourceSpan("/p/App.csproj", 3, 1));
        RequirementsFile declared = RequirementsFileReader.Read([root], new RequirementsReadOptions
        {
            WorkingDirectory = "/p",
            Source = new RequirementsText(""),
            EnvironmentVariable = static _ => null,
        });
        Assert.AreEqual("the constraints file `https://****@h/r.txt` is not read", declared.Diagnostics.Single().Problem);
        Assert.AreEqual("six==1", allowed.Requirements.Single().Display);
    }

    [TestMethod]
    public void Options_are_collected_with_the_lines_that_declare_them()
    {
        IndexOptions options = new RequirementsText(
            "--pypi-url https://a/s\n--extra-index https://b/s\n-f wheels\n-f https://c/\n--no-bin :all:\n--only-b Foo_Bar\n--pre\n--trusted-host h:1\n--require-h").With("wheels/x", "").Read().Options;

        Assert.AreEqual(new Declared<string>("https://a/s", new SourceSpan(RequirementsText.Main, 1, 1, 22)), options.IndexUrl);
        Assert.AreEqual(2, options.ExtraIndexUrls.Single().Where.Line);
        CollectionAssert.AreEqual(new[] { "/p/wheels", "https://c/" }, options.FindLinks.Select(link => link.Value).ToArray());
        Assert.IsFalse(options.Formats.AllowsSource(PackageName.Normalize("foo.bar")));
        Assert.IsFalse(options.Formats.AllowsWheels(PackageName.Normalize("other")));
        Assert.IsTrue(options.Releases.AllowsPrereleases(PackageName.Normalize("any")));
        Assert.AreEqual(7, options.Pre?.Where.Line);
        Assert.AreEqual("h:1", options.TrustedHosts.Single().Value);
        Assert.IsTrue(options.RequireHashes?.Value);
    }

    [TestMethod]
    [DataRow("utf-8", "é==1")]
    [DataRow("utf-16", "é==1")]
    [DataRow("utf-16BE", "é==1")]
    [DataRow("utf-32", "é==1")]
    [DataRow("utf-32BE", "é==1")]
    public void A_byte_order_mark_decides_about_the_encoding(string encoding, string text)
    {
        Encoding named = Encoding.GetEncoding(encoding);

        Assert.AreEqual(text, new RequirementsText([.. named.GetPreamble(), .. named.GetBytes(text)]).Read().Lines.Single().Text);
    }

    [TestMethod]
    [DataRow("# -*- coding: latin-1 -*-\n", "iso-8859-1")]
    [DataRow("#!x\n# vim: fileencoding=ISO_8859-1\n", "iso-8859-1")]
    [DataRow("# coding=cp1252\n", "windows-1252")]
    public void A_coding_comment_decides_about_the_encoding(string comment, string encoding)
    {
        byte[] bytes = CodePagesEncodingProvider.Instance.GetEncoding(encoding)?.GetBytes(comment + "é==1")
            ?? Encoding.GetEncoding(encoding).GetBytes(comment + "é==1");

        Assert.AreEqual("é==1", new RequirementsText(bytes).Read().Lines.Single().Text);
    }

    [TestMethod]
    public void Bytes_that_are_no_text_are_an_error_at_their_line()
    {
        Diagnostic found = new RequirementsText([.. "a==1\nb==1 # caf"u8, 0xE9, (byte)'\n']).Read().Diagnostics.Single();

        Assert.AreEqual("2,0 PYENV2002", RequirementsText.Places([found])[0]);
    }

    [TestMethod]
    [DataRow("utf-16")]
    [DataRow("utf-16BE")]
    public void A_file_without_the_mark_that_it_needs_is_one_error(string encoding)
    {
        byte[] bytes = Encoding.GetEncoding(encoding).GetBytes("click==8.1\nflask==2.2\n");

        Diagnostic found = new RequirementsText(bytes).Read().Diagnostics.Single();

        Assert.AreEqual(("it is UTF-16 without a byte order mark", "Save it as UTF-8"), (found.Evidence, found.Remedy));
    }

    [TestMethod]
    public void The_value_of_a_variable_never_shows()
    {
        RequirementsFile read = new RequirementsText(
            "foo @ https://h/${TOKEN}/foo-1.0.zip\n-i https://u:${TOKEN}@h/simple extra\nbad ${TOKEN}")
            .WithVariable("TOKEN", "s3cr3t").Read();

        Assert.AreEqual("https://h/s3cr3t/foo-1.0.zip", read.Requirements.Single().Url);
        Assert.AreEqual("foo @ https://h/${TOKEN}/foo-1.0.zip", read.Requirements.Single().ToString());
        Assert.HasCount(2, read.Diagnostics);
        Assert.DoesNotContain("s3cr3t", string.Join('\n', read.Diagnostics));
        Assert.IsEmpty(read.Credentials);
    }

    [TestMethod]
    public void A_place_after_a_variable_is_the_place_in_the_file()
    {
        RequirementsFile read = new RequirementsText("foo==${V} \\\n  --pre ; ${V}").WithVariable("V", "1.2.3.4.5.6").Read();

        CollectionAssert.AreEqual(new[] { "2,9 PYENV2002", "2,3 PYENV2002" }, RequirementsText.Places(read.Diagnostics));
    }

    [TestMethod]
    [DataRow("foo=1", "1,4")]
    [DataRow("foo ==1.0 ; python_vers > '3'", "1,13")]
    [DataRow("a==1 \\\n  ,==x", "2,6")]
    [DataRow("../a-1.0-py3-none-any.whl#sha256=b", "1,26")]
    [DataRow("./a-1.0-py3-none-any.whl[x]#sha256=b", "1,28")]
    public void What_can_t_be_parsed_is_blamed_where_it_stands(string text, string place)
    {
        Assert.AreEqual($"{place} PYENV2002", RequirementsText.Places(new RequirementsText(text).Read().Diagnostics).Single());
    }

    [TestMethod]
    [DataRow("a @ file:../w/a-1.0-py3-none-any.whl#sha256=b", "file:///w/a-1.0-py3-none-any.whl#sha256=b")]
    [DataRow("a @ file:w/a-1.0-py3-none-any.whl", "file:///p/w/a-1.0-py3-none-any.whl")]
    [DataRow("file:../w/a-1.0-py3-none-any.whl#sha256=b", "file:///w/a-1.0-py3-none-any.whl#sha256=b")]
    public void A_URL_with_a_relative_path_is_seen_from_the_working_directory(string text, string url) =>
        Assert.AreEqual(url, new RequirementsText(text).Read().Requirements.Single().Url);

    [TestMethod]
    [DataRow("./none")]
    [DataRow("-e ./none")]
    [DataRow("./bare")]
    public void A_folder_that_can_t_be_installed_is_still_a_local_requirement(string text)
    {
        Assert.AreEqual(
            "1,1 PYENV2005", RequirementsText.Places(new RequirementsText(text).With("bare/x", "").Read().Diagnostics).Single());
    }

    [TestMethod]
    public void A_secret_in_the_URL_of_an_include_never_shows()
    {
        RequirementsFile read = new RequirementsText("-r https://h/${TOKEN}/r.txt").WithVariable("TOKEN", "s3cr3t").Read();

        StringAssert.Contains(read.Diagnostics.Single().Problem, "https://h/${TOKEN}/r.txt", StringComparison.Ordinal);
    }

    [TestMethod]
    public void A_backslash_is_a_path_on_Windows_only()
    {
        RequirementsFile windows = new RequirementsText("sub\\pkg") { Windows = true }.Read();
        RequirementsFile posix = new RequirementsText("sub\\pkg").Read();

        StringAssert.Contains(
            windows.Diagnostics.Single().Problem, "neither a requirement nor a path that exists", StringComparison.Ordinal);
        StringAssert.Contains(posix.Diagnostics.Single().Problem, "can't be parsed", StringComparison.Ordinal);
    }
}
