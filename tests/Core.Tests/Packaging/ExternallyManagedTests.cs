using System.Text;
using PythonEnv.Packaging.Metadata;

namespace PythonEnv.Core.Tests.Packaging;

[TestClass]
internal sealed class ExternallyManagedTests
{
    [TestMethod]
    [DataRow("[externally-managed]\nError=Use apt\n python3-xyz.\n .\n See x.\n", "Use apt\npython3-xyz.\n.\nSee x.")]
    [DataRow("[externally-managed]\nError=a\n\n b\n", "a\n\nb")]
    [DataRow("[externally-managed]\r\nERROR: 100% %(x)s ; all of it\r\n", "100% %(x)s ; all of it")]
    [DataRow("# c\n[other]\nError=x\n[externally-managed]\nError-de=deutsch\nError=plain\n", "plain")]
    public void The_distributors_words_are_read(string text, string message) =>
        Assert.AreEqual(message, ExternallyManaged.Parse(Encoding.UTF8.GetBytes(text)).Message);

    [TestMethod]
    [DataRow("")]
    [DataRow("Error=x\n")]
    [DataRow("[Externally-Managed]\nError=x\n")]
    [DataRow("[externally-managed]\nError\n")]
    [DataRow("[externally-managed]\nError-de=deutsch\n")]
    public void A_marker_that_says_nothing_readable_marks_all_the_same(string text) =>
        Assert.IsNull(ExternallyManaged.Parse(Encoding.UTF8.GetBytes(text)).Message);

    [TestMethod]
    public void A_marker_that_is_no_UTF8_says_nothing() =>
        Assert.IsNull(ExternallyManaged.Parse(Encoding.Latin1.GetBytes("[externally-managed]\nError=café\n")).Message);
}
