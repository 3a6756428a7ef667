using PythonEnv.Diagnostics;
using PythonEnv.Packaging.Urls;

namespace PythonEnv.Indexes.Transport;

/// <summary>Why a URL was not had.</summary>
internal enum FetchFailure
{
    /// <summary>The server says that there is no such thing.</summary>
    NotFound,
    /// <summary>401 or 403.</summary>
    Refused,
    /// <summary>No connection, no answer, or only temporary failures.</summary>
    Unreachable,
    /// <summary>Plain http, a redirect to it, or another scheme.</summary>
    Insecure,
    /// <summary>An answer that is no answer to what was asked.</summary>
    Nonsense,
}

/// <summary>A URL could not be had; says why without naming a secret.</summary>
internal sealed class FetchException(Uri url, FetchFailure failure, string reason, string remedy, Exception? cause = null)
    : Exception($"{IndexUrl.Display(url)}: {reason}", cause)
{
    public FetchFailure Failure { get; } = failure;

    /// <summary>What the server answered last; null if it did not.</summary>
    public System.Net.HttpStatusCode? Status { get; init; }

    /// <summary>The connection was made, and cut before all of the answer had come.</summary>
    public bool IsCut { get; init; }

    /// <summary>The server is there: it may have the same where it is asked for it in another way.</summary>
    public bool IsOfRequest => Status is not null || IsCut;

    /// <summary>What happened, as a clause: <c>the server answered 503, 6 times</c>.</summary>
    public string Reason { get; } = reason;

    /// <summary>The URL as it may be shown.</summary>
    public string Place { get; } = IndexUrl.Display(url);

    /// <summary>Which server was to be asked, whatever other one it sends to.</summary>
    public string Host { get; init; } = url.IsFile ? "this machine" : url.Authority;

    public string Remedy { get; } = remedy;

    /// <summary>What is wrong, as a clause.</summary>
    public string Problem { get; init; } = $"`{(url.IsFile ? "this machine" : url.Authority)}` can't be used";

    /// <summary>Whether it says something of the server, and not of the one file that was asked for.</summary>
    public bool IsOfServer => Failure is FetchFailure.Refused or FetchFailure.Unreachable or FetchFailure.Insecure;

    /// <summary>The same of another file of that server.</summary>
    public FetchException For(Uri other) => new(other, Failure, Reason, Remedy, this) { Problem = Problem };

    /// <summary>PYENV3007 with the host, the reason and the remedy.</summary>
    public Diagnostic ToDiagnostic(SourceSpan where) => DiagnosticCatalog.IndexUnreachable.At(
        where,
        Problem,
        $"{Place}: {Reason}",
        Remedy);
}
