using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using PythonEnv.Diagnostics;

namespace PythonEnv.Declarations;

/// <summary>Reads single declared texts; what can't be read is PYENV1004 at its line, and counts as not declared.</summary>
internal sealed class ValueReader(DeclaredValues declared, DeclaredPlaces places, DiagnosticBag diagnostics)
{
    /// <summary>Reads one text; false if it is no such value.</summary>
    public delegate bool TryParse<T>(string text, [NotNullWhen(true)] out T? value) where T : class;

    public bool? Boolean(string name)
    {
        if (declared.Text(name) is not { } text)
            return null;
        if (bool.TryParse(text, out bool value))
            return value;
        Unreadable(name, text, "it is `true` or `false`", "Write one of these");
        return null;
    }

    /// <summary>One of an enumeration's names as MSBuild's properties have them, <c>Restore</c>; any case is read.</summary>
    public T OneOf<T>(string name, T unset) where T : struct, Enum => OneOf(name, unset, static value => value.ToString());

    /// <summary>One of an enumeration's names as pip's options have them, <c>if-necessary</c>; any case is read.</summary>
    public T OneOfOptions<T>(string name, T unset) where T : struct, Enum => OneOf(name, unset, Hyphenate);

    /// <summary>A whole number of seconds.</summary>
    public TimeSpan Seconds(string name, int unset)
    {
        if (declared.Text(name) is not { } text)
            return TimeSpan.FromSeconds(unset);
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int seconds))
            return TimeSpan.FromSeconds(seconds);
        Unreadable(name, text, "it is a whole number of seconds", $"Write one, such as `{unset}`");
        return TimeSpan.FromSeconds(unset);
    }

    /// <summary>The items of a list that can be read.</summary>
    public ImmutableArray<T> List<T>(string name, TryParse<T> parse, string expectation, string remedy) where T : class
    {
        ImmutableArray<T>.Builder values = ImmutableArray.CreateBuilder<T>();
        foreach (string text in declared.List(name))
        {
            if (parse(text, out T? value))
                values.Add(value);
            else
                Unreadable(name, text, expectation, remedy);
        }
        return values.ToImmutable();
    }

    /// <summary>A value that is one whole; null where none is declared or it can't be read.</summary>
    public T? Single<T>(string name, TryParse<T> parse, string expectation, string remedy) where T : class
    {
        if (declared.Text(name) is not { } text)
            return null;
        if (parse(text, out T? value))
            return value;
        Unreadable(name, text, expectation, remedy);
        return null;
    }

    public void Unreadable(string name, string text, string expectation, string remedy)
    {
        // `linux-x64@3.12`: what stands before the `@` is a platform.
        string shown = name == DeclaredNames.TargetRids ? Redaction.OfUrls(text) : Redaction.OfPlace(text);
        diagnostics.Add(DiagnosticCatalog.DeclarationUnreadable.At(
            places.Of(name), $"`{declared.Spell(name)}` can't be read", $"declared `{shown}`; {expectation}", remedy));
    }

    private T OneOf<T>(string name, T unset, Func<T, string> spell) where T : struct, Enum
    {
        if (declared.Text(name) is not { } text)
            return unset;
        foreach (T value in Enum.GetValues<T>())
        {
            if (text.Equals(spell(value), StringComparison.OrdinalIgnoreCase))
                return value;
        }
        Unreadable(
            name, text, $"it is one of {string.Join(", ", Enum.GetValues<T>().Select(value => $"`{spell(value)}`"))}",
            "Write one of these");
        return unset;
    }

    private static string Hyphenate<T>(T value) where T : struct, Enum
    {
        var text = new StringBuilder();
        foreach (char c in value.ToString())
        {
            if (char.IsAsciiLetterUpper(c) && text.Length > 0)
                text.Append('-');
            text.Append(char.ToLowerInvariant(c));
        }
        return text.ToString();
    }
}
