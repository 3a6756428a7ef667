using System.Collections.Immutable;
using System.Text;
using PythonEnv.Core.Tests.Environments;
using PythonEnv.Declarations;
using PythonEnv.Engine;
using PythonEnv.Engine.Stages;
using PythonEnv.Environments;
using PythonEnv.Environments.Proving;
using PythonEnv.Environments.Receipts;
using PythonEnv.Host;
using PythonEnv.Host.Files;
using PythonEnv.TestSupport;
using PythonEnv.TestSupport.Loopback;

namespace PythonEnv.Core.Tests.Engine;

/// <summary>For what a run of the engine does: a project with an environment, a folder of wheels and a cache, without a build.</summary>
internal sealed class EngineLab : IDisposable
{
    private readonly TempDirectory _folder = new("engine");
    private readonly Dictionary<string, string> _variables = new(StringComparer.Ordinal);

    public EngineLab(string? interpreter = null)
    {
        _variables[OperatingSystem.IsWindows() ? "USERPROFILE" : "HOME"] = _folder["home"];
        _variables["PATH"] = OperatingSystem.IsWindows() ? Environment.SystemDirectory : "/usr/bin:/bin";
        // No program of Windows can open a socket without it.
        if (OperatingSystem.IsWindows())
            _variables["SystemRoot"] = Environment.GetEnvironmentVariable("SystemRoot")!;
        Declared[DeclaredNames.Interpreter] = interpreter ?? MachineInterpreters.Usual;
        Declared[DeclaredNames.FindLinks] = _folder["wheels"];
        Declared[DeclaredNames.NoIndex] = "true";
        Declared[DeclaredNames.CacheDirectory] = _folder["cache"];
        _folder.Write("home/.keep", "");
        _folder.Write("app/App.csproj", "<Project />");
    }

    public Dictionary<string, string> Declared { get; } = new(StringComparer.Ordinal);

    /// <summary>What the last run said.</summary>
    public MemoryLog Log { get; private set; } = new();

    public string Root => _folder.Path;

    public string Location => Values.Location;

    /// <summary>The project that builds, below the folder.</summary>
    public string Project { get; set; } = "app/App.csproj";

    /// <summary>The environment's name.</summary>
    public string Name { get; set; } = DeclaredNames.DefaultEnvironment;

    /// <summary>The values that the environment's item gives itself; the properties give the others.</summary>
    public IReadOnlyCollection<string> OfItem { get; set; } = [];

    /// <summary>The project's other environments.</summary>
    public IReadOnlyList<DeclaredValues> Others { get; set; } = [];

    public DeclaredValues Values => new(Name, _folder[Project], name => Declared.GetValueOrDefault(name, ""))
    {
        Metadata = OfItem,
        Others = Others,
    };

    public HostFacts Host => HostFacts.Current(_variables);

    public Receipt Receipt =>
        ReceiptFile.TryRead(Location, out Receipt? receipt) ? receipt : throw new AssertFailedException("there is no receipt");

    public EnvironmentLayout Layout => Receipt.Interpreter.LayoutAt(Location);

    public string this[string relative] => _folder[relative];

    public void Set(string variable, string value) => _variables[variable] = value;

    public string Write(string relative, string text) => _folder.Write(relative, text);

    /// <summary>A program of a few lines of shell.</summary>
    public string Program(string relative, string lines) => ShellScript.Write(_folder, relative, lines);

    public string Site(string relative) => Path.GetFullPath(relative, Layout.SitePackages);

    public EngineLab With(params WheelBuilder[] wheels)
    {
        foreach (WheelBuilder wheel in wheels)
            wheel.WriteTo(_folder["wheels"]);
        return this;
    }

    /// <summary>Has the wheels on an index instead of in a folder.</summary>
    public LoopbackIndex OnAnIndex(LoopbackTls? tls = null)
    {
        LoopbackIndex index = new LoopbackIndex(tls).AddFolder(_folder["wheels"]);
        Declared.Remove(DeclaredNames.FindLinks);
        Declared.Remove(DeclaredNames.NoIndex);
        Declared[DeclaredNames.IndexUrl] = index.Simple.AbsoluteUri;
        return index;
    }

    /// <summary>Declares these lines of requirements.</summary>
    public EngineLab Pinned(params string[] lines)
    {
        Write("app/requirements.txt", string.Join('\n', lines) + "\n");
        return this;
    }

    /// <summary>Two distributions, one with a script, pinned.</summary>
    public static EngineLab Greeting(string? interpreter = null) => new EngineLab(interpreter)
        .With(
            new WheelBuilder("greeting", "1.0").WithFile("greeting/__init__.py", "import words\n")
                .WithFile("greeting/data.txt", "hello\n")
                .WithRequires("words")
                .WithConsoleScript("greet", "greeting:main"),
            new WheelBuilder("words", "1.0").WithFile("words.py", "VALUE = 1\n"),
            new WheelBuilder("words", "2.0").WithFile("words.py", "VALUE = 2\n"))
        .Pinned("greeting==1.0", "words==1.0");

