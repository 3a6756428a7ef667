using PythonEnv.Declarations;
using PythonEnv.Diagnostics;
using PythonEnv.Environments;
using PythonEnv.Environments.Making;
using PythonEnv.Environments.Receipts;
using PythonEnv.Host;
using PythonEnv.Host.Files;
using PythonEnv.Provisioning;

namespace PythonEnv.Engine.Mending;

/// <summary>What can be said of an environment alone, before anything is planned and without an interpreter of this machine.</summary>
internal static class EnvironmentStanding
{
    /// <summary>What mends an environment.</summary>
    /// <param name="isHidden">Whether only a whole verification finds what is wrong.</param>
    public static string RemedyFor(EnvironmentDeclaration declaration, bool isHidden = false)
    {
        bool isModeOfItem = declaration.Mode == EnvironmentMode.Verify && declaration.IsOfItem(DeclaredNames.Mode);
        bool isLevelOfItem = isHidden && declaration.IsOfItem(DeclaredNames.VerifyLevel);
        return (isModeOfItem, isLevelOfItem) switch
        {
            (true, true) => "Declare its `Mode` as `Restore` and its `VerifyLevel` as `Full` and build, to mend it",
            (true, false) when isHidden => "Declare its `Mode` as `Restore` and build with `PythonEnvVerifyLevel=Full`, to mend it",
            (true, false) => "Declare its `Mode` as `Restore` and build, to mend it",
            (false, true) => "Declare its `VerifyLevel` as `Full` and build with `PythonEnvMode=Restore`, to mend it",
            _ => $"{(isHidden ? ProposedCommand.MendWhole : ProposedCommand.Mend)} to mend it",
        };
    }

    /// <summary>Whether there is no finished environment, or not one that was made where it stands.</summary>
    /// <param name="receipt">Its receipt, if there is one.</param>
    /// <param name="isLocked">By who asks: nobody else works on it.</param>
    /// <returns>PYENV5005 or 5008; null for a finished environment, which has a receipt.</returns>
    public static Diagnostic? FindUnfinished(EnvironmentDeclaration declaration, Receipt? receipt, bool isLocked = false)
    {
        string location = declaration.Location;
        if (LocationGuard.Inspect(location) == LocationState.Free)
        {
            return Finding(declaration, DiagnosticCatalog.EnvironmentIncomplete, "there is no environment",
                $"one was declared at `{location}`: "
                    + WhyUnfinished(location, isLocked, "it was never made, or its creation was interrupted"));
        }
        if (receipt is null)
        {
            return Finding(declaration, DiagnosticCatalog.EnvironmentIncomplete, "the environment is incomplete",
                $"`{location}` has no receipt that can be read: "
                    + WhyUnfinished(location, isLocked, "its creation or its last change was interrupted"));
        }
        return !WasMoved(receipt, location) ? null : Finding(
            declaration, DiagnosticCatalog.EnvironmentMoved, "the environment was moved or copied from elsewhere",
            $"it stands at `{location}` and was made at `{receipt.Location}` ({Since(receipt)})");
    }

    /// <summary>Whether the interpreter that an environment stands on can still be started.</summary>
    /// <returns>PYENV5001 if it can't.</returns>
    public static Diagnostic? FindInterpreterGone(EnvironmentDeclaration declaration, Receipt receipt)
    {
        ReceiptInterpreter old = receipt.Interpreter;
        string executable = old.LayoutAt(declaration.Location).Executable;
        // Unlike File.Exists, a stamp looks behind links.
        if (FileStamp.Of(old.Executable) is null)
        {
            return Finding(declaration, DiagnosticCatalog.InterpreterGone, "the environment's interpreter is gone",
                $"it stands on `{old.Executable}` ({old.Version}), which is no longer there ({Since(receipt)})");
        }
        return FileStamp.Of(executable) is not null ? null : Finding(
            declaration, DiagnosticCatalog.InterpreterGone, "the environment's link to its interpreter is gone or leads nowhere",
            $"`{executable}` ({Since(receipt)})");
    }

    /// <summary>Whether the interpreter that an environment stands on was provided and has lost a file since.</summary>
    /// <returns>PYENV5002 if it has.</returns>
    public static Diagnostic? FindInterpreterDamaged(EnvironmentDeclaration declaration, Receipt receipt, HostFacts host)
    {
        if (new InterpreterStore(declaration.CacheDirectory, host).FindLost(receipt.Interpreter.Executable) is not { } lost)
            return null;
        return DiagnosticCatalog.InterpreterChanged.At(
            declaration.LocationDeclaredAt, "the environment's interpreter changed under it",
            $"`{lost}` of it is gone or cut ({Since(receipt)})", RemedyFor(declaration, isHidden: true));
    }

    /// <summary>Whether an environment was made elsewhere than where it stands now.</summary>
    // The same folder may be reached by two paths; a copy is another folder, of which each file may be a link to the original's (`cp -al`).
    public static bool WasMoved(Receipt receipt, string location) =>
        receipt.Location != location && FileStamp.OfFolder(receipt.Location) != FileStamp.OfFolder(location);

    /// <summary>When an environment was good the last time, as a part of a sentence.</summary>
    public static string Since(Receipt receipt) => $"it last passed at {receipt.Verified}";

    private static string WhyUnfinished(string location, bool isLocked, string otherwise)
    {
        var workspace = new EnvironmentWorkspace(location);
        return !isLocked && EnvironmentLock.IsHeld(workspace) ? $"{EnvironmentLock.DescribeHolder(workspace)} works on it now" : otherwise;
    }

    private static Diagnostic Finding(EnvironmentDeclaration declaration, DiagnosticRule rule, string problem, string evidence) =>
        rule.At(declaration.LocationDeclaredAt, problem, evidence, RemedyFor(declaration));
}
