using PythonEnv.Packaging.Urls;

namespace PythonEnv.Indexes.Credentials;

/// <summary>What a program is asked.</summary>
/// <param name="Index">The declared URL that is nearest to what was refused.</param>
/// <param name="User">Who is to be let in, where that is declared.</param>
/// <param name="IsRetry">What the program answered before was refused.</param>
internal sealed record CredentialQuestion(Uri Index, string? User, bool IsRetry);

/// <summary>What a program answers.</summary>
/// <param name="Credential">Null if it knows none.</param>
/// <param name="Outcome">Why there is none, in words for a message; or what is known of the answer.</param>
/// <param name="Remedy">What to do where the answer opens nothing; null: what one does without the program.</param>
internal sealed record CredentialReply(Credential? Credential, string Outcome, string? Remedy = null);

/// <summary>A program outside this process that is asked for a credential once a server has refused.</summary>
internal interface ICredentialProgram
{
    /// <summary>As people know it.</summary>
    string Name { get; }

    /// <summary>Whether it may know anything of this index.</summary>
    bool Serves(CredentialQuestion question);

    /// <summary>Ends within a bounded time, whatever the program does.</summary>
    Task<CredentialReply> AskAsync(CredentialQuestion question, CancellationToken cancellation);
}
