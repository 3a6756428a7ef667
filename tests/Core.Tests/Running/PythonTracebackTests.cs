using PythonEnv.Running;

namespace PythonEnv.Core.Tests.Running;

[TestClass]
internal sealed class PythonTracebackTests
{
    [TestMethod]
    public void The_innermost_frame_and_the_last_line_are_taken() => Found(new("/app/b.py", 7, "ValueError: no such thing"), """
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
    public void Of_chained_exceptions_the_last_counts() => Found(new("b.py", 9, "RuntimeError: outer"), """
        Traceback (most recent call last):
          File "a.py", line 1, in f
        KeyError: 'x'

        During handling of the above exception, another exception occurred:

        Traceback (most recent call last):
          File "b.py", line 9, in g
        RuntimeError: outer
        """);

    [TestMethod]
    public void A_syntax_error_has_no_header() => Found(new("x.py", 2, "SyntaxError: invalid syntax"), """
          File "x.py", line 2
            def (:
                ^
        SyntaxError: invalid syntax
        """);

    [TestMethod]
    public void Line_ends_of_Windows_and_odd_names_are_read() =>
        Found(new("C:\\a \"b\", c.py", 12, "E"), "Traceback (most recent call last):\r\n  File \"C:\\a \"b\", c.py\", line 12, in <module>\r\nE\r\n");

    [TestMethod]
    [DataRow("")]
    [DataRow("Error: nothing of Python's")]
    [DataRow("Traceback (most recent call last):\n")]
    [DataRow("  File \"x.py\", line many\nE\n")]
    public void Anything_else_is_none(string text) => Assert.IsNull(PythonTraceback.Find(text));

    private static void Found(PythonTraceback expected, string text) => Assert.AreEqual(expected, PythonTraceback.Find(text));
}
