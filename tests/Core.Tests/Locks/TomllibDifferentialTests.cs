using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using PythonEnv.Locks.Toml;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Locks;

/// <summary>The same verdict and the same values as the standard library's own reader.</summary>
[TestClass]
internal sealed class TomllibDifferentialTests
{
    private const string Script =
        """
        try: import tomllib
        except ImportError: from pip._vendor import tomli as tomllib
        def plain(v):
            if isinstance(v, dict): return {k: plain(x) for k, x in v.items()}
            if isinstance(v, list): return [plain(x) for x in v]
            if isinstance(v, bool): return ["bool", str(v)]
            if isinstance(v, int): return ["int", str(v)]
            if isinstance(v, float): return ["float", v.hex()]
            if isinstance(v, str): return ["str", v]
            return [type(v).__name__, v.isoformat()]
        def read(text):
            try: return plain(tomllib.loads(text))
            except ValueError: return None
        answer = [read(text) for text in question]
        """;

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public void Verdict_and_values_are_those_of_tomllib()
    {
        var seed = TestSeed.Fresh(TestContext);
        // tomllib takes an escaped NUL, and no declaration may.
        string[] documents =
        [
            .. TomlSamples.Documents(seed.Random, 5_000)
                .Where(text => !text.Contains("\\u0000", StringComparison.Ordinal) && !text.Contains("\\U00000000", StringComparison.Ordinal)),
        ];
        JsonArray expected = PythonOracle.Required.Ask<string[], JsonArray>(Script, documents);

        int valid = 0;
        for (int i = 0; i < documents.Length; i++)
        {
            JsonNode? actual = TomlDocument.TryParse(documents[i], "f", out TomlTable? root, out _) ? Plain(root) : null;
            Assert.IsTrue(
                JsonNode.DeepEquals(expected[i], actual),
                $"{seed}: {JsonSerializer.Serialize(documents[i])}\ntomllib: {expected[i]?.ToJsonString()}\nours:    {actual?.ToJsonString()}");
            valid += actual is null ? 0 : 1;
        }
        Assert.IsGreaterThan(documents.Length / 20, valid);
        Assert.IsGreaterThan(documents.Length / 20, documents.Length - valid);
    }

    private static JsonNode Plain(TomlNode node) => node switch
    {
        TomlTable table => new JsonObject(table.Select(member => KeyValuePair.Create(member.Key, (JsonNode?)Plain(member.Value)))),
        TomlArray array => new JsonArray([.. array.Items.Select(Plain)]),
        TomlBoolean boolean => new JsonArray("bool", boolean.Value ? "True" : "False"),
        TomlInteger integer => new JsonArray("int", integer.Value.ToString(CultureInfo.InvariantCulture)),
        TomlFloat number => new JsonArray("float", Hex(number.Value)),
        TomlString text => new JsonArray("str", text.Value),
        TomlDateTime { Date: null } time => new JsonArray("time", Time(time)),
        TomlDateTime { Time: null } date => new JsonArray("date", date.Date!.Value.ToString("o", CultureInfo.InvariantCulture)),
        TomlDateTime both => new JsonArray(
            "datetime", $"{both.Date!.Value.ToString("o", CultureInfo.InvariantCulture)}T{Time(both)}{Offset(both)}"),
        _ => throw new InvalidOperationException(node.Kind),
    };

    private static string Time(TomlDateTime value)
    {
        TimeOnly time = value.Time!.Value;
        bool whole = time.Ticks % TimeSpan.TicksPerSecond == 0;
        return time.ToString(whole ? "HH:mm:ss" : "HH:mm:ss.ffffff", CultureInfo.InvariantCulture);
    }

    private static string Offset(TomlDateTime value) => value.Offset is not TimeSpan offset
        ? ""
        : (offset < TimeSpan.Zero ? "-" : "+") + offset.ToString("hh\\:mm", CultureInfo.InvariantCulture);

    /// <summary>As Python's <c>float.hex</c>, for the doubles of the samples: none is subnormal.</summary>
    private static string Hex(double value)
    {
        if (!double.IsFinite(value))
            return value.ToString(CultureInfo.InvariantCulture) switch { "Infinity" => "inf", "-Infinity" => "-inf", _ => "nan" };
        long bits = BitConverter.DoubleToInt64Bits(value);
        string sign = bits < 0 ? "-" : "";
        long exponent = (bits >> 52) & 0x7ff, mantissa = bits & 0xfffffffffffff;
        return exponent == 0 ? $"{sign}0x0.0p+0" : $"{sign}0x1.{mantissa:x13}p{exponent - 1023:+0;-0;+0}";
    }
}
