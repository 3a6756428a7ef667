using PythonEnv.Host.Processes;
using PythonEnv.Running;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Running;

[TestClass]
internal sealed class PythonTracebackTests
{
    [TestMethod]
    public void The_innermost_frame_and_the_last_line_are_taken() => Found("/app/b.py", 7, "ValueError: no such thing", """
        a warning
        Traceback (most recent call last):
          File "/app/a.py", line 3, in <module>
            b.run()
          File "/app/b.py", line 7, in run
            raise ValueError("no such thing")
            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
        ValueError: no such thing
        """);

    [TestMethod]
    public void Of_chained_exceptions_the_last_counts() => Found("b.py", 9, "RuntimeError: outer", """
        Traceback (most recent call last):
          File "a.py", line 1, in f
        KeyError: 'x'

        During handling of the above exception, another exception occurred:

        Traceback (most recent call last):
          File "b.py", line 9, in g
        RuntimeError: outer
        """);

    [TestMethod]
    public void A_syntax_error_has_no_header() => Found("x.py", 2, "SyntaxError: invalid syntax", """
          File "x.py", line 2
            def (:
                ^
        SyntaxError: invalid syntax
        """);

    [TestMethod]
    public void Line_ends_of_Windows_and_odd_names_are_read() =>
        Found(
            "C:\\a \"b\", c.py", 12, "E",
            "Traceback (most recent call last):\r\n  File \"C:\\a \"b\", c.py\", line 12, in <module>\r\nE\r\n");

    [TestMethod]
    [DataRow("")]
    [DataRow("Error: nothing of Python's")]
    [DataRow("Traceback (most recent call last):\n")]
    [DataRow("  File \"x.py\", line many\nE\n")]
    public void Anything_else_is_none(string text) => Assert.IsNull(PythonTraceback.Find(text));

    [TestMethod]
    public void A_text_of_several_lines_is_told_whole() => Found("a.py", 1, "ValueError: bad catalogue: line 3 has no price", """
        Traceback (most recent call last):
          File "a.py", line 1, in f
        ValueError: bad catalogue:
          line 3
        has no price

        And a word at the end.
        """);

    [TestMethod]
    public void What_the_interpreter_ignores_at_its_end_is_not_what_ended_it() => Found("a.py", 1, "KeyError: 'x'", """
        Traceback (most recent call last):
          File "a.py", line 1, in f
        KeyError: 'x'
        Exception ignored in: <function G.__del__ at 0x7f>
        Traceback (most recent call last):
          File "g.py", line 2, in __del__
        ValueError: late
        """);

    [TestMethod]
    public void A_group_is_placed_where_it_was_raised_and_tells_its_exceptions() =>
        Found("a.py", 7, "ExceptionGroup: two of them (2 sub-exceptions): ValueError: one; TypeError: two", """
          + Exception Group Traceback (most recent call last):
          |   File "a.py", line 9, in <module>
          |     work()
          |   File "a.py", line 7, in work
          |     raise ExceptionGroup("two of them", errors)
          | ExceptionGroup: two of them (2 sub-exceptions)
          +-+---------------- 1 ----------------
            | Traceback (most recent call last):
            |   File "a.py", line 3, in work
            |     raise ValueError("one")
            | ValueError: one
            +---------------- 2 ----------------
            | TypeError: two
            +------------------------------------
        """);

    [TestMethod]
    [DataRow("raise ValueError('plain')")]
    [DataRow("raise ExceptionGroup('many', [ValueError('one'), ExceptionGroup('inner', [TypeError('two')])])")]
    [DataRow("try:\n    1/0\nexcept ZeroDivisionError as e:\n    raise RuntimeError('a\\nb') from e")]
    [DataRow("x = (")]
    [DataRow("import asyncio\nasync def fail():\n    raise KeyError('k')\nasync def main():\n    async with asyncio.TaskGroup() as group:\n        group.create_task(fail())\nasyncio.run(main())")]
    public async Task What_an_interpreter_prints_is_read(string code)
    {
        string python = MachineInterpreters.Pyenv("3.11");
        using TempDirectory folder = new();
        string script = folder.Write("failing.py", code + "\n");

        ProcessResult result = await new ProcessRunner().RunAsync(
            new ProcessInvocation(python, [script], folder.Path, new Dictionary<string, string>()), CancellationToken.None);

        PythonTraceback? found = PythonTraceback.Find(result.StandardError);
        Assert.IsNotNull(found, result.StandardError);
        // Under Wine the interpreter's own names for folders are those of the host.
        Assert.Contains(Path.GetFileName(script), found.Frames.Select(frame => Path.GetFileName(frame.File)), result.StandardError);
        Assert.Contains(found.Error.Split(':', '(')[0].Trim(), result.StandardError);
        Assert.IsFalse(found.Error.Contains('\n', StringComparison.Ordinal), found.Error);
    }

    private static void Found(string file, int line, string error, string text)
    {
        PythonTraceback? found = PythonTraceback.Find(text);
        Assert.AreEqual((new PythonFrame(file, line), error), (found?.Frames[^1], found?.Error));
    }
}
