using PythonEnv.Declarations;
using PythonEnv.Engine.Context;
using PythonEnv.Engine.Stages;
using PythonEnv.Environments;
using PythonEnv.Environments.Making;
using PythonEnv.Environments.Proving;
using PythonEnv.Environments.Receipts;
using PythonEnv.Host;
using PythonEnv.Host.Files;
using PythonEnv.Interpreters;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Engine;

/// <summary>
/// For what is read of an environment: one with its receipt, made in a millisecond. Its interpreter is a text file, its one distribution a
/// RECORD.
/// </summary>
internal sealed class FinishedEnvironment : IDisposable
{
    public FinishedEnvironment()
    {
        Requires.Posix("links without rights");
        string executable = Folder.Write("python/bin/python3.11", "an interpreter");
        Folder.Write("python/lib/python3.11/os.py", "");
        Requirements = Folder.Write("app/requirements.txt", "words==1.0\n");
        Layout = EnvironmentLayout.For(Folder["app/.venv"], "3.11", "cpython", gilDisabled: false, windows: false);
        var installation = new BaseInstallation(executable, "3.11.7", "3.11", "cpython", GilDisabled: false, HasLib64: true, "");
        EnvironmentCreator.Create(Layout, installation, systemSitePackages: false);
        string record = Path.Combine(Layout.SitePackages, "words-1.0.dist-info", "RECORD");
        Directory.CreateDirectory(Path.GetDirectoryName(record)!);
        File.WriteAllText(record, "words-1.0.dist-info/RECORD,,\n");

        var watched = new WatchedInputs();
        watched.File(Requirements);
        watched.File(Folder["app/pyproject.toml"]);
        watched.Variable("PIP_INDEX_URL", Variables["PIP_INDEX_URL"]);
        string stamp = InterpreterIdentity.Of(executable, Folder["python/lib/python3.11"], HostFacts.Current())!.ToString();
        string files = FileList.Of(Layout, null, [], new HashSet<string>()).WriteTo(Layout.Root);
        ReceiptFile.Write(new Receipt
        {
            Engine = EngineVersion.Current,
            Declaration = Values.Digest(),
            Location = Layout.Root,
            Verified = "2026-01-02 03:04:05Z",
            Interpreter = new ReceiptInterpreter(
                executable, "3.11.7", stamp, "cpython", "cpython-311-x86_64-linux-gnu", IsFreeThreaded: false),
            Configuration = Digest.OfFile(Layout.ConfigurationFile)!,
            FileList = files,
            Files = watched.Files,
            Variables = watched.Variables,
            Packages = [new ReceiptPackage { Name = "words", Version = "1.0", MetadataDirectory = "words-1.0.dist-info" }],
        }, Layout.Root);
    }

    public TempDirectory Folder { get; } = new("finished");

    public Dictionary<string, string> Declared { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, string> Variables { get; } = new(StringComparer.Ordinal)
    {
        ["PIP_INDEX_URL"] = "https://user:secret@host/simple"
    };

    public string Requirements { get; }

    public EnvironmentLayout Layout { get; }

    public DeclaredValues Values => new("default", Folder["app/App.csproj"], name => Declared.GetValueOrDefault(name, ""));

    public Receipt Receipt =>
        ReceiptFile.TryRead(Layout.Root, out Receipt? receipt) ? receipt : throw new AssertFailedException("there is no receipt");

    public string? Variable(string name) => Variables.GetValueOrDefault(name);

    public FastVerdict Look() => FastCheck.Run(Values, Variable);

    public void Dispose() => Folder.Dispose();
}
