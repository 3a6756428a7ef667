using System.Diagnostics;
using System.Text;
using PythonEnv.Environments;
using PythonEnv.Environments.Activation;
using PythonEnv.Environments.Making;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Environments;

[TestClass]
internal sealed class ActivationScriptsTests
{
    [TestMethod]
    [DataRow("sh", "activate", ".")]
    [DataRow("bash", "activate", "source")]
    [DataRow("dash", "activate", ".")]
    [DataRow("zsh", "activate", "source")]
    [DataRow("fish", "activate.fish", "source")]
    [DataRow("tcsh", "activate.csh", "source")]
    public async Task A_shell_enters_the_environment_and_leaves_it_as_it_was(string shell, string script, string enter)
    {
        using TempDirectory folder = new("it's ünï code");
        EnvironmentLayout layout = Made(folder["my env"]);
        string path = Environment.GetEnvironmentVariable("PATH")!;

        string[] lines = await RunAsync(shell, folder.Path, $"""
            {enter} "{layout.ScriptsDirectory}/{script}"
            echo "[$VIRTUAL_ENV] [$VIRTUAL_ENV_PROMPT]"
            python -c "import sys; print(sys.prefix)"
            env | grep -c PYTHONHOME
            deactivate
            env | grep -c "^VIRTUAL_ENV"
            env | grep "^PATH="
            env | grep "^PYTHONHOME="
            """, ("PYTHONHOME", "/elsewhere"));

        CollectionAssert.AreEqual(
            new[] { $"[{layout.Root}] [my env]", layout.Root, "0", "0", $"PATH={path}", "PYTHONHOME=/elsewhere" }, lines);
    }

    [TestMethod]
    public async Task PowerShell_enters_the_environment_and_leaves_it_as_it_was()
    {
        using TempDirectory folder = new("it's ünï code");
        EnvironmentLayout layout = Made(folder["my env"]);

        string[] lines = await RunAsync("pwsh", folder.Path, $$"""
            $path = $env:PATH
            . "{{layout.ScriptsDirectory}}/Activate.ps1"
            echo "[$env:VIRTUAL_ENV] [$env:VIRTUAL_ENV_PROMPT] [$env:PYTHONHOME] $((prompt).StartsWith('(my env) PS '))"
            python -c "import sys; print(sys.prefix)"
            deactivate
            echo "[$env:VIRTUAL_ENV] [$env:VIRTUAL_ENV_PROMPT] [$env:PYTHONHOME] $((prompt).StartsWith('PS ')) $($env:PATH -eq $path)"
            """, ("PYTHONHOME", "/elsewhere"));

        CollectionAssert.AreEqual(
            new[] { $"[{layout.Root}] [my env] [] True", layout.Root, "[] [] [/elsewhere] True True" }, lines);
    }

    [TestMethod]
    [DataRow("bash", "activate", "source")]
    [DataRow("zsh", "activate", "source")]
    [DataRow("fish", "activate.fish", "source")]
    [DataRow("tcsh", "activate.csh", "source")]
    public async Task Entering_one_leaves_the_other(string shell, string script, string enter)
    {
        using TempDirectory folder = new();
        EnvironmentLayout one = Made(folder["one"]);
        EnvironmentLayout other = Made(folder["other"]);
        string path = Environment.GetEnvironmentVariable("PATH")!;

        string[] lines = await RunAsync(shell, folder.Path, $"""
            {enter} "{one.ScriptsDirectory}/{script}"
            {enter} "{other.ScriptsDirectory}/{script}"
            env | grep "^PATH="
            deactivate
            env | grep "^PATH="
            """);

        CollectionAssert.AreEqual(new[] { $"PATH={other.ScriptsDirectory}:{path}", $"PATH={path}" }, lines);
    }

    [TestMethod]
    public async Task A_strict_shell_enters_it_too()
    {
        using TempDirectory folder = new();
        EnvironmentLayout layout = Made(folder["env"]);

        string[] lines = await RunAsync("bash", folder.Path, $"""
            set -eu
            . "{layout.ScriptsDirectory}/activate"
            deactivate
            echo left
            """);

        CollectionAssert.AreEqual(new[] { "left" }, lines);
    }

    [TestMethod]
    public void Each_platform_has_those_of_its_shells()
    {
        using TempDirectory folder = new();
        EnvironmentLayout layout = EnvironmentLayout.For(folder["env"], "3.11", "cpython", gilDisabled: false, windows: true);
        Directory.CreateDirectory(layout.ScriptsDirectory);

        ActivationScripts.Write(layout.ScriptsDirectory, layout.IsWindows, @"C:\it's mine\.venv");

        string[] names =
        [
            .. Directory.GetFiles(layout.ScriptsDirectory).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)
        ];
        CollectionAssert.AreEqual(new[] { "Activate.ps1", "activate", "activate.bat", "activate.fish", "deactivate.bat" }, names);
        foreach (string name in names)
        {
            string text = File.ReadAllText(Path.Combine(layout.ScriptsDirectory, name));
            Assert.DoesNotContain("@ROOT@", text);
            Assert.DoesNotContain("@NAME@", text);
            Assert.AreEqual(Path.GetExtension(name) == ".bat", text.Contains("\r\n", StringComparison.Ordinal), name);
            Assert.IsTrue(OwnFiles.IsSkeleton(layout, Path.Combine(layout.ScriptsDirectory, name)), name);
        }
        StringAssert.Contains(File.ReadAllText(Path.Combine(layout.ScriptsDirectory, "activate")), @"VIRTUAL_ENV='C:\it'\''s mine\.venv'");
        StringAssert.Contains(
            File.ReadAllText(Path.Combine(layout.ScriptsDirectory, "activate.fish")), @"set -gx VIRTUAL_ENV 'C:\\it\'s mine\\.venv'");
    }

    private static EnvironmentLayout Made(string root)
    {
        Requires.Posix("its shells");
        string python = PythonOracle.Required.Executable;
        EnvironmentLayout layout = EnvironmentLayout.For(root, "3.11", "cpython", gilDisabled: false, windows: false);
        EnvironmentCreator.Create(
            layout, new BaseInstallation(python, "3.11.0", "3.11", "cpython", GilDisabled: false, HasLib64: true, ""),
            systemSitePackages: false);
        ActivationScripts.Write(layout.ScriptsDirectory, layout.IsWindows, layout.Root);
        return layout;
    }

    private static async Task<string[]> RunAsync(
        string shell, string folder, string program, params (string Name, string Value)[] variables)
    {
        if (!Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Any(each => File.Exists(Path.Combine(each, shell))))
            Assert.Inconclusive($"skipped: there is no {shell} on this machine");
        // PowerShell runs a file by this name only; the others do not look at it.
        string file = Path.Combine(folder, "program.ps1");
        await File.WriteAllTextAsync(file, program + "\n");
        var start = new ProcessStartInfo(shell, [file])
        {
            RedirectStandardOutput = true,
            StandardOutputEncoding = Encoding.UTF8,
            Environment = { ["LC_ALL"] = "C.UTF-8", ["PYTHONIOENCODING"] = "utf-8", ["HOME"] = folder },
        };
        start.Environment.Remove("VIRTUAL_ENV");
        start.Environment.Remove("PYTHONHOME");
        foreach ((string name, string value) in variables)
            start.Environment[name] = value;
        using Process process = Process.Start(start)!;
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
