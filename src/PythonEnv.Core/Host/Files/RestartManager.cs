using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace PythonEnv.Host.Files;

/// <summary>Asks Windows' restart manager, which installers ask too, which programs have a file open.</summary>
[SupportedOSPlatform("windows")]
internal static unsafe partial class RestartManager
{
    private const int KeyLength = 33;
    private const int MoreData = 234;
    private const int MostPrograms = 16;

    /// <summary>Of a folder, the first of its files are asked about: the manager takes its time for each.</summary>
    private const int MostFiles = 500;

    /// <summary>Such as <c>Visual Studio Code (process 4711)</c>; empty where nobody has it open or the manager does not answer.</summary>
    public static ImmutableArray<string> HoldersOf(string path)
    {
        string[] files = Directory.Exists(path) ? [.. FileTree.FilesBelow(path).Take(MostFiles)] : [path];
        char* key = stackalloc char[KeyLength];
        if (files.Length == 0 || StartSession(out uint session, 0, key) != 0)
            return [];
        try
        {
            return RegisterResources(session, (uint)files.Length, files, 0, 0, 0, 0) == 0 ? Programs(session) : [];
        }
        finally
        {
            _ = EndSession(session);
        }
    }

    private static ImmutableArray<string> Programs(uint session)
    {
        ProcessInfo* found = stackalloc ProcessInfo[MostPrograms];
        uint count = MostPrograms;
        if (GetList(session, out _, ref count, found, out _) is not (0 or MoreData))
            return [];
        var programs = ImmutableArray.CreateBuilder<string>();
        for (uint i = 0; i < Math.Min(count, MostPrograms); i++)
            programs.Add(
                string.Create(CultureInfo.InvariantCulture, $"{new string(found[i].ApplicationName)} (process {found[i].ProcessId})"));
        return programs.ToImmutable();
    }

    [LibraryImport("rstrtmgr", EntryPoint = "RmStartSession")]
    private static partial int StartSession(out uint session, int flags, char* key);

    [LibraryImport("rstrtmgr", EntryPoint = "RmRegisterResources", StringMarshalling = StringMarshalling.Utf16)]
    private static partial int RegisterResources(
        uint session, uint fileCount, string[] files, uint applicationCount, nint applications, uint serviceCount, nint services);

    [LibraryImport("rstrtmgr", EntryPoint = "RmGetList")]
    private static partial int GetList(uint session, out uint needed, ref uint count, ProcessInfo* found, out uint rebootReasons);

    [LibraryImport("rstrtmgr", EntryPoint = "RmEndSession")]
    private static partial int EndSession(uint session);

    /// <summary><c>RM_PROCESS_INFO</c>.</summary>
    [StructLayout(LayoutKind.Sequential, Pack = 4)]
    private struct ProcessInfo
    {
        public uint ProcessId;
        public long StartTime;
        public fixed char ApplicationName[256];
        public fixed char ServiceShortName[64];
        public int ApplicationType;
        public uint Status;
        public uint TerminalSession;
        public int Restartable;
    }
}
