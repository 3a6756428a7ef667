using System.Globalization;

namespace PythonEnv.Bench.Suites;

/// <summary>How times grow with the number of distributions: the exponent of the power of it that fits the medians best.</summary>
internal static class GrowthSuite
{
    private static readonly int[] s_counts = [150, 300, 600, 1200, 2400];

    public static void Run(Workbench bench)
    {
        List<Lifetime> measured = [];
        foreach (int count in s_counts)
        {
            var wheels = MadeWheels.Small(count);
            string folder = wheels.WriteTo(bench["growing"]);
            measured.Add(Lifetime.Measure(
                bench, title: null, wheels.Requirements(isHashed: true), [("PythonEnvFindLinks", folder), ("PythonEnvNoIndex", "true")],
                []));
            Folders.Remove(folder);
        }
        Add(bench, "cold", measured, lifetime => lifetime.Cold);
        Add(bench, "warm", measured, lifetime => lifetime.Warm);
        Add(bench, "an edited comment", measured, lifetime => lifetime.Edited);
        Add(bench, "nothing to do", measured, lifetime => lifetime.Again);
    }

    private static void Add(Workbench bench, string what, List<Lifetime> measured, Func<Lifetime, Result> result)
    {
        double[] medians = [.. measured.Select(lifetime => result(lifetime).Median)];
        bench.Report.Add(
            string.Create(CultureInfo.InvariantCulture, $"{what}, from {s_counts[0]} to {s_counts[^1]} distributions"),
            $"{Format.Time(medians[0])} to {Format.Time(medians[^1])}",
            "",
            string.Create(CultureInfo.InvariantCulture, $"exponent {Exponent(medians):0.00}"));
    }

    // The slope of the line through the logarithms.
    private static double Exponent(double[] times)
    {
        double[] x = [.. s_counts.Select(count => Math.Log(count))];
        double[] y = [.. times.Select(time => Math.Log(time))];
        (double meanX, double meanY) = (x.Average(), y.Average());
        return x.Zip(y, (a, b) => (a - meanX) * (b - meanY)).Sum() / x.Sum(a => (a - meanX) * (a - meanX));
    }
}
