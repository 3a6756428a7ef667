using System.Runtime.InteropServices;

namespace PythonEnv.Installing.Linking;

/// <summary>Turns an error number into the exception that the runtime's own file functions throw for it.</summary>
internal static class PosixError
{
    public const int NotImplemented = 38;
    public const int NotSupported = 95;
    private const int AccessDenied = 13;

    public static Exception ToException(int error, string path)
    {
        string message = $"{Marshal.GetPInvokeErrorMessage(error)}: `{path}`";
        return error is AccessDenied or PosixCalls.ErrorPermission
            ? new UnauthorizedAccessException(message)
            : new IOException(message, error);
    }
}
