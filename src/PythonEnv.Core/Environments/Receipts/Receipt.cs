using System.Collections.Immutable;
using System.Text;
using PythonEnv.Diagnostics;
using PythonEnv.Host.Files;
using PythonEnv.Host.Platform;
using PythonEnv.Interpreters;

namespace PythonEnv.Environments.Receipts;

/// <summary>
/// What a finished environment was made from: written last, removed first, so that an environment with a readable receipt has
/// passed. Holds everything that a build with nothing to do has to compare; nothing in it is secret.
/// </summary>
internal sealed record Receipt
{
    /// <summary>The name of the file in the environment's folder.</summary>
    public const string FileName = OwnFiles.Receipt;

    /// <summary>The version of the engine that wrote it.</summary>
    public required string Engine { get; init; }

    /// <summary>SHA-256 over everything declared, lower-case hexadecimal.</summary>
    public required string Declaration { get; init; }

    /// <summary>The projects that declare it, each as it was when its build last found it good.</summary>
    public IReadOnlyList<Declarer> Declarers { get; init; } = [];

    /// <summary>The environment's absolute path when it was made.</summary>
    public required string Location { get; init; }

    /// <summary>
    /// When it last passed, UTC, such as <c>2025-01-31 12:00:00.000Z</c>: kept as text, since only a message about damage tells it.
    /// </summary>
    public required string Verified { get; init; }

    /// <summary>The base interpreter.</summary>
    public required ReceiptInterpreter Interpreter { get; init; }

    /// <summary>SHA-256 of <c>pyvenv.cfg</c>.</summary>
    public required string Configuration { get; init; }

    /// <summary>SHA-256 of the <see cref="FileList"/> beside it.</summary>
    public string FileList { get; init; } = "";

    /// <summary>Its distributions were byte-compiled.</summary>
    public bool IsCompiled { get; init; }

    /// <summary>Some of its files may be hard links to those of the cache.</summary>
    public bool MayBeLinked { get; init; }

    /// <summary>Files that were read or looked for.</summary>
    public IReadOnlyList<WatchedFile> Files { get; init; } = [];

    /// <summary>Environment variables that were read or looked for.</summary>
    public IReadOnlyList<WatchedVariable> Variables { get; init; } = [];

    /// <summary>What is installed, by name.</summary>
    public IReadOnlyList<ReceiptPackage> Packages { get; init; } = [];

    /// <summary>Warnings to say again in a build with nothing to do.</summary>
    public IReadOnlyList<Diagnostic> Warnings { get; init; } = [];

    /// <summary>What is known of the pinned versions, as the last audit found it.</summary>
    public IReadOnlyList<ReceiptVulnerability> Vulnerabilities { get; init; } = [];

    /// <summary>
    /// SHA-256 over what the environment consists of, whoever declared it and wherever it stands: interpreter and distributions.
    /// </summary>
    public string Fingerprint
    {
        get
        {
            var text = new StringBuilder();
            text.Append(Interpreter.Implementation)
                .Append(' ')
                .Append(Interpreter.Version)
                .Append(' ')
                .Append(Interpreter.Abi)
                .Append('\n');
            foreach (ReceiptPackage package in Packages)
                text.Append(package.Name).Append(' ').Append(package.Version).Append(' ').Append(package.Sha256).Append('\n');
            return Digest.OfText(text.ToString());
        }
    }

    /// <summary>Whether one of the projects declares it so.</summary>
    /// <param name="digest">Over everything declared.</param>
    public bool IsDeclaredAs(string digest)
    {
        foreach (Declarer declarer in Declarers)
        {
            if (declarer.Declaration == digest)
                return true;
        }
        return Declaration == digest;
    }

    public static string PathIn(string location) => Path.Combine(location, FileName);
}

