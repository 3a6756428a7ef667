using PythonEnv.Environments.Proving;
using PythonEnv.TestSupport;

namespace PythonEnv.Core.Tests.Environments;

internal static class FileListBytes
{
    /// <summary>What the file of a list would hold.</summary>
    public static byte[] ToBytes(this FileList list)
    {
        using TempDirectory folder = new();
        list.WriteTo(folder.Path);
        return File.ReadAllBytes(FileList.PathIn(folder.Path));
    }
}
