using System.Text;
using PythonEnv.Core.Tests.Packaging;
using PythonEnv.Diagnostics;
using PythonEnv.Pins;
using PythonEnv.Requirements.Files;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Requirements;

[TestClass]
internal sealed class RequirementsFuzzTests
{
    public required TestContext TestContext { get; set; }

    [TestMethod]
    public void No_text_upsets_the_reader_or_the_policy()
    {
        TestSeed seed = TestSeed.Fresh(TestContext);
        var texts = new RequirementsTexts(seed.Random);
        Fuzz.Texts(
            seed, [.. Enumerable.Range(0, 500).Select(_ => texts.File())], RequirementsTexts.Alphabet,
            text => Check(Encoding.UTF8.GetBytes(text)));
    }

    [TestMethod]
    public void No_bytes_upset_the_reader_or_the_policy()
    {
        TestSeed seed = TestSeed.Fresh(TestContext);
        var texts = new RequirementsTexts(seed.Random);
        string[] encodings = ["utf-8", "utf-16", "utf-16BE", "utf-32"];
        byte[][] seeds =
        [
            .. from encoding in encodings.Select(Encoding.GetEncoding)
               from text in Enumerable.Range(0, 60).Select(_ => texts.File())
               select (byte[])[.. encoding.GetPreamble(), .. encoding.GetBytes(text)],
            .. encodings.Select(name => Encoding.UTF8.GetBytes($"# coding: {name}\n{texts.File()}")),
        ];
        Fuzz.Bytes(
            seed, seeds,
            ["# coding: "u8.ToArray(), "latin-1\n"u8.ToArray(), "cp1252\n"u8.ToArray(), [0xEF, 0xBB, 0xBF], [0xFF, 0xFE, 0, 0]], Check);
    }

    private static void Check(byte[] bytes)
    {
        RequirementsFile read = new RequirementsText(bytes) { ReadsUrls = true }
            .With("a.txt", "in-a==1.0\n-r requirements.txt")
            .With("c.txt", "foo==1.0")
            .With("pkg/setup.py", "")
            .WithVariable("SET", "s --hash=sha256:s")
            .Read();
        foreach (Diagnostic found in read.Diagnostics.Concat(
            PinPolicy.Check([read], new PinPolicyOptions { Environment = TestEnvironments.Linux })))
        {
            Assert.IsTrue(found.Where is { Line: >= 0, Column: >= 0, Length: >= 0 }, $"{found}");
            Assert.AreNotEqual("", found.Message);
        }
    }
}