/// <summary>The base interpreter as it was when the environment was made.</summary>
/// <param name="Executable">The path that the environment's link points to.</param>
/// <param name="Version">Full version, such as <c>3.11.7</c>.</param>
/// <param name="Stamp">Size, times and inode of what decides its behaviour; equal stamps mean the same interpreter.</param>
/// <param name="Implementation"><c>sys.implementation.name</c>.</param>
/// <param name="Abi">What an installed extension module depends on, such as <c>cpython-311-x86_64-linux-gnu</c>.</param>
/// <param name="IsFreeThreaded">A build without the global interpreter lock.</param>
internal sealed record ReceiptInterpreter(
    string Executable, string Version, string Stamp, string Implementation, string Abi, bool IsFreeThreaded)
{
    /// <summary>
    /// SHA-256 over the bytes of what decides its behaviour: equal ones mean the same interpreter, whatever the stamps say.
    /// </summary>
    public string Content { get; init; } = "";

    /// <summary>How it was reached, if that is declared: where a way leads elsewhere, another interpreter may be meant.</summary>
    public IReadOnlyList<InterpreterWay> Ways { get; init; } = [];

    /// <summary>What <see cref="Content"/> is for the interpreter as it lies there now.</summary>
    public string ReadContent() => InterpreterIdentity.TryParse(Stamp, out InterpreterIdentity? identity)
        ? Digest.OfText($"{Digest.OfFile(Executable)} {(identity.Landmark.Length == 0 ? "" : Digest.OfFile(identity.Landmark))}")
        : "";

    public static ReceiptInterpreter Of(Interpreter interpreter) => new(
        interpreter.Executable, interpreter.Facts.Version.ToString(), interpreter.Identity.ToString(), interpreter.Facts.Implementation,
        interpreter.Facts.Soabi ?? interpreter.Facts.CacheTag ?? "", interpreter.Facts.GilDisabled)
    {
        Ways = interpreter.Ways,
    };

    /// <summary>Whether what is installed for one works on the other: same implementation, X.Y and ABI.</summary>
    public bool IsCompatibleWith(ReceiptInterpreter other) =>
        Implementation == other.Implementation
        && Abi == other.Abi
        && IsFreeThreaded == other.IsFreeThreaded
        && ShortVersion == other.ShortVersion;

    /// <summary><c>X.Y</c>.</summary>
    public string ShortVersion
    {
        get
        {
            int minor = Version.IndexOf('.', StringComparison.Ordinal) + 1;
            int end = Version.AsSpan(minor).IndexOfAnyExceptInRange('0', '9');
            return end < 0 ? Version : Version[..(minor + end)];
        }
    }

    /// <summary>The layout of an environment of this interpreter, in this platform's form.</summary>
    public EnvironmentLayout LayoutAt(string location) =>
        EnvironmentLayout.For(location, ShortVersion, Implementation, IsFreeThreaded, NativeSystem.IsWindows);
}

/// <summary>A project that declares the environment.</summary>
/// <param name="Project">Absolute path.</param>
/// <param name="Declaration">SHA-256 over everything that it declares.</param>
/// <param name="Sha256">Of the project file.</param>
internal sealed record Declarer(string Project, string Declaration, string Sha256);

/// <param name="Path">Absolute.</param>
/// <param name="Sha256">Lower-case hexadecimal, or null if the file was not there.</param>
/// <param name="Statements">SHA-256 over what a requirements file says, comments aside; empty for any other file.</param>
internal sealed record WatchedFile(string Path, string? Sha256, string Statements = "");

/// <param name="Name">The variable.</param>
/// <param name="Sha256">A salt, a dot, and the digest of both the salt and its value without credentials; null if it was not set.</param>
internal sealed record WatchedVariable(string Name, string? Sha256);

/// <summary>One installed distribution.</summary>
internal sealed record ReceiptPackage
{
    public required string Name { get; init; }

    public required string Version { get; init; }

    /// <summary>The name of its metadata folder in site-packages; of a system package the absolute path of its metadata.</summary>
    public required string MetadataDirectory { get; init; }

    /// <summary>Of the wheel, or empty if unknown.</summary>
    public string Sha256 { get; init; } = "";

    /// <summary>
    /// Digests besides, against which it was held: <c>sha512:…</c>, lower-case. Several with <c>|</c> between them: it has one of them.
    /// </summary>
    public ImmutableArray<string> Digests { get; init; } = [];

    /// <summary>Of the file that was declared, in bytes; 0 if unknown.</summary>
    public long Size { get; init; }

    /// <summary>The URL that the wheel came from, without credentials.</summary>
    public string Source { get; init; } = "";

    /// <summary>Of the wheel.</summary>
    public string FileName { get; init; } = "";

    /// <summary>The line that pins it.</summary>
    public SourceSpan DeclaredAt { get; init; } = SourceSpan.None;

    /// <summary>Of the installed RECORD, so that an edited RECORD is noticed; of a system package of its metadata file.</summary>
    public string RecordSha256 { get; init; } = "";

    /// <summary>Extras that declarations ask of it; normalised, in order.</summary>
    public ImmutableArray<string> Extras { get; init; } = [];

    /// <summary>Distributions to which it left a file that both have; normalised, in order.</summary>
    public ImmutableArray<string> YieldsTo { get; init; } = [];

    /// <summary>SPDX expression or free text of the metadata.</summary>
    public string License { get; init; } = "";

    public bool IsDirect { get; init; }

    /// <summary>It was declared by its URL (PEP 610).</summary>
    public bool IsUrl { get; init; }

    /// <summary>It belongs to the base interpreter and is only relied on.</summary>
    public bool IsSystem { get; init; }
}

/// <summary>A known vulnerability of what is installed.</summary>
/// <param name="Package">The distribution's normalised name.</param>
/// <param name="Aliases">What other databases call it.</param>
/// <param name="Level"><c>low</c>, <c>moderate</c>, <c>high</c>, <c>critical</c>; empty where nobody has rated it.</param>
/// <param name="Page">A URL; empty where there is none.</param>
/// <param name="FixedIn">A version; empty where none is known.</param>
internal sealed record ReceiptVulnerability(
    string Package, string Version, string Id, ImmutableArray<string> Aliases, string Level, string Page, string Summary, string FixedIn);
