using System.Net;
using System.Net.Http.Headers;

namespace PythonEnv.Indexes.Transport;

/// <summary>How often and after how long a failed request is repeated.</summary>
/// <param name="Retries">Repetitions after the first attempt.</param>
internal sealed record RetryPolicy(int Retries)
{
    /// <summary>The pause before the first repetition; each further one is twice as long.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>A server whose <c>Retry-After</c> asks for a longer pause is not waited for.</summary>
    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>A server that stays silent is asked no more often than this.</summary>
    public int SilentRetries => Math.Min(Retries, 2);

    /// <summary>Answers that another attempt may change: the server's temporary troubles and those of the networks before it.</summary>
    public static bool IsTemporary(HttpStatusCode status) => (int)status is 408 or 429 or 500 or 502 or 503 or 504 or 520 or 527;

    /// <summary>The server has too much to do; what is asked of it does not matter.</summary>
    public static bool IsBusy(HttpStatusCode status) => status is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable;

    /// <param name="attempt">0 for the first one, which has just failed.</param>
    /// <returns>Null if the server asks for too long a pause.</returns>
    public TimeSpan? DelayAfter(int attempt, RetryConditionHeaderValue? retryAfter, DateTimeOffset now)
    {
        TimeSpan asked = retryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - now,
            _ => TimeSpan.FromTicks(Math.Min((FirstDelay * Math.Pow(2, Math.Min(attempt, 16))).Ticks, LongestDelay.Ticks)),
        };
        return asked > LongestDelay ? null : asked < TimeSpan.Zero ? TimeSpan.Zero : asked;
    }
}
