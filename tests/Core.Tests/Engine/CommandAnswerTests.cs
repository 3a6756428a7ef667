using PythonEnv.Declarations;
using PythonEnv.Engine;

namespace PythonEnv.Core.Tests.Engine;

/// <summary>Whoever calls a target is told what came of it, also where there was nothing to do.</summary>
[TestClass]
internal sealed class CommandAnswerTests
{
    [TestMethod]
    public async Task Verify_says_what_it_has_held_against_the_declaration()
    {
        using EngineLab lab = EngineLab.Greeting();
        await lab.ShouldRestoreAsync();

        Answers(lab, engine => engine.Verify(default), "PythonEnv: .venv is as declared, every file of 2 distributions");
    }

    [TestMethod]
    public void Check_says_where_the_pins_can_be_installed()
    {
        using EngineLab lab = EngineLab.Greeting();
        lab.Declared[DeclaredNames.TargetRids] = "linux-musl-arm64;osx-arm64";

        Answers(
            lab, engine => engine.Check(default), "PythonEnv: all 2 pins can be installed on this machine, linux-musl-arm64, osx-arm64");
    }

    [TestMethod]
    public async Task Clean_says_whether_there_was_something_to_remove()
    {
        using EngineLab lab = EngineLab.Greeting();
        await lab.ShouldRestoreAsync();

        Answers(lab, engine => engine.Clean(default), "PythonEnv: removed .venv");
        Answers(lab, engine => engine.Clean(default), "PythonEnv: there is no .venv");
    }

    [TestMethod]
    public async Task A_build_in_Verify_mode_has_no_question_to_answer()
    {
        using EngineLab lab = EngineLab.Greeting();
        await lab.ShouldRestoreAsync();
        lab.Declared[DeclaredNames.Mode] = "Verify";

        Assert.IsNotNull(await lab.RestoreAsync(), lab.Log.ToString());

        Assert.IsEmpty(lab.Log.Outputs);
    }

    private static void Answers(EngineLab lab, Action<EnvironmentEngine> command, string answer)
    {
        lab.Run(command);
        Assert.AreEqual(answer, lab.Log.Outputs.Single(), lab.Log.ToString());
    }
}
