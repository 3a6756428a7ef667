using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using PythonEnv.Host.Files;

namespace PythonEnv.Locking.Writing;

/// <summary>What a lock says of its own making, so that its age can be told without an index.</summary>
internal sealed record LockRecord
{
    private const string FirstKey = "pythonenv-lock";
    private const string FormatVersion = "1";

    /// <summary>The names of the files that it was made from, relative to it.</summary>
    public required string From { get; init; }

    /// <summary>The Python of the targets that name none: <c>3.11</c>, <c>3.13t</c>, <c>pypy3.10</c>.</summary>
    public required string Python { get; init; }

    /// <summary>The targets, in order of declaration.</summary>
    public required ImmutableArray<string> Targets { get; init; }

    /// <summary>The moment from which on uploads did not count (RFC 3339); null if all counted.</summary>
    public string? UploadedBefore { get; init; }

    /// <summary>Everything that was asked for, one requirement, constraint or option each, in order.</summary>
    public required ImmutableArray<string> Inputs { get; init; }

    /// <summary>SHA-256 of the pins as they were written, line ends apart; empty in what is yet to be written.</summary>
    public string ContentDigest { get; init; } = "";

    public string InputsDigest => Digest.OfText(string.Join('\n', Inputs));

    /// <summary>SHA-256 over a text whose line ends may be those of any system.</summary>
    public static string DigestOf(string content) => Digest.OfText(content.ReplaceLineEndings("\n"));

    /// <summary>The record as lines <c>key: value</c>, then each input behind two blanks.</summary>
    public IEnumerable<string> ToLines()
    {
        yield return $"{FirstKey}: {FormatVersion}";
        yield return $"from: {From}";
        yield return $"python: {Python}";
        yield return $"targets: {string.Join(' ', Targets)}";
        if (UploadedBefore is not null)
            yield return $"uploaded-before: {UploadedBefore}";
        yield return $"content: sha256:{ContentDigest}";
        yield return $"inputs: sha256:{InputsDigest}";
        foreach (string input in Inputs)
            yield return $"  {input}";
    }

    /// <summary>Reads what <see cref="ToLines"/> makes; lines after it are left alone.</summary>
    /// <returns>False if there is no record, or one of another version.</returns>
    public static bool TryRead(IEnumerable<string> lines, [NotNullWhen(true)] out LockRecord? record)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        var inputs = ImmutableArray.CreateBuilder<string>();
        foreach (string line in lines)
        {
            if (values.ContainsKey("inputs") && line.StartsWith("  ", StringComparison.Ordinal))
                inputs.Add(line[2..]);
            else if (line.Split(": ", 2) is [var key, var value] && (values.Count > 0 || key == FirstKey))
                values[key] = value;
            else if (values.Count > 0)
                break;
        }
        bool isKnown = values.GetValueOrDefault(FirstKey) == FormatVersion && values.ContainsKey("inputs");
        record = !isKnown ? null : new LockRecord
        {
            From = values.GetValueOrDefault("from", ""),
            Python = values.GetValueOrDefault("python", ""),
            Targets = [.. values.GetValueOrDefault("targets", "").Split(' ', StringSplitOptions.RemoveEmptyEntries)],
            UploadedBefore = values.GetValueOrDefault("uploaded-before"),
            Inputs = inputs.ToImmutable(),
            ContentDigest = DigestIn(values.GetValueOrDefault("content", "")),
        };
        return record is not null;
    }

    /// <summary>The line, from 1, on which a record begins, whether or not it can be read; 0 if none does.</summary>
    /// <param name="text">Of a whole lock.</param>
    public static int FindLine(string text)
    {
        int line = 0;
        foreach (ReadOnlySpan<char> each in text.AsSpan().EnumerateLines())
        {
            line++;
            if (each.TrimStart("# \"").StartsWith($"{FirstKey}:"))
                return line;
        }
        return 0;
    }

    private static string DigestIn(string text) => text.StartsWith("sha256:", StringComparison.Ordinal) ? text["sha256:".Length..] : text;
}
