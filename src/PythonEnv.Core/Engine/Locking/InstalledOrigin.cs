using System.Collections.Immutable;
using System.Text.Json;
using PythonEnv.Diagnostics;
using PythonEnv.Environments;
using PythonEnv.Host.Files;
using PythonEnv.Locking.Inputs;
using PythonEnv.Packaging.Metadata;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Text;
using PythonEnv.Packaging.Urls;
using PythonEnv.Requirements;

namespace PythonEnv.Engine.Locking;

/// <summary>Where an installed distribution came from, if not from an index, by its <c>direct_url.json</c> (PEP 610).</summary>
/// <param name="Url">Of the file, the checkout or the folder.</param>
/// <param name="Declared">What installs the same again; null for a folder, whose content changes.</param>
internal sealed record InstalledOrigin(string Url, DeclaredRequirement? Declared)
{
    /// <summary>Reads it at an installed distribution.</summary>
    /// <param name="where">The place of the requirement.</param>
    /// <param name="diagnostics">Receives PYENV2002 for a URL that is none.</param>
    /// <returns>Null for what came from an index, and where nothing tells.</returns>
    public static InstalledOrigin? Read(InstalledDistribution installed, SourceSpan where, DiagnosticBag diagnostics)
    {
        // What can't be read tells nothing, as for pip: the distribution counts as one of an index, whose files then have to have it.
        if (RegularFile.ReadTextIfThere(Path.Combine(installed.MetadataDirectory, DirectUrl.FileName)) is not { } json
            || JsonFields.Read(json, Written.Of) is not { } written)
            return null;
        if (written.IsFolder)
            return new InstalledOrigin(written.Url, null);
        string text = $"{installed.Name} @ {written.Link}";
        if (!Requirement.TryParse(text, out Requirement? requirement, out ParseError? error))
        {
            diagnostics.Add(DiagnosticCatalog.RequirementUnreadable.At(
                where, $"`{Redaction.OfUrls(text)}` can't be parsed", error.Message, "Install it from another URL"));
            return null;
        }
        return StandaloneRequirement.Declare(requirement, text, where, diagnostics) is { } declared
            ? new InstalledOrigin(written.Url, declared with { Hashes = written.Hashes, Display = Shown(declared, where.File) })
            : null;
    }

    // A file beside the lock or below it goes with it into every checkout.
    private static string Shown(DeclaredRequirement declared, string lockFile)
    {
        if (declared.Kind != RequirementKind.File || !Uri.TryCreate(declared.Url, UriKind.Absolute, out Uri? url))
            return declared.Display;
        string relative = Path.GetRelativePath(Path.GetDirectoryName(lockFile)!, FileUrl.ToPath(url)).Replace('\\', '/');
        return relative.StartsWith("../", StringComparison.Ordinal) || Path.IsPathRooted(relative) ? declared.Display : $"./{relative}";
    }

    /// <summary>What the file says.</summary>
    /// <param name="Link">As a requirement has it behind its <c>@</c>.</param>
    private sealed record Written(string Url, string Link, bool IsFolder, ImmutableArray<FileHash> Hashes)
    {
        public static Written? Of(JsonElement origin)
        {
            string url = origin.Text("url"), subdirectory = origin.Text("subdirectory");
            string link = Has(origin, "vcs_info")
                ? $"{origin.Member("vcs_info").Text("vcs")}+{url}@{origin.Member("vcs_info").Text("commit_id")}"
                : url;
            if (subdirectory.Length > 0)
                link += $"#subdirectory={subdirectory}";
            return url.Length == 0 ? null : new Written(url, link, Has(origin, "dir_info"), HashesOf(origin.Member("archive_info")));
        }

        private static bool Has(JsonElement origin, string name) => origin.Member(name).ValueKind != JsonValueKind.Undefined;

        // Also in the older form, `"hash": "sha256=…"`. What is no digest says nothing: the file at the URL is hashed then.
        private static ImmutableArray<FileHash> HashesOf(JsonElement archive)
        {
            string sha256 = archive.Member("hashes").Text("sha256");
            if (sha256.Length == 0 && archive.Text("hash") is var old && old.StartsWith("sha256=", StringComparison.Ordinal))
                sha256 = old["sha256=".Length..];
            return FileHashShape.Sha256Of([new FileHash("sha256", sha256)]) is { } digest ? [new FileHash("sha256", digest)] : [];
        }
    }
}
