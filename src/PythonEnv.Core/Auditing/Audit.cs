using System.Collections.Immutable;
using PythonEnv.Auditing.Advisories;
using PythonEnv.Auditing.Osv;
using PythonEnv.Declarations;
using PythonEnv.Host;
using PythonEnv.Indexes;
using PythonEnv.Indexes.Configuration;
using PythonEnv.Indexes.Credentials;
using PythonEnv.Packaging.Text;
using PythonEnv.Packaging.Urls;
using PythonEnv.Packaging.Versions;
using PythonEnv.Pins;

namespace PythonEnv.Auditing;

/// <summary>Asks the declared sources of advisories, or where none are declared the indexes, what is known of pinned versions.</summary>
/// <param name="indexes">Where distributions come from, and how servers are asked.</param>
/// <param name="isForced">Whatever the cache says, ask.</param>
internal sealed class Audit(EnvironmentDeclaration declaration, IndexSettings indexes, HostFacts host, bool isForced)
{
    // An index was not declared for this: it helps at once or not at all.
    private static readonly TimeSpan s_patienceWithIndex = TimeSpan.FromSeconds(3);

    public async Task<AuditResult> RunAsync(ImmutableArray<Pin> pins, CancellationToken cancellation)
    {
        ImmutableArray<AuditedPin> audited = [.. pins.Select(Read).OfType<AuditedPin>()];
        ImmutableArray<string> sources = declaration.Audit.Sources;
        if (audited.IsEmpty || (sources.IsEmpty && indexes.Indexes.IsEmpty))
            return AuditResult.Nothing(audited.Length);
        IndexUrl[] urls = [.. sources.Select(Locate).OfType<IndexUrl>()];
        using var store = new AdvisoryStore(() => Open(urls), declaration.CacheDirectory, isForced, TimeProvider.System);
        IEnumerable<IAdvisorySource> asked = sources.IsEmpty
            ? indexes.Indexes.Select(index => (IAdvisorySource)new IndexAdvisories(index.Location, store))
            : sources.Select(source => SourceOf(source, store));
        AdvisoryAnswer[] answers = await Task.WhenAll(asked.Select(source => source.FindAsync(audited, cancellation)))
            .ConfigureAwait(false);
        ImmutableArray<Vulnerability> found = Vulnerability.Find(audited, [.. answers.SelectMany(answer => answer.Advisories)]);
        return new AuditResult(audited.Length, [.. answers], found, declaration.Audit, store.Now);
    }

    // A local part says how a version was built: what is known of the version holds for it.
    private static AuditedPin? Read(Pin pin)
    {
        PythonVersion? version = pin.Version
            ?? (PythonVersion.TryParse(pin.Specifiers.ExactPin, out PythonVersion? pinned) ? pinned : null);
        return version is null ? null : new AuditedPin(pin.Name, PythonVersion.Parse(version.Public));
    }

    private IAdvisorySource SourceOf(string source, AdvisoryStore store) => Locate(source)?.Url switch
    {
        null => OsvDump.At(source, store),
        { IsFile: true } url => OsvDump.At(FileUrl.ToPath(url), store),
        { AbsolutePath: { } path } url when path.EndsWith(".zip", StringComparison.OrdinalIgnoreCase)
            || path.EndsWith(".json", StringComparison.OrdinalIgnoreCase)
            => OsvDump.At(url, store),
        { } url => new OsvService(url, store),
    };

    // A property's value is in the build's log; the variable that it names is not.
    private IndexUrl? Locate(string source) =>
        source.Contains("://", StringComparison.Ordinal)
        && IndexUrl.TryParse(VariableReferences.Expand(source, host.Variable), out IndexUrl? url)
            ? url
            : null;

    private IndexClient Open(IndexUrl[] urls)
    {
        TimeSpan patience = urls.Length > 0 || indexes.Timeout < s_patienceWithIndex ? indexes.Timeout : s_patienceWithIndex;
        IndexSettings settings = indexes with { Retries = urls.Length > 0 ? Math.Min(indexes.Retries, 1) : 0, Timeout = patience };
        var client = new IndexClient(settings, host, CredentialStore.For(settings, host), declaration.ProjectDirectory);
        foreach (IndexUrl url in urls.Where(url => url.Credential is not null))
            client.Fetcher.Learn(url);
        return client;
    }
}
