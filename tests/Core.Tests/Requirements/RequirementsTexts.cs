using System.Text;

namespace PythonEnv.Core.Tests.Requirements;

/// <summary>Requirements files as people, tools and accidents write them.</summary>
internal sealed class RequirementsTexts(Random random)
{
    private static readonly string[] s_subjects =
    [
        "foo", "Foo.Bar", "foo_bar[a]", "foo[a, B]", "foo==1.0", "foo === 1.0", "foo==1.*", "foo>=1,<2", "foo ~= 1.2", "foo (==1)",
        "foo!=1.0,", "f==1!2.0+local.1",
        "foo @ https://h/foo-1.0.zip", "foo@https://h/foo-1.0.tar.gz#sha256=abc", "foo @ git+https://h/foo.git@main#subdirectory=x",
        "https://u:p@h/a-1.0.tar.gz",
        "https://h/foo-1.0-py3-none-any.whl", "git+https://h/o/r.git@v1%2B2#egg=r", "hg+https://h/r@1#egg=r&subdirectory=s",
        "git+ssh://git@h/r.git",
        "./pkg", "./pkg[x]", ".", "pkg", "./bare", "./none", "foo-1.0.zip", "./foo-1.0-py3-none-any.whl", "file:///tmp/x.zip", "file:./pkg",
        "foo@1.0", "foo=1", "foo bar", "-foo", "'foo'",
    ];

    private static readonly string[] s_markers =
    [
        "", "", "", " ; python_version < '3.9'", ";os_name=='nt'", " ; sys_platform == \"linux\" and extra == 'x'", ";", "; ",
        " ; nonsense", " # ; x",
    ];

    private static readonly string[] s_options =
    [
        "--hash=sha256:abc", "--hash sha512:def", "--has sha384:0", "--hash=md5:1", "--hash", "--config-settings a=b", "-C x=1", "-Cx",
        "--pre", "-r a.txt", "-rsub/b.txt", "--req a.txt",
        "-c c.txt", "--constraint=c.txt", "-r none.txt", "-e ./pkg", "-e git+https://h/r.git#egg=r", "--editable=.", "-i https://i/s",
        "--index-url=https://j/s", "--extra-index-url https://e/s", "--extra https://f/s",
        "-f ./pkg", "--find-links https://l/", "-f a\\b", "--no-index", "--no-binary :all:", "--only-binary=foo,bar",
        "--only-binary :none:", "--no-binary -x", "--prefer-binary", "--require-hashes", "--trusted-host h:1",
        "--use-feature=fast-deps", "--use-feature x", "--no", "--", "-", "--unknown", "-q", "\"a b\"", "'x", "\\", "; os_name == 'nt'",
        "foo==2",
    ];

    private static readonly string[] s_ends =
    [
        "\n", "\n", "\n", "\n", "\r\n", "\r", " \\\n", "\\\n", "\\\r\n  ", " \\ \n", "\n\n", " # why\n", " # why \\\n", "#no\n",
        "\n# note\n", "\n  # note \\\n", "\f", "\v", "\u0085", "\u2028", "\x1c", "\\\n# cut\n",
    ];

    private static readonly string[] s_blanks = [" ", " ", " ", "  ", "\t", "\u00a0", "\u3000", " ${SET} ", " ${UNSET} ", "${EMPTY}"];

    public string File()
    {
        var text = new StringBuilder();
        for (int lines = random.Next(1, 7); lines > 0; lines--)
        {
            if (random.Next(6) == 0)
                text.Append(Pick(s_blanks));
            if (random.Next(4) != 0)
                text.Append(Pick(s_subjects)).Append(Pick(s_markers));
            for (int options = random.Next(6) - 3; options > 0; options--)
                text.Append(Pick(s_blanks)).Append(Pick(s_options));
            text.Append(Pick(s_ends));
        }
        return text.ToString();
    }

    public static IReadOnlyList<string> Alphabet { get; } =
    [
        .. s_options, .. s_ends, .. s_blanks, "\\", "#", "'", "\"", "-", "--", "=", "${", "}", "[", "]", "@", "://", "%41", "%", "..",
        "../", "{"
    ];

    private string Pick(string[] from) => from[random.Next(from.Length)];
}
