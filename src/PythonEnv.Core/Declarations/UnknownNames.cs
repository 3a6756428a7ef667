using System.Xml.Linq;
using PythonEnv.Diagnostics;
using PythonEnv.Host.Files;

namespace PythonEnv.Declarations;

/// <summary>
/// Names that begin like ours and are none: a guard that is told nothing because of a letter is no guard. Looked at in every build, so the
/// text of the files is searched first and read as XML only where something is found.
/// </summary>
/// <param name="files">The files that people write declarations into, the project first; not all have to be there.</param>
/// <param name="diagnostics">Takes PYENV1006 at the line of each.</param>
internal sealed class UnknownNames(IReadOnlyList<string> files, DiagnosticBag diagnostics)
{
    // Metadata that an editor or the SDK gives to any item.
    private static readonly string[] OfAnyItem = ["Visible", "InProject", "Link", "SubType"];

    private static readonly string[] Items = ["", "Package", "AuditSuppress"];

    private static readonly string[] OtherItems = ["PythonSource", "PythonTest"];

    // What the items beside `PythonEnv` may be given.
    private static readonly (string Item, string[] Metadata)[] OfItems =
        [("PythonEnvAuditSuppress", ["Reason"]), ("PythonTest", ["Environment"]), ("PythonSource", ["Link"])];

    // What MSBuild itself reads of an item's element.
    private static readonly string[] OfElements =
        ["Include", "Exclude", "Remove", "Update", "Condition", "Label", "KeepMetadata", "RemoveMetadata", "KeepDuplicates",
            "MatchOnMetadata", "MatchOnMetadataOptions"];

    // Set for the package's own targets rather than for an environment.
    private static readonly string[] OfTargets = ["RestoreDependsOn", "TasksAssembly"];

    /// <summary>Looks for properties and items in the files.</summary>
    public void FindInFiles()
    {
        foreach (string file in files)
        {
            if (RegularFile.Exists(file)
                && RegularFile.ReadAllText(file) is var text
                && MayHaveUnknown(text)
                && ProjectXml.TryLoad(file) is { } xml)
                FindIn(xml, text);
        }
    }

    /// <summary>Looks at properties that the command line gives; they stand on no line.</summary>
    public void FindInProperties(DeclaredValues declared)
    {
        foreach (string name in declared.Given)
        {
            if (SuffixOf(name) is { } suffix && !IsProperty(suffix))
                Report(new SourceSpan(declared.ProjectFile), name, "a property of PythonEnv.Tasks", SuggestProperty(suffix));
        }
    }

    /// <summary>Looks at the metadata of an item.</summary>
    public void FindInItem(DeclaredValues item)
    {
        var places = new DeclaredPlaces(item);
        foreach (string name in item.Metadata)
        {
            if (Has(DeclaredNames.Decisive.AsSpan(), name) || Has(DeclaredNames.Passing.AsSpan(), name) || Has(OfAnyItem, name))
                continue;
            string remedy = !Has(DeclaredNames.PropertiesOnly.AsSpan(), name) ? Suggest(SuffixOf(name) ?? name, DeclaredNames.All, "")
                : name.Equals("Enabled", StringComparison.OrdinalIgnoreCase)
                ? "It is a property only; leave the item out with a `Condition`"
                : $"It is a property only: declare `{DeclaredNames.Prefix}{name}`";
            Report(places.OfMetadatum(name), name, "a metadatum of PythonEnv", remedy);
        }
    }

    private void FindIn(ProjectXml xml, string text)
    {
        foreach (var property in xml.AllProperties())
        {
            if (SuffixOf(property.Name.LocalName) is { } suffix && !IsProperty(suffix))
                Report(xml.PlaceOf(property), property.Name.LocalName, "a property of PythonEnv.Tasks", SuggestProperty(suffix));
            else if (MeantBy(property.Name.LocalName, []) is { } meant && !IsUsed("$(", property.Name.LocalName, text))
                Report(xml.PlaceOf(property), property.Name.LocalName, "a property of PythonEnv.Tasks", $"Did you mean `{meant}`?");
        }
        foreach (var item in xml.AllItems())
        {
            if (SuffixOf(item.Name.LocalName) is { } suffix && !Has(Items, suffix))
                Report(xml.PlaceOf(item), item.Name.LocalName, "an item of PythonEnv.Tasks", Suggest(suffix, Items, DeclaredNames.Prefix));
            else if (MeantBy(item.Name.LocalName, OtherItems) is { } meant && !IsUsed("@(", item.Name.LocalName, text))
                Report(xml.PlaceOf(item), item.Name.LocalName, "an item of PythonEnv.Tasks", $"Did you mean `{meant}`?");
        }
        foreach ((string name, string[] metadata) in OfItems)
        {
            foreach (XElement item in xml.AllItemsOf(name))
                FindInElement(xml, item, name, metadata, text);
        }
    }

