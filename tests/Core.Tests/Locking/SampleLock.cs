using PythonEnv.Core.Tests.Packaging;
using PythonEnv.Core.Tests.Planning;
using PythonEnv.Locking.Writing;
using PythonEnv.Packaging.Requirements;
using PythonEnv.Packaging.Versions;

namespace PythonEnv.Core.Tests.Locking;

/// <summary>A lock of two pins, one of them for Windows alone.</summary>
internal static class SampleLock
{
    private static readonly DateTimeOffset s_uploaded = new(2022, 4, 28, 17, 36, 6, TimeSpan.Zero);

    public static readonly MarkerEnvironment Linux = PlanLab.Markers with { PlatformRelease = "", PlatformVersion = "" };

    public static readonly MarkerEnvironment Windows = Linux.OnWindows();

    public static LockContent Content { get; } = new()
    {
        Record = new LockRecord
        {
            From = "requirements.in",
            Python = "3.11",
            Targets = ["linux-x64", "win-x64"],
            Inputs = ["click>=8", "-c colorama<1"]
        },
        Environments = [Linux, Windows],
        Packages =
        [
            new LockedPackage
            {
                Name = PackageName.Normalize("click"),
                Version = PythonVersion.Parse("8.1.3"),
                RequiresPython = ">=3.7",
                Index = new Uri("https://pypi.org/simple"),
                Files =
                [
                    new LockedFile(
                        "click-8.1.3-py3-none-any.whl", new Uri("https://files.example/click-8.1.3-py3-none-any.whl"), Digest('b'), 96588,
                        s_uploaded)
                ],
                Via = ["flask", "requirements.in"],
                Dependencies = [PackageName.Normalize("colorama")],
            },
            new LockedPackage
            {
                Name = PackageName.Normalize("colorama"),
                Version = PythonVersion.Parse("0.4.6"),
                Marker = Marker.TryParse("sys_platform == 'win32'", out Marker? windows, out _) ? windows : null,
                Files =
                [
                    new LockedFile(
                        "colorama-0.4.6-py2.py3-none-any.whl", new Uri("https://files.example/colorama-0.4.6-py2.py3-none-any.whl"),
                        Digest('4'), null, null),
                    new LockedFile(
                        "colorama-0.4.6-py3-none-any.whl", new Uri("https://files.example/colorama-0.4.6-py3-none-any.whl"), Digest('0'),
                        null, null),
                ],
                Via = ["click"],
            },
        ],
    };

    public static string Digest(char digit) => new(digit, 64);
}
