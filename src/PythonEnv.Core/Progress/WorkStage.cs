namespace PythonEnv.Progress;

/// <summary>What long work is busy with.</summary>
internal enum WorkStage
{
    /// <summary>Indexes are asked what they have.</summary>
    Looking,

    /// <summary>Distributions are downloaded and unpacked.</summary>
    Fetching,

    /// <summary>A wheel is built from source.</summary>
    Building,

    /// <summary>Byte code is made.</summary>
    Compiling,

    /// <summary>Installed files are held against their RECORDs.</summary>
    Verifying,

    /// <summary>Sources of advisories are asked.</summary>
    Auditing,

    /// <summary>Another build works on the same environment.</summary>
    Waiting,
}