    public Task<Receipt?> RestoreAsync(CancellationToken cancellation = default)
    {
        Log = new MemoryLog();
        return Task.Run(() => EnvironmentEngine.Create(Values, Log, Host).Restore("a test", cancellation), CancellationToken.None);
    }

    public async Task<Receipt> ShouldRestoreAsync(params string[] mended)
    {
        Receipt? receipt = await RestoreAsync();
        Assert.IsNotNull(receipt, Log.ToString());
        CollectionAssert.AreEquivalent(mended, Log.MendedCodes.ToArray(), Log.ToString());
        AssertNothingLeft();
        AssertListed();
        return receipt;
    }

    /// <summary>However its list was made: it is what the RECORDs say and what is there.</summary>
    public void AssertListed()
    {
        byte[] anew = FileList.Of(Layout, before: null, [], new HashSet<string>()).ToBytes();
        byte[] made = File.ReadAllBytes(FileList.PathIn(Location));
        CollectionAssert.AreEquivalent(RowsOf(anew), RowsOf(made));
        // Empty folders, which no RECORD tells of, may be listed beside these.
        CollectionAssert.IsSubsetOf(FoldersOf(anew), FoldersOf(made));

        string[] RowsOf(byte[] list) => [.. FileList.Read(Location, list).Values.Select(file => $"{file.Path} {file.Stamp}")];
    }

    private static List<string> FoldersOf(byte[] list)
    {
        var folders = new List<string>();
        var reader = new FileListReader(list);
        for (int i = 0; i < reader.FolderCount; i++)
            folders.Add($"{Encoding.UTF8.GetString(reader.FolderAt(i).Path)} {reader.FolderAt(i).Modified}");
        return folders;
    }

    /// <summary>Whatever was wrong is mended, and the file is one again.</summary>
    public async Task ShouldStandAsync(string file, TimeSpan limit)
    {
        Assert.IsNotNull(await RestoreAsync().WaitAsync(limit), $"{file}: {Log}");
        Assert.IsTrue(RegularFile.Exists(file), $"{file}: {Log}");
        Assert.AreEqual("", Look(), file);
    }

    public async Task ShouldNotRestoreAsync(params string[] codes)
    {
        Assert.IsNull(await RestoreAsync());
        CollectionAssert.AreEquivalent(codes, Log.ErrorCodes.ToArray(), Log.ToString());
        AssertNothingLeft();
    }

    /// <summary>A full verification; no codes: it passes.</summary>
    public async Task ShouldVerifyAsync(params string[] codes)
    {
        Log = new MemoryLog();
        Receipt? receipt = await Task.Run(() => EnvironmentEngine.Create(Values, Log, Host).Verify(CancellationToken.None));
        CollectionAssert.AreEquivalent(codes, Log.ErrorCodes.ToArray(), Log.ToString());
        Assert.AreEqual(codes.Length == 0, receipt is not null);
    }

    public async Task CleanAsync()
    {
        Log = new MemoryLog();
        await Task.Run(() => EnvironmentEngine.Create(Values, Log, Host).Clean(CancellationToken.None));
    }

    /// <summary>Any other command.</summary>
    public void Run(Action<EnvironmentEngine> command)
    {
        Log = new MemoryLog();
        command(EnvironmentEngine.Create(Values, Log, Host));
    }

    /// <summary>The quick look of a build; empty: nothing to do.</summary>
    public string Look() => FastCheck.Run(Values, Host.Variable).Reason;

    /// <summary>What the environment's interpreter prints.</summary>
    public string Python(string code)
    {
        using var process = System.Diagnostics.Process.Start(
            new System.Diagnostics.ProcessStartInfo(Layout.Executable, ["-I", "-B", "-c", code])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
        string output = process.StandardOutput.ReadToEnd();
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.AreEqual(0, process.ExitCode, error);
        return output.Trim();
    }

    public void AssertNothingLeft()
    {
        var workspace = new EnvironmentWorkspace(Location);
        foreach (string left in (ReadOnlySpan<string>)[workspace.Staging, workspace.Aside, workspace.Removed])
            Assert.IsFalse(Path.Exists(left), $"{left} is left");
    }

    /// <summary>A text stands neither in what the last run said nor in a file.</summary>
    /// <param name="declaredIn">The one file that may have it.</param>
    public void AssertNowhere(string text, string declaredIn)
    {
        Assert.DoesNotContain(text, Log.ToString());
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        var all = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };
        foreach (string file in Directory.EnumerateFiles(Root, "*", all).Where(file => file != this[declaredIn]))
            Assert.IsLessThan(0, File.ReadAllBytes(file).AsSpan().IndexOf(bytes), $"`{text}` is in {file}");
    }

    public void Dispose() => _folder.Dispose();
}
