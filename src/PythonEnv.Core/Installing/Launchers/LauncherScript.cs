using PythonEnv.Packaging.Metadata;
using PythonEnv.Packaging.Versions;

namespace PythonEnv.Installing.Launchers;

/// <summary>
/// The Python text of a launcher: what the interpreter's own pip would write, to the byte, so that nothing tells the two apart. pip
/// changed it twice: 25.2 stopped importing <c>re</c>, which made commands start faster, and 26.0 shortened it once more.
/// </summary>
internal static class LauncherScript
{
    private static readonly PythonVersion WithoutRe = PythonVersion.Parse("25.2.dev0");
    private static readonly PythonVersion WithRemoveSuffix = PythonVersion.Parse("26.0.dev0");

    /// <param name="command">What to import and call.</param>
    /// <param name="pip">The version of the interpreter's pip; the newest form if null.</param>
    public static string Text(EntryPointScript command, PythonVersion? pip)
    {
        string[] lines = (pip ?? WithRemoveSuffix) switch
        {
            var version when version >= WithRemoveSuffix => ["    sys.argv[0] = sys.argv[0].removesuffix('.exe')"],
            var version when version >= WithoutRe => ["    if sys.argv[0].endswith('.exe'):", "        sys.argv[0] = sys.argv[0][:-4]"],
            _ => [@"    sys.argv[0] = re.sub(r'(-script\.pyw|\.exe)?$', '', sys.argv[0])"],
        };
        string[] head = pip is not null && pip < WithoutRe ? ["# -*- coding: utf-8 -*-", "import re", "import sys"] : ["import sys"];
        string[] text =
        [
            .. head,
            $"from {command.Module} import {command.Attribute.Split('.')[0]}",
            "if __name__ == '__main__':",
            .. lines,
            $"    sys.exit({command.Attribute}())",
            "",
        ];
        return string.Join('\n', text);
    }
}
