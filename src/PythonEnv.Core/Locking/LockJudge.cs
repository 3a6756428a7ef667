using System.Collections.Immutable;
using System.Text;
using PythonEnv.Diagnostics;
using PythonEnv.Locking.Universe;
using PythonEnv.Locks.Standard;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Versions;
using PythonEnv.Pins;
using PythonEnv.Planning;
using PythonEnv.Requirements;
using PythonEnv.Requirements.Files;
using PythonEnv.Resolving.Terms;

namespace PythonEnv.Locking;

/// <summary>
/// The last word on a lock before it is written: its text is read back as any lock is, and the closure of every target has to find nothing
/// missing and nothing contradicted (PYENV3004, PYENV3005). So no fault of a solver or a writer can ever become a wrong lock.
/// </summary>
internal static class LockJudge
{
    public static IEnumerable<Diagnostic> Check(
        LockRequest request, string text, ImmutableArray<TargetClass> classes, Resolution resolution, IndexUniverses universes)
    {
        // An override is there to contradict what distributions say.
        IReadOnlySet<PackageName> overridden =
            request.Inputs.Overrides.Select(replacement => replacement.CanonicalName).OfType<PackageName>().ToHashSet();
        for (int i = 0; i < classes.Length; i++)
        {
            var diagnostics = new DiagnosticBag();
            ILookup<PackageName, ResolvedPin> pins = resolution.On(i).ToLookup(pin => pin.Name);
            ImmutableArray<Pin> read = Read(request, text, classes[i], diagnostics);
            foreach (Diagnostic problem in diagnostics.Where(diagnostic => diagnostic.Severity == Severity.Error))
                yield return problem;
            foreach (PackageName lost in pins.Select(group => group.Key).Except(read.Select(pin => pin.Name)))
                yield return Wrong(request, $"`{lost}` is not read back for {classes[i]}");
            foreach (PackageName surplus in read.Select(pin => pin.Name).Except(pins.Select(group => group.Key)))
                yield return Wrong(request, $"`{surplus}` is read back for {classes[i]}, which does not need it");
            IEnumerable<ClosureNode> nodes = read.Where(pin => pins.Contains(pin.Name))
                .Select(pin => Node(pin, pins[pin.Name].First(), i, universes) with { Overridden = overridden });
            var closure = new DependencyClosure(nodes, [], classes[i].Environment)
            {
                Constraints = [.. request.Inputs.Constraints.Where(constraint => PinReader.Holds(constraint, classes[i].Environment))]
            };
            foreach (Diagnostic objection in closure.Check().Where(found => found.Severity == Severity.Error))
                yield return objection;
        }
    }

    private static ClosureNode Node(Pin read, ResolvedPin pin, int classIndex, IndexUniverses universes) => new(
        read.Name, VersionOf(read) ?? pin.Release.Version, read.Where,
        ImmutableSortedSet.CreateRange(StringComparer.Ordinal, pin.ExtrasOn(classIndex).Select(extra => extra.Value)),
        universes.MetadataOf(pin.Release, classIndex));

    private static PythonVersion? VersionOf(Pin pin) =>
        PythonVersion.TryParse(pin.Specifiers.ExactPin, out PythonVersion? version) ? version : pin.Version;

    private static ImmutableArray<Pin> Read(LockRequest request, string text, TargetClass one, DiagnosticBag diagnostics)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        if (PylockFile.IsFileName(request.Path))
        {
            PylockReading reading = PylockReader.Read(bytes, request.Path);
            diagnostics.AddRange(reading.Diagnostics);
            if (reading.File is not { } file)
                return [];
            PylockSelection selection = new PylockSelector(file, request.Path, one.Environment, one.Targets[0].Tags).Select();
            diagnostics.AddRange(selection.Errors);
            return PinReader.OfLock(selection.Choices, request.Path);
        }
        RequirementsFile requirements = RequirementsFileReader.Read(
            request.Path,
            new RequirementsReadOptions
            {
                WorkingDirectory = Path.GetDirectoryName(request.Path)!,
                Source = new SingleFile(request.Path, bytes)
            });
        diagnostics.AddRange(requirements.Diagnostics);
        return PinReader.OfRequirements(requirements.Requirements, [], one.Environment, diagnostics);
    }

    private static Diagnostic Wrong(LockRequest request, string problem) => DiagnosticCatalog.PinContradicted.At(
        new SourceSpan(request.Path), $"the lock would be wrong: {problem}", "nothing was written",
        "Report it with the inputs of the lock");

    private sealed class SingleFile(string path, byte[] content) : IRequirementsSource
    {
        public bool ReadsUrls => false;

        public byte[]? Read(string location) => location == path ? content : null;

        public bool FileExists(string path) => false;

        public bool FolderExists(string path) => false;
    }
}
