using System.Collections.Immutable;
using System.Text;
using PythonEnv.Packaging.Urls;

namespace PythonEnv.Indexes.Credentials;

/// <summary>
/// A <c>.netrc</c> as Python's <c>netrc</c> reads it:
/// <code>
/// file    = *( machine / default / macdef / comment )
/// machine = "machine" name *( ("login" / "user") word / "account" word / "password" word )
/// default = "default" ...                        ; any host that no machine names
/// macdef  = "macdef" name lines blank-line       ; skipped
/// word    = text without blanks / DQUOTE text DQUOTE ; "\" takes the next character as it is
/// comment = "#" text
/// </code>
/// </summary>
internal sealed class NetrcFile
{
    private readonly ImmutableDictionary<string, Credential> _machines;
    private readonly Credential? _default;

    private NetrcFile(ImmutableDictionary<string, Credential> machines, Credential? @default)
    {
        _machines = machines;
        _default = @default;
    }

    /// <summary>Null if the text is no netrc; whoever asks goes on without it, as pip does.</summary>
    /// <param name="place">Its path, for messages.</param>
    public static NetrcFile? TryParse(string text, string place = "")
    {
        var machines = ImmutableDictionary.CreateBuilder<string, Credential>(StringComparer.Ordinal);
        Credential? @default = null;
        var scanner = new Scanner(text.Replace("\r\n", "\n", StringComparison.Ordinal));
        for (string? keyword = scanner.NextKeyword(); keyword is not null; keyword = scanner.NextKeyword())
        {
            switch (keyword)
            {
                case "machine":
                    if (scanner.NextWord() is not { Length: > 0 } host || ReadLogin(scanner, place) is not { } login)
                        return null;
                    machines[host] = login;
                    break;
                case "default":
                    @default = ReadLogin(scanner, place);
                    if (@default is null)
                        return null;
                    break;
                case "macdef":
                    scanner.SkipMacro();
                    break;
                default:
                    return null;
            }
        }
        return new NetrcFile(machines.ToImmutable(), @default);
    }

    /// <param name="host">A host name without port.</param>
    public Credential? Find(string host) => _machines.TryGetValue(host, out Credential? credential) ? credential : _default;

    private static Credential? ReadLogin(Scanner scanner, string place)
    {
        string login = "", account = "", password = "";
        while (true)
        {
            int before = scanner.Position;
            switch (scanner.NextKeyword())
            {
                case null:
                    return Done();
                case "machine" or "default" or "macdef":
                    scanner.Position = before;
                    return Done();
                case "login" or "user":
                    login = scanner.NextWord() ?? "";
                    break;
                case "account":
                    account = scanner.NextWord() ?? "";
                    break;
                case "password":
                    password = scanner.NextWord() ?? "";
                    break;
                default:
                    return null;
            }
        }

        // Some servers know an account instead of a login.
        Credential Done() => new(login.Length > 0 ? login : account, password, place);
    }

    private sealed class Scanner(string text)
    {
        public int Position { get; set; }

        /// <summary>The next word outside comments; null at the end.</summary>
        public string? NextKeyword()
        {
            while (NextWord() is { } word)
            {
                if (!word.StartsWith('#'))
                    return word;
                // A comment reaches to the end of the line its first word ended on.
                if (Position == 0 || text[Position - 1] != '\n')
                    SkipLine();
            }
            return null;
        }

        public string? NextWord()
        {
            while (Position < text.Length && IsBlank(text[Position]))
                Position++;
            if (Position == text.Length)
                return null;
            bool quoted = text[Position] == '"';
            if (quoted)
                Position++;
            var word = new StringBuilder();
            while (Position < text.Length)
            {
                char c = text[Position++];
                if (quoted ? c == '"' : IsBlank(c))
                    break;
                if (c == '\\' && Position < text.Length)
                    c = text[Position++];
                word.Append(c);
            }
            return word.ToString();
        }

        /// <summary>A macro ends with an empty line.</summary>
        public void SkipMacro()
        {
            NextWord();
            int end = text.IndexOf("\n\n", Math.Max(0, Position - 1), StringComparison.Ordinal);
            Position = end < 0 ? text.Length : end + 2;
        }

        private void SkipLine()
        {
            int end = text.IndexOf('\n', Position);
            Position = end < 0 ? text.Length : end + 1;
        }

        private static bool IsBlank(char c) => c is ' ' or '\t' or '\r' or '\n';
    }
}
