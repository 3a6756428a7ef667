using System.Text.RegularExpressions;
using PythonEnv.Declarations;
using PythonEnv.Diagnostics;
using PythonEnv.Host.Files;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Engine;

/// <summary>Pins that fit each other on paper and do not import.</summary>
[TestClass]
internal sealed class ImportCheckTests
{
    [TestMethod]
    public async Task A_Jinja_of_old_imports_up_to_3_9()
    {
        using EngineLab lab = OldJinja(MachineInterpreters.Pyenv("3.9"));

        await lab.ShouldRestoreAsync();
    }

    [TestMethod]
    public async Task And_from_3_10_on_Pythons_own_words_say_why_it_does_not()
    {
        Requires.NotWine("a Python that knows the paths of Windows");
        using EngineLab lab = OldJinja(MachineInterpreters.Pyenv("3.10"));

        await lab.ShouldNotRestoreAsync("PYENV5007");

        Diagnostic failure = lab.Log.Errors.Single();
        Assert.AreEqual((lab["app/requirements.txt"], 2), (failure.Where.File, failure.Where.Line));
        Assert.AreEqual("the module `jinja2` of `jinja2` 2.10 can't be imported", failure.Problem);
        Assert.AreEqual("AttributeError: module 'collections' has no attribute 'Mapping' at `jinja2/sandbox.py`, line 4", failure.Evidence);
        Assert.IsFalse(Path.Exists(lab.Location));
    }

    [TestMethod]
    public async Task A_celery_whose_kombu_was_swapped_is_found_by_importing_it()
    {
        Requires.Posix("a lock for Linux");
        string wheels = Wheelhouse.Folder("bookworm");
        string pins = Regex.Replace(File.ReadAllText(Wheelhouse.Lock("celery")), @"\s*\\\s+--hash=\S+", "");
        // This celery reads entry points as Python 3.11 and older have them.
        using EngineLab lab = new(MachineInterpreters.Pyenv("3.11"));
        lab.Declared[DeclaredNames.FindLinks] = wheels;
        lab.Declared[DeclaredNames.ImportChecks] = "celery.app.base;direct";
        lab.Pinned(pins);
        await lab.ShouldRestoreAsync();

        // The same name and version, and not the same code.
        string version = Regex.Match(pins, @"kombu==(\S+)").Groups[1].Value;
        string swapped = new WheelBuilder("kombu", version).WithFile(
            "kombu/__init__.py", "Connection = Consumer = Exchange = Producer = Queue = None\n").WriteTo(lab["swapped"]);
        lab.Pinned(Regex.Replace(
            pins, @"^kombu==.*$", $"kombu @ file://{swapped}#sha256={Digest.OfFile(swapped)}", RegexOptions.Multiline));
        await lab.ShouldNotRestoreAsync("PYENV5007");

        StringAssert.Contains(lab.Log.ToString(), "ModuleNotFoundError: No module named 'kombu.");
        StringAssert.Contains(lab.Log.ToString(), "at `celery/");
        Assert.AreEqual(version, lab.Python("import kombu; print(kombu.__version__)"));
    }

    private static EngineLab OldJinja(string interpreter)
    {
        EngineLab lab = new EngineLab(interpreter)
            .With(
                new WheelBuilder("Jinja2", "2.10")
                    .WithFile("jinja2/__init__.py", "from jinja2.sandbox import types\n")
                    .WithFile("jinja2/sandbox.py", "import collections\nimport markupsafe\n\ntypes = (collections.Mapping,)\n")
                    .WithRequires("MarkupSafe>=0.23"),
                new WheelBuilder("MarkupSafe", "1.1").WithFile("markupsafe.py", ""))
            .Pinned("MarkupSafe==1.1", "Jinja2==2.10");
        lab.Declared[DeclaredNames.ImportChecks] = "direct";
        return lab;
    }
}
