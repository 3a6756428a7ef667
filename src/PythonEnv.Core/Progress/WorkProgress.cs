using System.Globalization;
using PythonEnv.Diagnostics;

namespace PythonEnv.Progress;

/// <summary>How far long work has come; whoever shows it decides how often and in which form.</summary>
/// <param name="Done">Distributions that are finished, or files where files are verified.</param>
/// <param name="Total">How many there are to do; 0 if that is not known.</param>
internal sealed record WorkProgress(WorkStage Stage, int Done = 0, int Total = 0)
{
    private const string Distribution = "distribution";

    /// <summary>Bytes that were downloaded.</summary>
    public long Bytes { get; init; }

    /// <summary>What is worked on or waited for, for people; empty if there is nothing to name.</summary>
    public string Subject { get; init; } = "";

    /// <summary>The same as a phrase on one line.</summary>
    public override string ToString() => Stage switch
    {
        WorkStage.Looking when Total == 0 => $"looked up {Counted.Of(Done, Distribution)}",
        WorkStage.Looking => $"looking up {Counted.Of(Total, Distribution)}",
        WorkStage.Fetching when Total == 0 => $"fetched {Megabytes}",
        WorkStage.Fetching => $"fetched {Done} of {Counted.Of(Total, Distribution)}{(Bytes == 0 ? "" : $", {Megabytes}")}",
        WorkStage.Building => $"building {Subject} from source",
        WorkStage.Compiling => $"compiled {Done} of {Counted.Of(Total, Distribution)}",
        WorkStage.Verifying => string.Create(CultureInfo.InvariantCulture, $"verified {Done} of {Total} files"),
        WorkStage.Auditing => $"asking what is known of {Counted.Of(Total, Distribution)}",
        _ => $"waiting for {Subject}",
    };

    private string Megabytes => string.Create(CultureInfo.InvariantCulture, $"{Bytes / 1e6:0.0} MB");
}
