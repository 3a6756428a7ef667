using System.Globalization;
using PythonEnv.Declarations;
using PythonEnv.Diagnostics;
using PythonEnv.Engine.Context;
using PythonEnv.Environments;
using PythonEnv.Environments.Proving;
using PythonEnv.Environments.Receipts;
using PythonEnv.Host;
using PythonEnv.Host.Files;
using PythonEnv.Host.Platform;
using PythonEnv.Interpreters;
using PythonEnv.Packaging.Requirements;

namespace PythonEnv.Engine.Stages;

/// <summary>What the quick look found. A class: code that handles another assembly's structures can't be compiled ahead of time.</summary>
/// <param name="IsOff">Whether the declared mode asks for nothing at all.</param>
/// <param name="Receipt">The receipt, if there is nothing to do; where nothing is asked for, of what stands there anyway.</param>
/// <param name="Reason">Why there is something to do, as a phrase; empty if there is not.</param>
internal sealed record FastVerdict(bool IsOff, Receipt? Receipt, string Reason);

/// <summary>
/// Whether an environment is as its receipt says and was made from what is declared now: by content, never by timestamps of what
/// people edit. Starts no process, opens no connection, writes nothing, and is all that a build with nothing to do pays for.
/// </summary>
internal static class FastCheck
{
    /// <param name="variable">The environment variables of the build.</param>
    public static FastVerdict Run(DeclaredValues declared, Func<string, string?> variable)
    {
        EnvironmentMode? mode = ReadMode(declared.Text(DeclaredNames.Mode));
        try
        {
            if (mode is EnvironmentMode.Off)
                return new(IsOff: true, ReceiptFile.TryRead(declared.Location, out Receipt? standing) ? standing : null, "");
            string? reason = Look(declared, variable, out Receipt? receipt);
            if (mode is null)
                reason = "the declared mode can't be read";
            // What is a warning where an environment is mended may be an error where it is only verified.
            else if (mode is EnvironmentMode.Verify && receipt is { Warnings.Count: > 0 })
                reason ??= "its warnings are weighed anew";
            return new(IsOff: false, reason is null ? receipt : null, reason ?? "");
        }
        // Another build may be at work on the environment; the thorough look comes after it.
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new(IsOff: false, null, e.Message);
        }
    }

    private static string? Look(DeclaredValues declared, Func<string, string?> variable, out Receipt? receipt)
    {
        string location = declared.Location;
        if (!ReceiptFile.TryRead(location, out receipt))
            return Directory.Exists(location) ? "the environment has no receipt" : "there is no environment";
        return Difference(receipt, declared, location, variable)
            ?? FindUnreadable(declared)
            ?? ("Full".Equals(
                declared.Text(DeclaredNames.VerifyLevel),
                StringComparison.OrdinalIgnoreCase) ? "a full verification is declared for every build" : null)
            ?? ("true".Equals(
                declared.Text(DeclaredNames.Refresh), StringComparison.OrdinalIgnoreCase) ? "the indexes are to be asked again" : null);
    }

    // The digest leaves these out, so a misspelt `Full` would else be taken for `Fast` until something changes.
    private static string? FindUnreadable(DeclaredValues declared)
    {
        foreach (string name in DeclaredNames.PassingSwitches)
        {
            if (declared.Text(name) is { } text && !bool.TryParse(text, out _))
                return $"`{declared.Spell(name)}` can't be read";
        }
        bool isLevel = declared.Text(DeclaredNames.VerifyLevel) is not { } level
            || level.Equals("Fast", StringComparison.OrdinalIgnoreCase)
            || level.Equals("Full", StringComparison.OrdinalIgnoreCase);
        if (!isLevel)
            return $"`{declared.Spell(DeclaredNames.VerifyLevel)}` can't be read";
        bool isTime = declared.Text(DeclaredNames.LockTimeout) is not { } seconds
            || int.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out _);
        if (!isTime)
            return $"`{declared.Spell(DeclaredNames.LockTimeout)}` can't be read";
        if (declared.Text(DeclaredNames.RemoteCache) is { } cache && !DeclarationReader.IsServer(cache))
            return $"`{declared.Spell(DeclaredNames.RemoteCache)}` can't be read";
        if (declared.Text(DeclaredNames.CacheDirectory) is { } folder
            && DeclarationReader.IsNoPath(folder, NativeSystem.IsWindows))
            return $"`{declared.Spell(DeclaredNames.CacheDirectory)}` can't be read";
        bool isUpgrade = declared.Text(DeclaredNames.Upgrade) is null
            || declared.List(DeclaredNames.Upgrade).All(static name => PackageName.TryParse(name, out _));
        return isUpgrade ? null : $"`{declared.Spell(DeclaredNames.Upgrade)}` can't be read";
    }

    /// <summary>Says the stored warnings again.</summary>
    public static void Replay(Receipt receipt, IBuildLog log)
    {
        foreach (Diagnostic warning in receipt.Warnings)
            log.Report(warning);
    }

    /// <summary>The first thing that is not as it was, as a phrase; null if there is none.</summary>
    public static string? Difference(Receipt receipt, DeclaredValues declared, string location, Func<string, string?> variable)
    {
        if (receipt.Engine != EngineVersion.Current)
            return $"version {receipt.Engine} of the package made it";
        if (receipt.Location != location)
            return $"it was made at `{receipt.Location}`";
        return InputDifference(receipt, declared, variable, static file => WatchedInputs.DigestOf(file.Path) == file.Sha256)
            ?? EnvironmentDifference(receipt, location);
    }

    /// <summary>
    /// The part of <see cref="Difference"/> that looks at what is declared: if there is none, the plan is what the receipt lists.
    /// </summary>
    public static string? InputDifference(
        Receipt receipt, DeclaredValues declared, Func<string, string?> variable, Func<WatchedFile, bool> isSame)
    {
        if (!receipt.IsDeclaredAs(declared.Digest()))
            return "its declaration changed";
        foreach (WatchedFile file in receipt.Files)
        {
            if (!isSame(file))
                return $"`{file.Path}` changed";
        }
        foreach (WatchedVariable watched in receipt.Variables)
        {
            if (!WatchedInputs.IsSame(variable(watched.Name), watched.Sha256))
                return $"the environment variable `{watched.Name}` changed";
        }
        foreach (ReceiptPackage package in receipt.Packages)
        {
            if (package.IsSystem && Digest.OfFile(package.MetadataDirectory) != package.RecordSha256)
                return $"the system package `{package.Name}` changed";
        }
        return null;
    }

    /// <summary>The part of <see cref="Difference"/> that looks at the environment alone.</summary>
    private static string? EnvironmentDifference(Receipt receipt, string location)
    {
        EnvironmentLayout layout = receipt.Interpreter.LayoutAt(location);
        if (!IsSameInterpreter(receipt.Interpreter))
            return $"the interpreter `{receipt.Interpreter.Executable}` is gone or changed";
        if (FindChangedWay(receipt.Interpreter) is { } way)
            return $"`{way}`, which led to the interpreter, is gone or changed";
        if (!layout.IsWindows && new FileInfo(layout.Executable).LinkTarget != receipt.Interpreter.Executable)
            return $"`{layout.Executable}` was changed";
        if (Digest.OfFile(layout.ConfigurationFile) != receipt.Configuration)
            return $"`{layout.ConfigurationFile}` was changed";
        if (new EnvironmentWorkspace(location).IsInUse)
            return "a build is at work on it, or was killed at the end of its work";
        if (FileList.Load(location, receipt.FileList) is not { } list)
            return "the list of its files is gone or was changed";
        return new FileProof(layout, list).FindFirst() is { } path ? $"`{path}` is gone, new or changed" : null;
    }

    /// <summary>Whether the base interpreter is still the one that the receipt names.</summary>
    public static bool IsSameInterpreter(ReceiptInterpreter interpreter) =>
        InterpreterIdentity.TryParse(interpreter.Stamp, out InterpreterIdentity? identity)
        && identity.IsThatOf(interpreter.Executable, new HostFiles());

    private static string? FindChangedWay(ReceiptInterpreter interpreter)
    {
        foreach (InterpreterWay way in interpreter.Ways)
        {
            if (!way.IsAsBefore(new HostFiles()))
                return way.Path;
        }
        return null;
    }

    private static EnvironmentMode? ReadMode(string? text) => text switch
    {
        null => EnvironmentMode.Restore,
        _ when text.Equals(nameof(EnvironmentMode.Restore), StringComparison.OrdinalIgnoreCase) => EnvironmentMode.Restore,
        _ when text.Equals(nameof(EnvironmentMode.Verify), StringComparison.OrdinalIgnoreCase) => EnvironmentMode.Verify,
        _ when text.Equals(nameof(EnvironmentMode.Off), StringComparison.OrdinalIgnoreCase) => EnvironmentMode.Off,
        _ => null,
    };
}
