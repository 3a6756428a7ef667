global using PythonEnv.TestSupport;

// Each test starts real builds; more of them at once than there are cores would only make all of them slow.
[assembly: Parallelize(Workers = 2, Scope = ExecutionScope.MethodLevel)]
[assembly: DiscoverInternals]
