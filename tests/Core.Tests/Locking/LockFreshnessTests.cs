using PythonEnv.Core.Tests.Planning;
using PythonEnv.Diagnostics;
using PythonEnv.Locking.Freshness;
using PythonEnv.Locking.Inputs;
using PythonEnv.Locking.Writing;
using PythonEnv.Packaging.Tags;
using PythonEnv.Packaging.Targets;

namespace PythonEnv.Core.Tests.Locking;

[TestClass]
internal sealed class LockFreshnessTests
{
    private const string LockPath = "/p/requirements.txt";
    private const string Input = "/p/requirements.in";

    private static readonly TargetEnvironment s_linux = new("linux-x64", "linux-x64", new SupportedTags([]), PlanLab.Markers);

    [TestMethod]
    public void The_same_question_needs_no_new_answer() => Assert.IsNull(Compare("click>=8", "-c colorama<1"));

    [TestMethod]
    public void What_came_went_and_changed_is_told_with_its_line()
    {
        Diagnostic found = Compare("httpx", "click>=9", "flask")!;

        Assert.AreEqual(
            "/p/requirements.in(1): warning PYENV6001: `requirements.txt` is older than what it was made from. "
            + "+ `httpx` (line 1), ~ `click>=8` → `click>=9` (line 2), + `flask` (line 3), - `-c colorama<1`. Run `dotnet build -t:PythonEnvLock`.",
            found.ToString());
    }

    [TestMethod]
    public void What_only_went_is_told_at_the_lock() => Assert.AreEqual(new SourceSpan(LockPath, 1), Compare("click>=8")!.Where);

    [TestMethod]
    public void Another_order_is_another_question() => StringAssert.Contains(Compare("-c colorama<1", "click>=8")!.Message, "order");

    [TestMethod]
    public void Many_differences_are_counted() =>
        StringAssert.Contains(Compare([.. Enumerable.Range(0, 20).Select(i => $"name{i}")])!.Message, "and 14 more");

    [TestMethod]
    public void Pins_that_somebody_edited_are_a_warning()
    {
        string text = LockText.Write(LockPath, SampleLock.Content);

        Assert.IsNull(Of(text).CompareContent());
        Assert.AreEqual("PYENV6002", Of(text.Replace("8.1.3", "8.1.2", StringComparison.Ordinal)).CompareContent()!.Code);
    }

    [TestMethod]
    public void A_lock_is_good_for_its_targets_and_for_fewer()
    {
        Assert.IsNull(Targets("3.11"));
        Assert.IsNull(Targets("3.11", "linux-x64"));
        Assert.IsNull(Targets("3.11", "win-x64", "linux-x64"));
    }

    [TestMethod]
    [DataRow("3.12", "", "was made for another Python")]
    [DataRow("3.11", "osx-arm64", "was not made for osx-arm64")]
    [DataRow("3.11", "linux-x64=glibc2.17", "was not made for linux-x64=glibc2.17")]
    public void A_lock_is_not_good_for_others(string python, string declared, string problem)
    {
        Diagnostic found = Targets(python, declared.Length == 0 ? [] : [declared])!;

        Assert.AreEqual("PYENV6003", found.Code);
        StringAssert.Contains(found.Message, problem);
    }

    [TestMethod]
    public void A_machine_of_another_platform_is_told_what_to_declare()
    {
        Diagnostic found = Of(LockText.Write(LockPath, SampleLock.Content)).CompareTargets([], s_linux with { Rid = "osx-arm64" }, "3.11")!;

        StringAssert.Contains(found.Message, "Add `osx-arm64` to `PythonEnvTargetRids`");
    }

    private static Diagnostic? Targets(string python, params string[] declared) =>
        Of(LockText.Write(LockPath, SampleLock.Content)).CompareTargets(
        [.. declared.Select(text => TargetNotation.TryParse(
            text, out TargetNotation? target, out _) ? target : throw new FormatException(text))], s_linux, python);

    private static Diagnostic? Compare(params string[] inputs) => Of(LockText.Write(LockPath, SampleLock.Content)).CompareInputs(
        [.. inputs.Select((text, i) => new InputEntry(text, new SourceSpan(Input, i + 1)))]);

    private static LockFreshness Of(string text) => new(LockPath, LockText.Read(LockPath, text)!);
}
