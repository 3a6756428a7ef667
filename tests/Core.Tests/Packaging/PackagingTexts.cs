namespace PythonEnv.Core.Tests.Packaging;

/// <summary>
/// Makes versions, specifiers, requirements and markers up: most of them valid, in every spelling the standards allow, some not.
/// </summary>
/// <param name="plain">Leaves out what packaging changed its mind about between 24.1 and 26; see the members.</param>
internal sealed class PackagingTexts(Random random, bool plain)
{
    private static readonly string[] s_versionVariables = ["python_version", "python_full_version", "implementation_version"];

    private static readonly string[] s_textVariables =
    [
        "os_name", "sys_platform", "platform_system", "platform_machine", "platform_python_implementation", "implementation_name",
        "os.name", "sys.platform", "platform.machine", "platform.python_implementation", "python_implementation",
    ];

    private static readonly string[] s_anyVariables =
        [.. s_versionVariables, .. s_textVariables, "platform_release", "platform_version", "extra"];

    private static readonly string[] s_texts =
        ["posix", "nt", "linux", "win32", "darwin", "Linux", "x86_64", "AMD64", "CPython", "cpython", "PyPy", "linux win32", ""];

    private static readonly string[] s_textOperators = ["==", "!=", "in", "not in"];

    private static readonly string[] s_operators = ["==", "!=", "<=", ">=", "<", ">", "~=", "==="];

    /// <summary>A version, in one of ten cases one that is slightly off.</summary>
    public string Version()
    {
        string local = Maybe(6, "+cpu", "+1", "+ubuntu.1", "+A_2-b", "+01.x", "+cu118");
        string version = $"{Maybe(8, "v", "V")}{Maybe(8, "1!", "0!", "2024!")}{Release()}{Suffix()}{local}";
        return random.Next(10) == 0 ? Damage(version) : random.Next(20) == 0 ? $" {version}\n" : version;
    }

