namespace PythonEnv.Diagnostics;

/// <summary>How loudly a diagnostic speaks.</summary>
internal enum Severity
{
    /// <summary>Said once, stops nothing: what a restore mended.</summary>
    Message,
    /// <summary>The build goes on.</summary>
    Warning,
    /// <summary>The build fails.</summary>
    Error,
}

/// <summary>
/// One kind of finding; every one is listed in <see cref="DiagnosticCatalog"/> and has a page in <c>docs/diagnostics</c>.
/// </summary>
/// <param name="Code"><c>PYENVnnnn</c>.</param>
/// <param name="Title">What is wrong, in general, as a short phrase.</param>
/// <param name="Severity">The severity it is reported with unless a mode says otherwise.</param>
internal sealed record DiagnosticRule(string Code, string Title, Severity Severity = Severity.Error)
{
    /// <summary>The address of the page that explains the rule.</summary>
    public string HelpLink => $"{DiagnosticCatalog.HelpRoot}{Code}.md";

    /// <summary>A finding of this rule, every credential in its texts and in its place masked.</summary>
    /// <param name="where">The line that declared what is wrong.</param>
    /// <param name="problem">What is wrong; no trailing full stop.</param>
    /// <param name="evidence">What was declared and what was found; may be empty.</param>
    /// <param name="remedy">The one thing to do; empty only where a program of the user's own says what is wrong.</param>
    // A remedy may propose `https://${USER}:${TOKEN}@host/`.
    public Diagnostic At(SourceSpan where, string problem, string evidence, string remedy) =>
        new(
            this, where with { File = Redaction.OfPaths(where.File) }, Redaction.OfUrls(problem), Redaction.OfUrls(evidence),
            Redaction.OfPaths(remedy), Severity);
}

/// <summary>One finding, as a value: rendering it is the business of whoever shows it.</summary>
internal sealed record Diagnostic(DiagnosticRule Rule, SourceSpan Where, string Problem, string Evidence, string Remedy, Severity Severity)
{
    public string Code => Rule.Code;

    /// <summary>The last lines of the program that failed; empty if none did.</summary>
    public string Output { get; init; } = "";

    /// <summary>
    /// <c>what is wrong. What was declared; what was found. The one thing to do.</c> One line, whatever the parts hold; output follows on
    /// lines of its own.
    /// </summary>
    public string Message => LogText.Message(string.Join(' ', Sentences())) + (Output.Length == 0 ? "" : LogText.Output(Output));

    /// <summary>What is said once it has been mended, where that is more than that it was.</summary>
    public Diagnostic? WhenMended { get; init; }

    /// <summary>The same finding at the line that led to it, unless it has a place of its own or the machine alone is to blame.</summary>
    public Diagnostic LedToBy(SourceSpan line) =>
        Where == SourceSpan.None && Rule != DiagnosticCatalog.DiskFull ? this with { Where = line } : this;

    /// <summary>The same finding as a message: it has been mended.</summary>
    public Diagnostic AsMended() => WhenMended ?? this with { Severity = Severity.Message, Remedy = "It was mended" };

    /// <summary><c>file(line,column): error PYENVnnnn: message</c>.</summary>
    public override string ToString()
    {
        string place = Where.File.Length == 0 ? "" : $"{Where}: ";
        return $"{place}{Severity.ToString().ToLowerInvariant()} {Code}: {Message}";
    }

    // The problem follows `error CODE:` and stays as it is; what comes after it begins a sentence.
    private IEnumerable<string> Sentences()
    {
        if (Problem.Length > 0)
            yield return EndSentence(Problem);
        if (Evidence.Length > 0)
            yield return EndSentence(BeginSentence(Evidence));
        if (Remedy.Length > 0)
            yield return EndSentence(Remedy);
    }

    // Only a plain word: a URL, a path or a name keeps its spelling.
    private static string BeginSentence(string part)
    {
        int end = part.AsSpan().IndexOfAnyExceptInRange('a', 'z');
        return end > 0 && part[end] is ' ' or ',' or '\'' ? char.ToUpperInvariant(part[0]) + part[1..] : part;
    }

    private static string EndSentence(string part) => part[^1] is '.' or '!' or '?' or ':' ? part : part + ".";
}
