namespace PythonEnv.Installing.Linking;

/// <summary>What became of a file that was to be placed.</summary>
internal enum Placement
{
    Placed,

    /// <summary>Something of that name is there.</summary>
    Occupied,

    /// <summary>The cache's file is gone, or is not as it was unpacked.</summary>
    Damaged,

    /// <summary>The file systems allow no link here: copy.</summary>
    NotLinkable,

    /// <summary>This one file has as many links as its file system allows: copy it.</summary>
    TooManyLinks,
}
