using System.Text;
using PythonEnv.Host.Files;

namespace PythonEnv.Core.Tests.Host;

[TestClass]
internal sealed class SealedTextTests
{
    [TestMethod]
    [DataRow("")]
    [DataRow("one line")]
    [DataRow("two\nlines\n")]
    public void A_sealed_text_comes_back_as_it_was(string text) => Assert.AreEqual(text, Open(SealedText.Seal(text)));

    [TestMethod]
    public void A_change_of_any_character_breaks_the_seal()
    {
        string sealedText = SealedText.Seal("name\nurl");
        for (int i = 0; i < sealedText.Length; i++)
            Assert.IsNull(Open($"{sealedText[..i]}{(char)(sealedText[i] ^ 1)}{sealedText[(i + 1)..]}"), $"at {i}");
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("no seal")]
    [DataRow("cut\nabc")]
    public void What_was_never_sealed_is_no_text(string content) => Assert.IsNull(Open(content));

    private static string? Open(string content) =>
        SealedText.Open(Encoding.UTF8.GetBytes(content)) is { } text ? Encoding.UTF8.GetString(text.Span) : null;
}
