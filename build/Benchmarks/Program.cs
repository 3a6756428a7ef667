using BenchmarkDotNet.Running;

BenchmarkSwitcher.FromAssembly(typeof(PythonEnv.Benchmarks.RequirementsBenchmarks).Assembly).Run(args);
