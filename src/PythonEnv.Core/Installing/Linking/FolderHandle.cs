namespace PythonEnv.Installing.Linking;

/// <summary>An open folder.</summary>
internal sealed class FolderHandle(int descriptor) : IDisposable
{
    private int _descriptor = descriptor;

    public int Descriptor => _descriptor;

    public void Dispose()
    {
        int descriptor = Interlocked.Exchange(ref _descriptor, -1);
        if (descriptor >= 0)
            PosixCalls.CloseFolder(descriptor);
    }
}
