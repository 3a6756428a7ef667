using System.Collections.Immutable;
using PythonEnv.Diagnostics;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Tags;
using PythonEnv.Packaging.Versions;
using PythonEnv.Resolving;
using PythonEnv.Resolving.Terms;

namespace PythonEnv.Core.Tests.Resolving;

/// <summary>A question to the resolver, and its answer as text.</summary>
internal static class Question
{
    public static ResolveTarget Linux { get; } = Target("linux-x64", "linux", "x86_64", "3.12", "manylinux_2_17_x86_64");

    /// <summary>No marker tells it from <see cref="Linux"/>.</summary>
    public static ResolveTarget Musl { get; } = Target("linux-musl-x64", "linux", "x86_64", "3.12", "musllinux_1_2_x86_64");

    public static ResolveTarget Windows { get; } = Target("win-x64", "win32", "AMD64", "3.12", "win_amd64");

    public static ResolveTarget MacOS { get; } = Target("osx-arm64", "darwin", "arm64", "3.12", "macosx_11_0_arm64");

    public static ResolveTarget OldLinux { get; } = Target("linux-x64@3.9", "linux", "x86_64", "3.9", "manylinux_2_17_x86_64");

    /// <summary>A question for <see cref="Linux"/>; each requirement stands on a line of its own.</summary>
    public static ResolveRequest Of(params IEnumerable<string> requirements) => new()
    {
        Requirements = Lines("requirements.in", requirements),
        Targets = [Linux],
    };

    public static ResolveRequest On(this ResolveRequest request, params ImmutableArray<ResolveTarget> targets) =>
        request with { Targets = targets };

    public static ResolveRequest Constrained(this ResolveRequest request, params IEnumerable<string> lines) =>
        request with { Constraints = Lines("constraints.txt", lines) };

    public static ResolveRequest Overridden(this ResolveRequest request, params IEnumerable<string> lines) =>
        request with { Overrides = Lines("overrides.txt", lines) };

    /// <summary>With what an earlier answer holds as its lock.</summary>
    public static ResolveRequest Keeping(this ResolveRequest request, Resolution held) => request with
    {
        Preferences =
        [
            .. from pin in held.Pins
               from index in pin.Classes.Indices()
               let environment = held.Classes[index].Environment
               let marker = $"sys_platform == '{environment.SysPlatform}' and python_version == '{environment.PythonVersion}'"
               select new Preference(pin.Name, pin.Release.Version, Read($"x; {marker}").Marker),
        ],
    };

    public static ResolveRequest Keeping(this ResolveRequest request, params IEnumerable<string> pins) => request with
    {
        Preferences = [.. pins.Select(Read).Select(pin =>
            new Preference(pin.CanonicalName, PythonVersion.Parse(pin.Specifiers.ExactPin!), pin.Marker))],
    };

    public static ResolveRequest With(this ResolveRequest request, Func<ResolveOptions, ResolveOptions> change) =>
        request with { Options = change(request.Options) };

    public static ResolveOutcome Ask(this ResolveRequest request, MadeUniverses universes)
    {
        var resolver = new Resolver(request, universes);
        foreach (Needs needs in resolver.Run())
            universes.Fetch(needs);
        return resolver.Outcome;
    }

    public static Resolution Solve(this ResolveRequest request, MadeUniverses universes) => request.Ask(universes) switch
    {
        Resolution resolution => resolution,
        ResolveFailure failure => throw new AssertFailedException(Told(failure)),
        _ => throw new AssertFailedException(),
    };

    public static ResolveFailure Fail(this ResolveRequest request, MadeUniverses universes) =>
        request.Ask(universes) is ResolveFailure failure
        ? failure
        : throw new AssertFailedException("there is a solution");

    /// <summary><c>a==1 b==2</c>; what is not on every platform has those it is on in brackets.</summary>
    public static string Pins(this Resolution resolution) => string.Join(' ', resolution.Pins.Select(pin =>
    {
        string classes = pin.Classes.Indices().Count() == resolution.Classes.Length ? ""
            : $"[{string.Join(',', pin.Classes.Indices().Select(i => resolution.Classes[i].Targets[0].Name))}]";
        return $"{pin.Name}=={pin.Release}{classes}";
    }));

    public static string Told(ResolveFailure failure) =>
        failure.Rule.At(failure.Where, failure.Problem, string.Join("; ", failure.Evidence), failure.Remedy).ToString();

    public static Requirement Read(string text) => Requirement.TryParse(text, out Requirement? requirement, out ParseError? error)
        ? requirement
        : throw new FormatException($"`{text}`: {error.Message}");

    private static ImmutableArray<RootRequirement> Lines(string file, IEnumerable<string> lines) =>
        [.. lines.Select((line, i) => new RootRequirement(Read(line), new SourceSpan(file, i + 1, 1), line.Split(" ; ")[0]))];

    private static ResolveTarget Target(string name, string platform, string machine, string python, string tag)
    {
        string cp = "cp" + python.Replace(".", "", StringComparison.Ordinal);
        var environment = new MarkerEnvironment
        {
            ImplementationName = "cpython",
            ImplementationVersion = python + ".1",
            OsName = platform == "win32" ? "nt" : "posix",
            PlatformMachine = machine,
            PlatformPythonImplementation = "CPython",
            PlatformRelease = "",
            PlatformSystem = platform switch { "win32" => "Windows", "darwin" => "Darwin", _ => "Linux" },
            PlatformVersion = "",
            PythonFullVersion = python + ".1",
            PythonVersion = python,
            SysPlatform = platform,
        };
        return new ResolveTarget(name, environment, new SupportedTags([new WheelTag(cp, cp, tag), new WheelTag("py3", "none", "any")]));
    }
}