    /// <summary>Which of two equal clauses (<c>==1</c>, <c>==1.0</c>) is kept has changed.</summary>
    public string SpecifierSet()
    {
        IEnumerable<string> clauses = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Clause())];
        if (plain)
            clauses = clauses.DistinctBy(clause => clause[..clause.IndexOfAny([' ', '0', '1', '2', '3'])]);
        string set = string.Join(Pick(",", ", ", " , "), clauses);
        return random.Next(15) == 0 ? Damage(set) : set;
    }

    /// <summary>
    /// Up to 24.1, <c>&lt;</c> and <c>&gt;</c> with a version that has a suffix shut out more of its relatives than PEP 440 says, and
    /// <c>===</c> compared the normalised version instead of its text; <c>~=</c> mistook some pre-releases for part of the prefix.
    /// </summary>
    public string Clause()
    {
        string @operator = Pick(s_operators);
        string suffix = plain && @operator is "<" or ">" or "~=" ? "" : Suffix();
        if (plain && @operator == "===")
            return $"==={random.Next(1, 4)}.{random.Next(4)}";
        if (@operator is "==" or "!=" && random.Next(3) == 0)
            return $"{@operator}{Maybe(2, " ")}{Maybe(9, "1!")}{Release()}.*";
        string local = @operator is "==" or "!=" ? Maybe(5, "+cpu", "+1", "+x.2") : "";
        string release = @operator == "~=" ? $"{Release()}.{random.Next(4)}" : Release();
        return $"{@operator}{Maybe(2, " ")}{Maybe(9, "1!")}{release}{suffix}{local}";
    }

    /// <summary>Up to 24.1, a line end after the requirement was ignored, and a damaged name of an extra was not normalised.</summary>
    public string Requirement()
    {
        string name = Pick("requests", "Flask", "zope.interface", "ruamel_yaml", "a", "A--b", "x1", "0x", "Pillow_");
        string extras = Maybe(3, "[a]", "[ b , A ]", "[]", "[socks,tests, socks]", "[x-y.z]");
        string tail = random.Next(6) switch
        {
            0 => "",
            1 => $" @ {Pick("https://example.com/a.whl", "git+ssh://git@h/p@v1#egg=a", "file:///x;y", "./local")}{Maybe(2, " ")}",
            2 => $" ({SpecifierSet()})",
            _ => $"{Maybe(2, " ")}{SpecifierSet()}{Maybe(6, ",", " ,")}",
        };
        string requirement = $"{Maybe(9, " ", "\t")}{name}{Maybe(4, " ")}{extras}{tail}{Maybe(3, " ")}";
        if (plain && random.Next(10) == 0)
            requirement = Damage(requirement);
        if (random.Next(2) == 0)
            requirement += $"; {Marker()}";
        return !plain && random.Next(10) == 0 ? Damage(requirement) : requirement;
    }

    /// <summary>What may stand between double quotes: escapes, right and wrong ones.</summary>
    public string LiteralBody() => string.Concat(Enumerable.Range(0, random.Next(1, 6)).Select(_ => Pick(
        "a", "7", "é", "'", " ", "\\\\", "\\'", "\\n", "\\t", "\\a", "\\q", "\\8", "\\0", "\\101", "\\777", "\\x41", "\\x4",
        "\\u00e9", "\\U0001F40D", "\\U00110000", "\\\n", "\\\r\n", random.Next(4) == 0 ? "\n" : "b", random.Next(9) == 0 ? "\\" : "c")));

    /// <summary>Up to 24.1, doubled parentheses were dropped in writing, even where they bind.</summary>
    public string Marker(int depth = 0)
    {
        bool mayNest = depth < 3 && (depth == 0 || !plain);
        string marker = mayNest && random.Next(4) == 0 ? $"({Maybe(2, " ")}{Marker(depth + 1)}{Maybe(2, " ")})" : Comparison();
        while (random.Next(3) == 0)
            marker += $" {Pick("and", "or")} {(depth < 3 && random.Next(4) == 0 ? $"({Marker(depth + 1)})" : Comparison())}";
        return marker;
    }

    /// <summary>
    /// Up to 24.1 any two values were compared as versions if the right one looked like one, plain texts were ordered, and the names of
    /// extras were normalised beside <c>==</c> and <c>!=</c> only.
    /// </summary>
    private string Comparison()
    {
        (string left, string @operator, string right) = (plain, random.Next(3)) switch
        {
            (false, 0) => (Pick(s_anyVariables), Pick([.. s_operators, "in", "not in"]), Quote(Pick(s_texts))),
            (false, _) => (Pick(s_anyVariables), Pick([.. s_operators, "in", "not in"]), Quote(MarkerVersion())),
            (_, 0) => (Pick(s_textVariables), Pick(s_textOperators), Quote(Pick(s_texts))),
            (_, 1) => ("extra", Pick("==", "!="), Quote(Pick("test", "dev", "x-y"))),
            _ => (Pick(s_versionVariables), Pick(s_operators[..6]), Quote(MarkerVersion())),
        };
        // Turned round, 24.1 would take the environment's value for the specifier.
        bool turn = random.Next(5) == 0 && (!plain || @operator is "==" or "in");
        string blank = char.IsLetter(@operator[0]) ? " " : Maybe(2, " ");
        return turn ? $"{right}{blank}{@operator}{blank}{left}" : $"{left}{blank}{@operator}{blank}{right}";
    }

    private string MarkerVersion() => $"{random.Next(2, 4)}.{random.Next(14)}{Maybe(3, ".0", ".1", ".13")}";

    private string Quote(string text) => random.Next(2) == 0 ? $"'{text}'" : $"\"{text}\"";

    private string Release()
    {
        string release = Number();
        for (int i = random.Next(4); i > 0; i--)
            release += "." + Number();
        return release;
    }

    private string Suffix() => random.Next(3) > 0
        ? ""
        : Maybe(2, "a1", "b2", "rc1", "c1", ".alpha.2", "-beta", "_preview3", "RC1", "a", "pre1")
            + Maybe(3, ".post1", "-1", "post2", ".rev3", "-r4", ".post")
            + Maybe(3, ".dev1", "dev", "-dev2", ".DEV3");

    private string Number() => random.Next(40) switch
    {
        0 => "123456789012345678901",
        < 4 => $"0{random.Next(12)}",
        _ => $"{random.Next(4)}",
    };

    private string Damage(string text)
    {
        int at = random.Next(text.Length + 1);
        string piece = Pick(".", "-", "*", "!", "+", " ", "x", "==", ",", ";", "(", ")", "[", "~", "@", "=", "dev", plain ? "\t" : "\n");
        return text.Insert(at, piece);
    }

    private string Maybe(int oneIn, params string[] pieces) => random.Next(oneIn) == 0 ? Pick(pieces) : "";

    private string Pick(params string[] from) => from[random.Next(from.Length)];
}
