namespace PythonEnv.Engine.Locking;

/// <summary>What a command wants of a lock.</summary>
internal enum LockUse
{
    /// <summary>To make it from what people wrote.</summary>
    Make,

    /// <summary>To make it from what is installed, whatever people wrote.</summary>
    Freeze,

    /// <summary>To change what people wrote, and to make it anew.</summary>
    Edit,

    /// <summary>To compare it with what the indexes have; nothing is written.</summary>
    Compare,
}
