using System.Collections.Concurrent;
using System.Collections.Immutable;
using PythonEnv.Packaging.Urls;

namespace PythonEnv.Indexes.Credentials;

/// <summary>
/// What programs have answered in this run. Each is asked once for an index, and once more if the server refuses its answer: it may have
/// kept a credential that has expired. Requests that are refused at the same time wait for the same answer.
/// </summary>
/// <param name="tell">Is told whose credential opens an index, without the credential.</param>
internal sealed class ProgramCredentials(ImmutableArray<ICredentialProgram> programs, Action<string>? tell = null)
{
    private readonly ConcurrentDictionary<string, Answers> _answers = new(StringComparer.Ordinal);

    /// <summary>The last answer for an index; null before there is one.</summary>
    public Credential? Known(Uri index) => Of(index)?.Last;

    /// <summary>How each program that serves the index was found to answer, as <c>name (outcome)</c>.</summary>
    public IEnumerable<string> Outcomes(Uri index) => Of(index)?.Outcomes ?? [];

    /// <summary>What the program that was asked last proposes to do; null if it proposes nothing.</summary>
    public string? Remedy(Uri index) => Of(index)?.Remedy;

    /// <param name="user">Who is to be let in, where that is declared.</param>
    /// <param name="refused">What the server has just refused; null if nothing was sent.</param>
    /// <returns>A credential that has not been tried; null if no program has one.</returns>
    public async Task<Credential?> FindAsync(Uri index, string? user, Credential? refused, CancellationToken cancellation)
    {
        if (programs.IsEmpty)
            return null;
        Answers answers = _answers.GetOrAdd(index.AbsoluteUri, static _ => new Answers());
        await answers.Turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            // Another request has found it meanwhile.
            if (answers.Last is { } known && !known.Equals(refused))
                return known;
            while (answers.Next < programs.Length)
            {
                if (await AskAsync(answers, new CredentialQuestion(index, user, answers.IsRetry), cancellation).ConfigureAwait(false)
                    is { } found && !found.Equals(refused))
                {
                    answers.Last = found;
                    return found;
                }
            }
            return null;
        }
        finally
        {
            answers.Turn.Release();
        }
    }

    private async Task<Credential?> AskAsync(Answers answers, CredentialQuestion question, CancellationToken cancellation)
    {
        ICredentialProgram program = programs[answers.Next];
        CredentialReply? reply = program.Serves(question) ? await program.AskAsync(question, cancellation).ConfigureAwait(false) : null;
        answers.IsRetry = reply?.Credential is not null && !question.IsRetry;
        if (!answers.IsRetry)
            answers.Next++;
        if (reply is null)
            return null;
        answers.Remedy = reply.Remedy;
        if (reply.Credential is { } credential)
            tell?.Invoke($"{IndexUrl.Display(question.Index)}: {credential.Owner}, given by {credential.Source} ({reply.Outcome})");
        else
            answers.Outcomes = answers.Outcomes.Add($"{program.Name} ({reply.Outcome})");
        return reply.Credential;
    }

    private Answers? Of(Uri index) => _answers.GetValueOrDefault(index.AbsoluteUri);

    private sealed class Answers
    {
        private volatile Credential? _last;

        public SemaphoreSlim Turn { get; } = new(1);

        /// <summary>The program to ask next.</summary>
        public int Next { get; set; }

        public bool IsRetry { get; set; }

        public string? Remedy { get; set; }

        public ImmutableArray<string> Outcomes { get; set; } = [];

        /// <summary>Read by requests that don't wait for their turn.</summary>
        public Credential? Last
        {
            get => _last;
            set => _last = value;
        }
    }
}
