using PythonEnv.Environments;
using PythonEnv.Environments.Proving;
using PythonEnv.Environments.Receipts;

namespace PythonEnv.Engine.Mending;

/// <summary>
/// The proof of an environment's files, made while the plan is, before the environment is locked. It counts only if it found nothing and
/// nobody has written another receipt since.
/// </summary>
internal sealed class EarlyProof : IDisposable
{
    private readonly Receipt _receipt;
    private readonly EnvironmentLayout _layout;
    private readonly Task<ProvedList?> _proof;

    private EarlyProof(Receipt receipt, EnvironmentLayout layout)
    {
        _receipt = receipt;
        _layout = layout;
        _proof = Task.Run(() => ProvedList.Load(layout, receipt));
    }

    /// <param name="receipt">Of what stands at the location; null if nothing does.</param>
    public static EarlyProof? Begin(string location, Receipt? receipt) =>
        receipt is null ? null : new EarlyProof(receipt, receipt.Interpreter.LayoutAt(location));

    /// <summary>The list of an environment that is as listed; null where that has to be proved again.</summary>
    /// <param name="receipt">As it is now that the environment is locked.</param>
    public ProvedList? Of(EnvironmentLayout layout, Receipt receipt)
    {
        bool isSame = layout.SitePackages == _layout.SitePackages
            && receipt.FileList == _receipt.FileList
            && receipt.Verified == _receipt.Verified;
        Task.WaitAny(_proof);
        // What failed is tried again, where it is told.
        return isSame && _proof is { IsCompletedSuccessfully: true, Result: { IsAsListed: true } listed } ? listed : null;
    }

    /// <summary>Waits for the end: nothing of the environment is open then.</summary>
    public void Dispose() => Task.WaitAny(_proof);
}
