using System.Net.Http.Headers;

namespace PythonEnv.Indexes.Transport;

/// <summary>What to ask for at a URL.</summary>
internal sealed record FetchRequest(Uri Url)
{
    /// <summary>The <c>Accept</c> header.</summary>
    public string Accept { get; init; } = "*/*";

    /// <summary>Text that may come compressed; a distribution may not, since its bytes are what is hashed.</summary>
    public bool IsText { get; init; }

    /// <summary>What to put there; null to get what is there. Made anew for each attempt, and closed by whoever sends it.</summary>
    public Func<Stream>? Content { get; init; }

    /// <summary>What is sent is a question in JSON: it is posted, and the answer is what counts.</summary>
    public bool IsQuestion { get; init; }

    /// <summary>There is another way to have the same: unless the server is only busy, its refusal is final.</summary>
    public bool IsShortcut { get; init; }

    /// <summary>How often it is repeated at most where the connection was cut.</summary>
    public int RetriesWhenCut { get; init; } = int.MaxValue;

    /// <summary>How long all of it may take; longer than any answer that is not sent to keep its receiver waiting.</summary>
    public TimeSpan Longest { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>No cache on the way may answer.</summary>
    public bool AsksAnew { get; init; }

    /// <summary>
    /// The tag of what is there already, as it was sent: 304 is then an answer too, as with <see cref="IfModifiedSince"/>.
    /// </summary>
    public string? IfNoneMatch { get; init; }

    /// <summary>The date of what is there already, as it was sent.</summary>
    public string? IfModifiedSince { get; init; }

    public RangeHeaderValue? Range { get; init; }

    /// <summary>The range is wanted only of the entity with this tag.</summary>
    public EntityTagHeaderValue? IfRange { get; init; }
}
