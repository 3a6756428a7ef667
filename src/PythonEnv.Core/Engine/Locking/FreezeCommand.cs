using System.Collections.Immutable;
using PythonEnv.Declarations;
using PythonEnv.Diagnostics;
using PythonEnv.Engine.Context;
using PythonEnv.Engine.Stages;
using PythonEnv.Environments;
using PythonEnv.Environments.Receipts;
using PythonEnv.Host.Files;
using PythonEnv.Interpreters;
using PythonEnv.Locking;
using PythonEnv.Locking.Inputs;
using PythonEnv.Locking.Writing;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Versions;
using PythonEnv.Requirements;

namespace PythonEnv.Engine.Locking;

/// <summary>
/// Writes what is installed, in exactly these versions, as a lock with hashes: those of the receipt where this package installed it, else
/// those of the index. The environment may be anybody's.
/// </summary>
internal sealed class FreezeCommand(RestoreContext context)
{
    private EnvironmentDeclaration Declaration => context.Declaration;

    public void Run(CancellationToken cancellation)
    {
        if (new LockCommand(context).FindPlace(LockUse.Freeze) is not { } place
            || new InterpreterStage(context).Find(cancellation) is not { } interpreter)
            return;
        place.DeleteLeftovers();
        EnvironmentLayout layout = ReceiptInterpreter.Of(interpreter).LayoutAt(Declaration.Location);
        var diagnostics = new DiagnosticBag();
        var standing = new StandingPins(layout, Declaration.LocationDeclaredAt, place.Path);
        ImmutableArray<string> from = place.IsInputItself ? [place.Path] : place.From;
        LockRequest request = LockCommand.RequestOf(
            context, place, LockQuestion.ReadInputs(context, from), interpreter, preferences: place.Existing?.Pins ?? []) with
        {
            Exactly = standing.Read(diagnostics),
        };
        HashSet<PackageName> asked =
        [
            .. new InstalledRequirers(layout, request, interpreter.Facts.Markers).Missing, .. request.Preferences.Select(pin => pin.Name),
        ];
        request = request with
        {
            Exactly = [.. request.Exactly.Concat(standing.ReadTools(asked, diagnostics)).OrderBy(pin => pin.Name)],
        };
        context.Report(diagnostics);
        if (context.HasErrors)
            return;
        if (request.Exactly.IsEmpty)
        {
            string python = LockQuestion.PythonOf(interpreter.Facts);
            string? made = PythonOf(Declaration.Location);
            string making = made is null ? "" : $"was made with Python {made}, and ";
            context.Report(DiagnosticCatalog.EnvironmentIncomplete.At(
                Declaration.LocationDeclaredAt, "nothing is installed that could be written down",
                $"`{Declaration.Location}` {making}has no distribution for Python {python}",
                made is null || made.StartsWith($"{python}.", StringComparison.Ordinal)
                    ? "Install what the project uses, or declare the environment's `PythonEnvLocation`"
                    : "Declare that Python with `PythonEnvInterpreter`"));
            return;
        }
        if ((KnownByReceipt(request) ?? LockCommand.Make(context, interpreter, request, cancellation)) is { Content: { } content } result)
            new LockFiles(context, place).Write(request, WithRequirers(request, layout, interpreter, content, result));
    }

    // `venv` writes the one key, virtualenv and uv write the other.
    private static string? PythonOf(string location)
    {
        if (RegularFile.ReadTextIfThere(EnvironmentLayout.ConfigurationIn(location)) is not { } text)
            return null;
        var configuration = PyVenvConfig.Parse(text);
        return configuration["version"] ?? configuration["version_info"];
    }

    // Nothing was resolved that would tell who asks for a pin.
    private static LockResult WithRequirers(
        LockRequest request, EnvironmentLayout layout, Interpreter interpreter, LockContent content, LockResult result)
    {
        var requirers = new InstalledRequirers(layout, request, interpreter.Facts.Markers);
        content = content with { Packages = [.. content.Packages.Select(requirers.Complete)] };
        return result with { Text = LockText.Write(request.Path, content), Content = content };
    }

    /// <summary>The lock without a question to any index: this package installed everything, and knows every file.</summary>
    private LockResult? KnownByReceipt(LockRequest request)
    {
        if (!Declaration.TargetRids.IsEmpty || context.ReadReceipt() is not { } receipt)
            return null;
        var packages = ImmutableArray.CreateBuilder<LockedPackage>();
        foreach (StandingPin pin in request.Exactly)
        {
            ReceiptPackage? package = receipt.Packages.FirstOrDefault(one => !one.IsSystem && one.Name == pin.Name.Value);
            if (pin.Origin is { Kind: RequirementKind.Vcs }
                || package is not { Sha256.Length: 64 }
                || package.IsUrl != (pin.Origin is not null)
                || !PythonVersion.TryParse(package.Version, out PythonVersion? version)
                || version != pin.Version
                || !Uri.TryCreate(package.Source, UriKind.Absolute, out Uri? url))
                return null;
            packages.Add(new LockedPackage
            {
                Name = pin.Name,
                Version = version,
                Files = [new LockedFile(package.FileName, new Uri(url.GetLeftPart(UriPartial.Path)), package.Sha256, null, null)],
                DirectUrl = package.IsUrl ? InputList.ShownUrl(pin.Origin!) : null,
            });
        }
        var content = new LockContent
        {
            Record = LockMaker.RecordOf(request),
            SourceLines = request.SourceLines,
            Packages = packages.ToImmutable(),
            Environments = [request.Targets[0].Markers]
        };
        return new LockResult(LockText.Write(request.Path, content), content, [], []);
    }
}
