using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using PythonEnv.Diagnostics;
using PythonEnv.Locks.Toml;
using PythonEnv.Packaging.Versions;

namespace PythonEnv.Locks.Poetry;

/// <summary>
/// Holds the digest in a <c>poetry.lock</c> against the project: Poetry takes the SHA-256 of what it reads of the <c>pyproject.toml</c>,
/// written as Python's <c>json.dumps(…, sort_keys=True)</c> writes it.
/// </summary>
internal static class PoetryFreshness
{
    /// <summary>The first Poetry that counts <c>[dependency-groups]</c>.</summary>
    private static readonly PythonVersion FirstWithGroups = PythonVersion.Parse("2.3");

    private static readonly string[] ProjectKeys = ["requires-python", "dependencies", "optional-dependencies"];
    private static readonly string[] LegacyKeys = ["dependencies", "source", "extras", "dev-dependencies"];

    /// <summary>
    /// PYENV6001 at the digest if the project has changed since. A lock without a digest, or one without a project, tells nothing.
    /// </summary>
    public static void Check(PoetryLock lockFile, DiagnosticBag diagnostics)
    {
        if (lockFile.ContentHash is not { } locked || lockFile.Project.Toml is not { } project || IsFresh(lockFile))
            return;
        diagnostics.Add(DiagnosticCatalog.LockOutdated.At(
            lockFile.ContentHashAt, "`poetry.lock` is older than the `pyproject.toml` it was made from",
            $"what Poetry reads of it has the digest {Hash(project, withGroups: true)}; locked is {locked}",
            $"Run `{LockTool.Poetry.Lock}`"));
    }

    /// <summary>Whether the lock has the digest of the project beside it.</summary>
    public static bool IsFresh(PoetryLock lockFile)
    {
        if (lockFile.ContentHash is not { } locked || lockFile.Project.Toml is not { } project)
            return false;
        bool mayBeOld = lockFile.MadeBy is null || lockFile.MadeBy < FirstWithGroups;
        return locked == Hash(project, withGroups: true) || (mayBeOld && locked == Hash(project, withGroups: false));
    }

    /// <summary>The digest of a <c>pyproject.toml</c>, in lower-case hexadecimal.</summary>
    public static string Hash(TomlTable pyproject, bool withGroups)
    {
        SortedDictionary<string, object?> project = Pick(pyproject.Table("project"), ProjectKeys);
        TomlTable? groups = withGroups && pyproject.Table("dependency-groups") is { Count: > 0 } declared ? declared : null;
        bool isStandard = project.Count > 0 || groups is not null;
        SortedDictionary<string, object?> poetry = Pick(pyproject.Table("tool").Table("poetry"), [.. LegacyKeys, "group"]);
        if (!isStandard)
        {
            foreach (string key in LegacyKeys)
                poetry.TryAdd(key, null);
        }
        SortedDictionary<string, object?> relevant = poetry;
        if (isStandard)
        {
            relevant = NewObject();
            relevant["tool"] = new SortedDictionary<string, object?>(StringComparer.Ordinal) { ["poetry"] = poetry };
            if (project.Count > 0)
                relevant["project"] = project;
            if (groups is not null)
                relevant["dependency-groups"] = groups;
        }
        var json = new StringBuilder();
        Write(relevant, json);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(json.ToString())));
    }

    private static SortedDictionary<string, object?> Pick(TomlTable? table, string[] keys)
    {
        SortedDictionary<string, object?> picked = NewObject();
        foreach (string key in keys)
        {
            if (table?[key] is { } value)
                picked[key] = value;
        }
        return picked;
    }

    private static SortedDictionary<string, object?> NewObject() => new(StringComparer.Ordinal);

    private static void Write(object? value, StringBuilder json)
    {
        switch (value)
        {
            case null:
                json.Append("null");
                break;
            case SortedDictionary<string, object?> members:
                WriteAll(members, '{', '}', json, member =>
                {
                    WriteText(member.Key, json);
                    json.Append(": ");
                    Write(member.Value, json);
                });
                break;
            case TomlTable table:
                Write(Pick(table, [.. table.Select(member => member.Key)]), json);
                break;
            case TomlArray array:
                WriteAll(array.Items, '[', ']', json, item => Write(item, json));
                break;
            case TomlString text:
                WriteText(text.Value, json);
                break;
            case TomlBoolean boolean:
                json.Append(boolean.Value ? "true" : "false");
                break;
            case TomlInteger integer:
                json.Append(integer.Value.ToString(CultureInfo.InvariantCulture));
                break;
            case TomlFloat number:
                json.Append(FloatText(number.Value));
                break;
        }
    }

    private static void WriteAll<T>(IEnumerable<T> items, char open, char close, StringBuilder json, Action<T> write)
    {
        json.Append(open);
        string separator = "";
        foreach (T item in items)
        {
            json.Append(separator);
            write(item);
            separator = ", ";
        }
        json.Append(close);
    }

    private static void WriteText(string text, StringBuilder json)
    {
        json.Append('"');
        foreach (char c in text)
        {
            json.Append(c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                '\b' => "\\b",
                '\f' => "\\f",
                < ' ' or > '~' => $"\\u{(int)c:x4}",
                _ => c.ToString(),
            });
        }
        json.Append('"');
    }

    private static string FloatText(double value)
    {
        string text = value.ToString("R", CultureInfo.InvariantCulture);
        return double.IsNaN(value) ? "NaN"
            : double.IsInfinity(value) ? (value > 0 ? "Infinity" : "-Infinity")
            : text.Contains('E', StringComparison.Ordinal) ? text.ToLowerInvariant()
            : text.Contains('.', StringComparison.Ordinal) ? text : text + ".0";
    }
}
