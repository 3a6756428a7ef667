using System.Security;
using PythonEnv.Declarations;
using PythonEnv.Host;
using PythonEnv.Tool.Declaring;
using PythonEnv.Tool.Editing;

namespace PythonEnv.Tool.Commands;

/// <summary>
/// Puts into a project what it does not have yet: the package, the interpreter, the constants for its language, and the lock of another
/// tool. What is set elsewhere, as in a <c>Directory.Build.props</c>, counts.
/// </summary>
internal sealed class ProjectSetup(Session session, InputEdit edit, string project)
{
    private const string Package = "PythonEnv.Tasks";
    private const string CentralVersions = "ManagePackageVersionsCentrally";
    private const string CentralFile = "DirectoryPackagesPropsPath";
    private const string Constants = "PythonEnvGenerateConstants";
    private const string Reference = "PackageReference";
    private const string VersionItem = "PackageVersion";

    private static readonly string[] s_languages = [".csproj", ".fsproj", ".vbproj"];

    // What they lock is installed as it is; a list beside them is most likely what they have exported.
    private static readonly string[] s_locks = ["uv.lock", "poetry.lock"];

    public void Run(string? interpreter)
    {
        EvaluatedProject evaluated = ProjectQuery.Of(project, session.Host, session.Cancellation).Evaluate(
            [.. DeclaredNames.All.Select(name => DeclaredNames.Prefix + name), CentralVersions, CentralFile, Constants],
            [Reference, VersionItem]);
        var declared = new DeclaredValues(DeclaredNames.DefaultEnvironment, project, name =>
            session.Options.Properties.GetValueOrDefault(DeclaredNames.Prefix + name) ?? evaluated[DeclaredNames.Prefix + name]);
        var properties = new List<(string Name, string Value)>();
        if (InterpreterChoice.Of(session, declared, interpreter) is { } chosen)
            properties.Add((DeclaredNames.Prefix + DeclaredNames.Interpreter, chosen));
        if (session.Log.HasErrors)
            return;
        if (ForeignLockOf(declared) is { } file)
            properties.Add((DeclaredNames.Prefix + DeclaredNames.Requirements, file));
        if (evaluated[Constants].Length == 0 && s_languages.Contains(Path.GetExtension(project), StringComparer.OrdinalIgnoreCase))
            properties.Add((Constants, "true"));
        foreach ((string name, string value) in properties)
            Change(project, text => text.AddProperty(name, value), $"{name} = {value}");
        AddPackage(evaluated);
    }

    private static string? ForeignLockOf(DeclaredValues declared) =>
        declared.Text(DeclaredNames.Requirements) is null && !File.Exists(declared.Absolute(DeclaredNames.DefaultRequirements[0]))
            ? s_locks.FirstOrDefault(name => File.Exists(declared.Absolute(name)))
            : null;

    private void AddPackage(EvaluatedProject evaluated)
    {
        if (Has(evaluated, Reference))
            return;
        string version = EngineVersion.Current.Split('+')[0];
        string written = $" Version=\"{SecurityElement.Escape(version)}\"";
        bool isCentral = evaluated[CentralVersions].Equals("true", StringComparison.OrdinalIgnoreCase)
            && File.Exists(evaluated[CentralFile]);
        if (isCentral && !Has(evaluated, VersionItem))
            Change(
                evaluated[CentralFile], text => text.AddItem(VersionItem, $"Include=\"{Package}\"{written}"), $"{Package} {version}");
        Change(
            project, text => text.AddItem(Reference, $"Include=\"{Package}\"{(isCentral ? "" : written)} PrivateAssets=\"all\""),
            $"{Package}{(isCentral ? "" : $" {version}")}");
    }

    private static bool Has(EvaluatedProject evaluated, string kind) =>
        evaluated.Items[kind].Any(item => item.Include.Equals(Package, StringComparison.OrdinalIgnoreCase));

    private void Change(string file, Action<ProjectText> change, string what)
    {
        edit.Change(file, text =>
        {
            var edited = new ProjectText(text, file);
            change(edited);
            return edited.Text;
        });
        session.Log.Output($"Wrote {what} into {Path.GetFileName(file)}");
    }
}
