using System.Text;
using PythonEnv.Core.Tests.Packaging;
using PythonEnv.Diagnostics;
using PythonEnv.Locks.Model;
using PythonEnv.Locks.Standard;
using PythonEnv.Packaging.Tags;

namespace PythonEnv.Core.Tests.Locks;

[TestClass]
internal sealed class PylockSelectorTests
{
    private static readonly SupportedTags s_tags = new SupportedTags(
        [new WheelTag("cp311", "cp311", "linux_x86_64"), new WheelTag("py3", "none", "any")]);

    [TestMethod]
    public void The_wheel_of_the_best_tag_is_chosen_and_the_sdist_only_without_one()
    {
        PylockSelection selection = Select(
            Package(
                "foo", "wheels = [", File("foo-1.0-py3-none-any.whl"), ",", File("foo-1.0-cp311-cp311-linux_x86_64.whl"), "]\nsdist = ",
                File("foo-1.0.tar.gz")),
            Package("bar", "wheels = [", File("bar-1.0-cp38-cp38-win32.whl"), "]\nsdist = ", File("bar-1.0.tar.gz")));

        Assert.AreEqual(
            "foo-1.0-cp311-cp311-linux_x86_64.whl bar-1.0.tar.gz",
            string.Join(' ', selection.Choices.Select(choice => ((LockDistribution)choice.Source).FileName)));
    }

    [TestMethod]
    public void Every_reason_not_to_install_is_told_in_one_go()
    {
        PylockSelection selection = Select(
            Package("foo", "wheels = [", File("foo-1.0-cp38-cp38-win32.whl"), "]"),
            Package("bar", "requires-python = '<3'\nsdist = ", File("bar-1.0.tar.gz")),
            Package("baz", "sdist = ", File("baz-1.0.tar.gz")),
            Package("baz", "sdist = ", File("baz-1.0.tar.gz")),
            Package("qux", "marker = \"extra == 'x'\"\nsdist = ", File("qux-1.0.tar.gz")));

        Assert.IsEmpty(selection.Choices);
        Assert.AreEqual(
            "PYENV2002 PYENV2007 PYENV3002 PYENV3003",
            string.Join(' ', selection.Errors.Select(error => error.Code).Order(StringComparer.Ordinal)));
        Assert.IsTrue(selection.Errors.All(error => error.Where.Line > 0));
    }

    [TestMethod]
    public void Default_groups_count_unless_others_are_asked_for()
    {
        PylockFile file = Read(
            "default-groups = ['main']\n", Package("foo", "marker = \"'main' in dependency_groups\"\nsdist = ", File("foo-1.0.tar.gz")));
        var selector = new PylockSelector(file, "f", TestEnvironments.Linux, s_tags);

        Assert.HasCount(1, selector.Select().Choices);
        Assert.IsEmpty(selector.Select(dependencyGroups: []).Choices);
    }

    [TestMethod]
    public void A_lock_for_other_environments_is_refused_as_a_whole()
    {
        PylockFile file = Read("environments = [\"sys_platform == 'win32'\"]\n", Package("foo", "sdist = ", File("foo-1.0.tar.gz")));

        Diagnostic error = new PylockSelector(file, "/p/pylock.toml", TestEnvironments.Linux, s_tags).Select().Errors.Single();

        Assert.AreEqual("PYENV3002", error.Code);
        StringAssert.Contains(error.Message, "`sys_platform == \"win32\"`");
    }

    private static PylockSelection Select(params string[] packages) =>
        new PylockSelector(Read("", packages), "/p/pylock.toml", TestEnvironments.Linux, s_tags).Select();

    private static PylockFile Read(string head, params string[] packages)
    {
        PylockReading reading = PylockReader.Read(
            Encoding.UTF8.GetBytes($"lock-version = '1.0'\ncreated-by = 'hand'\n{head}{string.Concat(packages)}"), "/p/pylock.toml");
        return reading.File ?? throw new AssertFailedException(string.Join('\n', reading.Diagnostics));
    }

    private static string Package(string name, params string[] rest) => $"[[packages]]\nname = '{name}'\n{string.Concat(rest)}\n";

    private static string File(string name) => $"{{path = '{name}', hashes = {{sha256 = '{new string('0', 64)}'}}}}";
}
