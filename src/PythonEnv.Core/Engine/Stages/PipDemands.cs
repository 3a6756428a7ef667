using System.Collections.Immutable;
using PythonEnv.Diagnostics;
using PythonEnv.Engine.Context;
using PythonEnv.Host.Files;
using PythonEnv.Indexes.Configuration;
using PythonEnv.Requirements.Files;

namespace PythonEnv.Engine.Stages;

/// <summary>
/// What pip's configuration demands of requirements, whatever index they come from: <c>require-hashes</c> and <c>constraint</c> of its
/// files and of <c>PIP_REQUIRE_HASHES</c> and <c>PIP_CONSTRAINT</c>. The file of an interpreter's own installation is known only with the
/// interpreter.
/// </summary>
/// <param name="HashesRequiredBy">Who requires hashes; null if nobody does.</param>
/// <param name="Constraints">Constraints files.</param>
internal sealed record PipDemands(string? HashesRequiredBy, ImmutableArray<RequirementsRoot> Constraints)
{
    public static PipDemands Read(RestoreContext context)
    {
        // What can't be read in it is reported when its indexes are read.
        var read = new SettingReader(context.Host, []);
        PipConfiguration configuration = PipConfiguration.Load(context.Host, prefix: "", []);
        string? hashes = null;
        var constraints = ImmutableArray.CreateBuilder<RequirementsRoot>();
        foreach (PipSetting setting in configuration.Settings)
        {
            if (setting.Name == "require-hashes")
                hashes = read.Boolean(setting) == true ? setting.Origin : null;
            if (setting.Name != "constraint")
                continue;
            constraints.Clear();
            foreach (string file in SettingReader.Words(setting.Value))
                Add(context, read, setting, file, constraints);
        }
        context.WatchVariable("PIP_REQUIRE_HASHES");
        context.WatchVariable("PIP_CONSTRAINT");
        return new PipDemands(hashes, constraints.DrainToImmutable());
    }

    private static void Add(
        RestoreContext context, SettingReader read, PipSetting setting, string file, ImmutableArray<RequirementsRoot>.Builder constraints)
    {
        if (!file.Contains("://", StringComparison.Ordinal))
        {
            string path = Path.GetFullPath(read.ExpandUser(file), context.Declaration.ProjectDirectory);
            // A variable has no line to blame.
            if (setting.Where == SourceSpan.None && !RegularFile.Exists(path))
            {
                context.Report(DiagnosticCatalog.RequirementsMissing.At(
                    new SourceSpan(context.Declaration.ProjectFile), $"the constraints file `{path}` can't be read",
                    $"{setting.Origin} names it, and there is no such file", $"Put it there, or unset {setting.Origin}"));
                return;
            }
            constraints.Add(new RequirementsRoot(path, IsConstraints: true, setting.Where));
            return;
        }
        context.Report(DiagnosticCatalog.DeclarationUnreadable.At(
            setting.Where, "pip's option `constraint` names a URL, which is not read", $"{setting.Origin} has `{Redaction.OfUrls(file)}`",
            "Declare a copy of it with `PythonEnvConstraints`") with
        { Severity = Severity.Warning });
    }
}
