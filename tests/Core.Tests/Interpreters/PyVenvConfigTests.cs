using PythonEnv.Interpreters;

namespace PythonEnv.Core.Tests.Interpreters;

[TestClass]
internal sealed class PyVenvConfigTests
{
    private const string Text =
        "home = /usr/bin\ninclude-system-site-packages = false\nversion = 3.11.2\nexecutable = /usr/bin/python3.11\n";

    [TestMethod]
    public void The_settings_of_venv_are_read_and_written_as_they_were()
    {
        PyVenvConfig config = PyVenvConfig.Parse(Text);
        Assert.AreEqual("/usr/bin", config.Home);
        Assert.AreEqual("3.11.2", config["version"]);
        Assert.IsFalse(config.IncludesSystemSitePackages);
        Assert.AreEqual(Text, config.ToString());
    }

    [TestMethod]
    public void Keys_have_any_case_and_values_may_hold_equals_signs()
    {
        PyVenvConfig config = PyVenvConfig.Parse("no setting\r\n HOME=C:\\a=b \r\nInclude-System-Site-Packages = TRUE");
        Assert.AreEqual("C:\\a=b", config.Home);
        Assert.IsTrue(config.IncludesSystemSitePackages);
    }

    [TestMethod]
    public void The_first_home_and_the_last_of_all_else_count()
    {
        PyVenvConfig config = PyVenvConfig.Parse("home = /a\nhome = /b\nprompt = x\nprompt = y\n");
        Assert.AreEqual(("/a", "y"), (config.Home, config["prompt"]));
    }

    [TestMethod]
    public void System_packages_are_visible_unless_the_file_says_no() =>
        Assert.IsTrue(PyVenvConfig.Parse("home = /a\n").IncludesSystemSitePackages);
}
