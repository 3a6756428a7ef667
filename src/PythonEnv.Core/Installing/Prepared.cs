using PythonEnv.Cache;
using PythonEnv.Planning;

namespace PythonEnv.Installing;

/// <summary>A distribution of the plan whose archive is in the cache.</summary>
internal sealed record Prepared(PlannedDistribution Planned, CachedArchive Archive, WheelInstallOptions Options);
