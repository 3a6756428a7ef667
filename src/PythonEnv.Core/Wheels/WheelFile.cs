using PythonEnv.Packaging.Records;
using PythonEnv.Wheels.Zip;

namespace PythonEnv.Wheels;

/// <summary>A file of a wheel that is installed.</summary>
/// <param name="Place">Where it goes.</param>
/// <param name="Row">What proves it; null for the three files that RECORD cannot prove.</param>
internal sealed record WheelFile(ArchiveEntry Entry, WheelPlace Place, RecordEntry? Row);
