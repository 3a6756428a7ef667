using System.Text;

namespace PythonEnv.Core.Tests.Locks;

/// <summary>Documents that are TOML, nearly TOML, or were TOML before somebody edited them.</summary>
internal static class TomlSamples
{
    private static readonly string[] Keys =
        ["a", "b", "c", "a.b", "a . b.c", "\"q\"", "'l'.a", "b.c", "-", "1", "1.2", "\"\"", "\"a\"", "'a.b'", "\"\\u0061\"", "é", "a b", ""];

    private static readonly string[] Scalars =
    [
        "1", "-0", "+7", "007", "1_000", "1__0", "_1", "1_", "0x1F", "0xdead_BEEF", "-0x1", "0o17", "0o8", "0b101", "0b2",
        "9223372036854775808",
        "1.5", "-0.0", "1.", ".5", "1e5", "1E-3", "1.5e+1_0", "1e", "6.02e23", "inf", "-inf", "+nan", "nan", "Inf", "1e400", "0e0", "00.1",
        "1_0.0_1",
        "true", "false", "True", "truex",
        "1979-05-27", "1979-05-27T07:32:00Z", "1979-05-27t00:32:00.999999999-07:00", "1979-05-27 07:32:00", "1979-05-27 07:32", "07:32:00",
        "07:32:00.5",
        "24:00:00", "2021-02-30", "2021-13-01", "0000-01-01", "2020-02-29T23:59:60Z", "1979-05-27T07:32:00+24:00", "1979-05-27T07:32:00.",
        "1979-05-27  07:32:00",
        "\"\"", "\"x\"", "'x'", "''", "\"\\t\\n\\\\\\\"\"", "\"\\u00e9\\U0001F600\"", "\"\\uD800\"", "\"\\x41\"", "\"a\nb\"", "'a\tb'",
        "\"日本\"",
        "\"\"\"a\"\"\"", "\"\"\"\na\n  b\"\"\"", "\"\"\"a\\\n   b\"\"\"", "\"\"\"a\\   \n\n  b\"\"\"", "\"\"\"a\\ b\"\"\"",
        "\"\"\"\"x\"\"\"\"\"", "'''a\\'b'''", "''''x'''''", "'''\r\nx\r\ny'''",
        "\"\"\"\r\n\"\"\"", "'''''", "\"\"\"\"\"\"\"\"",
        "é", "\\", "",
    ];

    public static IEnumerable<string> Documents(Random random, int count)
    {
        for (int i = 0; i < count; i++)
        {
            string document = Document(random);
            for (int edits = random.Next(-3, 3); edits > 0; edits--)
                document = Edit(document, random);
            yield return document;
        }
    }

    private static string Document(Random random)
    {
        var text = new StringBuilder();
        for (int lines = random.Next(1, 8); lines > 0; lines--)
        {
            text.Append(random.Next(8) switch
            {
                0 => $"[{Key(random)}]",
                1 => $"[[{Key(random)}]]",
                2 => "# comment",
                3 => "",
                _ => $"{Key(random)} = {Value(random, 0)}",
            });
            text.Append(random.Next(6) switch { 0 => " # é", 1 => "\t", _ => "" });
            text.Append(random.Next(8) == 0 ? "\r\n" : "\n");
        }
        return text.ToString();
    }

    private static string Key(Random random) => Keys[random.Next(random.Next(3) == 0 ? Keys.Length : 10)];

    private static string Value(Random random, int depth) => random.Next(depth > 2 ? 6 : 9) switch
    {
        6 => $"[{string.Join(Pick(random, ",", ", ", ",\n", " , # c\n"), Values(random, depth))}{Pick(random, "", "", ",", "\n")}]",
        7
            or 8 => $"{{{string.Join(Pick(random, ",", ", "), Values(random, depth).Select(value => $"{Key(random)} = {value}"))}{Pick(random, "", "", "", ",")}}}",
        _ => Scalars[random.Next(Scalars.Length)],
    };

    private static string[] Values(Random random, int depth) =>
        [.. Enumerable.Range(0, random.Next(4)).Select(_ => Value(random, depth + 1))];

    private static string Pick(Random random, params string[] choices) => choices[random.Next(choices.Length)];

    private static string Edit(string text, Random random)
    {
        const string Alphabet = "ab01.=[]{}\"'\\#,_-+:TZe \t\n\r\0\u007f\u00a0\u2028";
        int at = random.Next(text.Length + 1);
        char c = Alphabet[random.Next(Alphabet.Length)];
        return random.Next(3) switch
        {
            0 => text.Insert(at, c.ToString()),
            1 when at < text.Length => text.Remove(at, 1),
            _ when at < text.Length => text.Remove(at, 1).Insert(at, c.ToString()),
            _ => text + c,
        };
    }
}
