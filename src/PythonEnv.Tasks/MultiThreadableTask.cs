namespace Microsoft.Build.Framework;

/// <summary>
/// Tells a multi-threaded MSBuild that the task may share its process: no current directory, no environment variables set, no
/// mutable statics. MSBuild looks for the attribute by name, so that this copy serves every version.
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
internal sealed class MSBuildMultiThreadableTaskAttribute : Attribute;
