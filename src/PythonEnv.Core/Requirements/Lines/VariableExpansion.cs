using PythonEnv.Diagnostics;
using PythonEnv.Packaging.Text;

namespace PythonEnv.Requirements.Lines;

/// <summary>
/// Puts the values of <c>${NAME}</c> into a line as pip does: the names are those of the line as written. Each value replaces every
/// occurrence of its reference, also one that an earlier value has brought in.
/// </summary>
internal sealed class VariableExpansion(LogicalLine written, Func<string, string?> environment, DiagnosticBag findings)
{
    private string _text = written.Text;
    private List<Origin> _origins = [.. written.Origins];

    public LogicalLine Run()
    {
        var secrets = new List<(string, string)>();
        foreach (Range found in VariableReferences.In(written.Text).ToList())
        {
            string reference = written.Text[found];
            string? value = environment(reference[2..^1]);
            if (string.IsNullOrEmpty(value))
            {
                ReportUnset(reference, found.Start.Value);
                continue;
            }
            Replace(reference, value);
            secrets.Add((reference, value));
        }
        return written with { Text = _text, Origins = [.. _origins], Secrets = [.. secrets] };
    }

    private void Replace(string reference, string value)
    {
        for (int from = 0; ;)
        {
            int at = _text.IndexOf(reference, from, StringComparison.Ordinal);
            if (at < 0)
                return;
            Splice(at, reference.Length, value.Length);
            _text = string.Concat(_text.AsSpan(0, at), value, _text.AsSpan(at + reference.Length));
            from = at + value.Length;
        }
    }

    private void Splice(int at, int removed, int added)
    {
        var result = new List<Origin>(_origins.Count + 2);
        Origin before = _origins.FindLast(origin => origin.Start <= at);
        Origin inside = _origins.FindLast(origin => origin.Start <= at + removed);
        result.AddRange(_origins.Where(origin => origin.Start < at));
        result.Add(new Origin(at, before.Line, ColumnAt(before, at), IsVariable: true));
        int next = _origins.FindIndex(origin => origin.Start >= at + removed);
        if ((next < 0 || _origins[next].Start > at + removed) && at + removed < _text.Length)
            result.Add(new Origin(at + added, inside.Line, ColumnAt(inside, at + removed), inside.IsVariable));
        if (next >= 0)
            result.AddRange(_origins.Skip(next).Select(origin => origin with { Start = origin.Start + added - removed }));
        _origins = result;
    }

    private void ReportUnset(string reference, int at)
    {
        findings.Add(DiagnosticCatalog.RequirementUnreadable.At(
            written.At(at, reference.Length),
            $"the environment variable of `{reference}` is not set",
            "pip would take the reference itself for the value",
            "Set it, or remove the reference") with
        { Severity = Severity.Warning });
    }

    private static int ColumnAt(Origin origin, int offset) =>
        origin.IsVariable ? origin.Column : origin.Column + offset - origin.Start;
}