    private void FindInElement(ProjectXml xml, XElement item, string name, string[] known, string text)
    {
        foreach (XObject place in item.Attributes().Cast<XObject>().Concat(item.Elements()))
        {
            string given = place is XAttribute attribute ? attribute.Name.LocalName : ((XElement)place).Name.LocalName;
            bool isKnown = place is XAttribute ? IsAttribute(given, known) : Has(known, given) || Has(OfAnyItem, given);
            if (!isKnown && !IsUsed("%(", given, text) && !IsUsed($"%({name}.", given, text))
                Report(xml.PlaceOf(place), given, $"a metadatum of {name}", Suggest(given, known, ""));
        }
    }

    private void Report(SourceSpan where, string name, string kind, string remedy) =>
        diagnostics.Add(DiagnosticCatalog.UnknownName.At(where, $"`{name}` is not {kind} and has no effect", "", remedy));

    // Every element that may be meant for ours: `<PythonEnvMode>`, `<PythonEnv Include=…`, `<PyhtonEnvMode>`; or whose metadata may.
    private static bool MayHaveUnknown(string text)
    {
        const string start = "<Py";
        for (int at = text.IndexOf(start, StringComparison.OrdinalIgnoreCase); at >= 0; at = text.IndexOf(
            start, at + 1, StringComparison.OrdinalIgnoreCase))
        {
            int end = at + start.Length;
            while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] is '_' or '-' or '.'))
                end++;
            string name = text[(at + 1)..end];
            bool isUnknown = SuffixOf(name) is { } suffix
                ? !IsProperty(suffix) && !Has(Items, suffix)
                : MeantBy(name, OtherItems) is not null;
            if (isUnknown || MayHaveUnknownMetadata(name, text.AsSpan(end)))
                return true;
        }
        return false;
    }

    // An element that ends where it begins, with nothing but what is known, is no reason to read the file as XML.
    private static bool MayHaveUnknownMetadata(string name, ReadOnlySpan<char> rest)
    {
        foreach ((string item, string[] known) in OfItems)
        {
            if (item.Equals(name, StringComparison.OrdinalIgnoreCase))
                return !HasOnlyKnownAttributes(rest, known);
        }
        return false;
    }

    private static bool HasOnlyKnownAttributes(ReadOnlySpan<char> rest, string[] known)
    {
        for (rest = rest.TrimStart(); !rest.StartsWith("/>"); rest = rest.TrimStart())
        {
            int equals = rest.IndexOf('=');
            if (equals < 0 || !IsAttribute(rest[..equals].TrimEnd().ToString(), known))
                return false;
            rest = rest[(equals + 1)..].TrimStart();
            int close = rest.IsEmpty ? -1 : rest[1..].IndexOf(rest[0]);
            if (close < 0 || rest[0] is not ('"' or '\''))
                return false;
            rest = rest[(close + 2)..];
        }
        return true;
    }

    private static bool IsAttribute(string name, string[] known) => Has(known, name) || Has(OfAnyItem, name) || Has(OfElements, name);

    // What a project uses itself is its own.
    private static bool IsUsed(string reference, string name, string text) =>
        text.Contains(reference + name, StringComparison.OrdinalIgnoreCase);

    /// <summary>The name of ours that one without our prefix is a letter away from, in its prefix or as a whole.</summary>
    private static string? MeantBy(string name, string[] items)
    {
        if (Has(items, name))
            return null;
        foreach (string item in items)
        {
            if (NearestName.Distance(item, name) == 1)
                return item;
        }
        for (int length = DeclaredNames.Prefix.Length - 1; length <= Math.Min(DeclaredNames.Prefix.Length + 1, name.Length); length++)
        {
            string suffix = name[length..];
            if (NearestName.Distance(name[..length], DeclaredNames.Prefix) == 1
                && (IsProperty(suffix) || (items.Length > 0 && Has(Items, suffix))))
                return DeclaredNames.Prefix + suffix;
        }
        return null;
    }

    private static string? SuffixOf(string name) =>
        name.StartsWith(DeclaredNames.Prefix, StringComparison.OrdinalIgnoreCase) ? name[DeclaredNames.Prefix.Length..] : null;

    private static bool IsProperty(string suffix) =>
        Has(DeclaredNames.Decisive.AsSpan(), suffix)
        || Has(DeclaredNames.Passing.AsSpan(), suffix)
        || Has(DeclaredNames.PropertiesOnly.AsSpan(), suffix)
        || Has(DeclaredNames.Results.AsSpan(), suffix) || Has(OfTargets, suffix);

    private static bool Has(ReadOnlySpan<string> names, string name)
    {
        foreach (string known in names)
        {
            if (known.Equals(name, StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }

    // Who thinks of the whole word writes `PythonEnvironmentMode`.
    private static string SuggestProperty(string suffix)
    {
        const string restOfWord = "ironment";
        string name = suffix.StartsWith(restOfWord, StringComparison.OrdinalIgnoreCase) ? suffix[restOfWord.Length..] : suffix;
        return Suggest(name, [.. DeclaredNames.All, .. DeclaredNames.PropertiesOnly], DeclaredNames.Prefix);
    }

    private static string Suggest(string name, IEnumerable<string> known, string prefix) =>
        NearestName.Of(name, known) is { } nearest ? $"Did you mean `{prefix}{nearest}`?" : "Remove it";
}
