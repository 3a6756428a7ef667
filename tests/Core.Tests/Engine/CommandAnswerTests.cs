using PythonEnv.Declarations;
using PythonEnv.Engine;
using PythonEnv.Engine.Commands;
using PythonEnv.Environments.Receipts;

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
    public void Of_several_environments_an_answer_that_names_no_place_begins_with_the_name()
    {
        using EngineLab lab = EngineLab.Greeting();
        lab.Others = [lab.Values with { Environment = "docs" }];
        foreach (Action<EnvironmentEngine> command in (Action<EnvironmentEngine>[])
        [
            engine => engine.Check(default), engine => engine.ListOutdated(default), engine => engine.ShowTree(default),
            engine => engine.ShowWhy("wordshapes", default), engine => engine.Audit(default), engine => engine.Vendor(default)
        ])
        {
            lab.Run(command);

            Assert.AreEqual("PythonEnv: environment `default`", lab.Log.Outputs[0], lab.Log.ToString());
            Assert.IsGreaterThan(1, lab.Log.Outputs.Count, lab.Log.ToString());
        }
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

    [TestMethod]
    public void An_environment_that_is_off_is_left_alone_by_every_command_that_is_about_it()
    {
        using EngineLab lab = EngineLab.Greeting();
        // It is not even there.
        lab.Declared[DeclaredNames.Mode] = "Off";
        const string Answer = "PythonEnv: .venv is left alone: its mode is `Off`";

        Answers(lab, engine => engine.Verify(default), Answer);
        Answers(lab, engine => engine.ListOutdated(default), Answer);
        Answers(lab, engine => engine.ShowTree(default), Answer);
        Answers(lab, engine => engine.ShowWhy("words", default), Answer);
        Answers(lab, engine => engine.Audit(default), Answer);
        Answers(lab, engine => engine.Publish(new PublishRequest(lab["out"], "", [], false, false), default), Answer);
        Assert.IsFalse(Directory.Exists(lab["out"]));
    }

    [TestMethod]
    public async Task An_environment_that_is_off_is_neither_reported_nor_removed()
    {
        using EngineLab lab = EngineLab.Greeting();
        await lab.ShouldRestoreAsync();
        lab.Declared[DeclaredNames.Mode] = "Off";

        Answers(lab, engine => engine.Clean(default), "PythonEnv: .venv is left alone: its mode is `Off`");
        new ReportCommand(lab.Values, lab["reports"], lab.Log, lab.Host).Run(default);

        Assert.HasCount(2, lab.Log.Outputs);
        Assert.IsFalse(Directory.Exists(lab["reports"]));
        Assert.IsTrue(File.Exists(Receipt.PathIn(lab.Location)));
    }

    private static void Answers(EngineLab lab, Action<EnvironmentEngine> command, string answer)
    {
        lab.Run(command);
        Assert.IsEmpty(lab.Log.Diagnostics, lab.Log.ToString());
        Assert.AreEqual(answer, lab.Log.Outputs.Single(), lab.Log.ToString());
    }
}
