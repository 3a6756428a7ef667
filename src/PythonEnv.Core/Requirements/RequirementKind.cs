namespace PythonEnv.Requirements;

/// <summary>Where a requirement says that its distribution comes from.</summary>
internal enum RequirementKind
{
    /// <summary>A project name: an index or find-links has it.</summary>
    Named,
    /// <summary>One file behind a URL.</summary>
    Url,
    /// <summary>A checkout of a version control system: <c>git+</c>, <c>hg+</c>, <c>svn+</c>, <c>bzr+</c>.</summary>
    Vcs,
    /// <summary>A file on this machine: an archive or a wheel.</summary>
    File,
    /// <summary>A folder on this machine.</summary>
    Folder,
}
