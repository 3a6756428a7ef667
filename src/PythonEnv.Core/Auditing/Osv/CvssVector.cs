using PythonEnv.Declarations;

namespace PythonEnv.Auditing.Osv;

/// <summary>
/// How bad a vulnerability is by its CVSS vector: base score of versions 2, 3.0 and 3.1; of version 4.0 the score of its macro vector.
/// </summary>
internal static class CvssVector
{
    // Of each macro vector EQ1 … EQ6, in order, the level of its score (CVSS 4.0, section 8.3). Those with EQ3 = 2 and EQ6 = 0 do not
    // exist.
    private const string MacroLevels =
        "CCCCCCCCCHCHCCHHHMCCCCCHCCHHHMHHHHMMCHHHMMMMLCCCCCHCCCHHHCHHHHMCCCHHHCHHHHMHHHMMLHHMHMLMLL" +
        "CCCHCHCHHHHMHHHMMMCHHHHMHHHMMMHMMMMLHHMMMLMLLCCHHHHCHHMMMHMMMMLHHHMMMHMMMMLMMMLLLHMLMLLLLL" +
        "CHHHHMHHHMMLHMMMMLHHHMMMHMMMMLMLLLLLMMLMLLLLLHHHMMMHMMMMLMMMLLLHMMMMLMMMLLLMLLLLLMLLLLLLLL";

    /// <returns>Null for a text that is no vector, or lacks a metric.</returns>
    public static AuditLevel? Rate(string vector)
    {
        string[] parts = vector.Trim().Split('/', StringSplitOptions.RemoveEmptyEntries);
        Dictionary<string, string> metrics = new(StringComparer.Ordinal);
        foreach (string part in parts)
        {
            if (part.Split(':') is [{ } name, { } value])
                metrics[name] = value;
        }
        return metrics.GetValueOrDefault("CVSS") switch
        {
            "4.0" => RateMacro(metrics),
            "3.0" or "3.1" => LevelOf(ScoreOf3(metrics)),
            null => LevelOf(ScoreOf2(metrics)),
            _ => null,
        };
    }

    private static AuditLevel? LevelOf(double? score) => score switch
    {
        null => null,
        >= 9 => AuditLevel.Critical,
        >= 7 => AuditLevel.High,
        >= 4 => AuditLevel.Moderate,
        _ => AuditLevel.Low,
    };

    private static double? ScoreOf3(Dictionary<string, string> metrics)
    {
        bool isChanged = metrics.GetValueOrDefault("S") == "C";
        double? exploitability = 8.22 * Weight(
            "AV", ('N', 0.85), ('A', 0.62), ('L', 0.55), ('P', 0.2)) * Weight("AC", ('L', 0.77), ('H', 0.44))
            * Weight(
                "PR", ('N', 0.85), ('L', isChanged ? 0.68 : 0.62), ('H', isChanged ? 0.5 : 0.27)) * Weight("UI", ('N', 0.85), ('R', 0.62));
        double? lost = 1 - ((1 - Loss("C")) * (1 - Loss("I")) * (1 - Loss("A")));
        if (exploitability is not { } ease || lost is not { } loss)
            return null;
        double impact = isChanged ? (7.52 * (loss - 0.029)) - (3.25 * Math.Pow(loss - 0.02, 15)) : 6.42 * loss;
        double sum = (isChanged ? 1.08 : 1) * (impact + ease);
        return impact <= 0 ? 0 : Math.Ceiling(Math.Round(Math.Min(sum, 10) * 10, 4)) / 10;

        double? Loss(string name) => Weight(name, ('H', 0.56), ('L', 0.22), ('N', 0));
        double? Weight(string name, params ReadOnlySpan<(char Value, double Weight)> weights) => CvssVector.Weight(metrics, name, weights);
    }

    private static double? ScoreOf2(Dictionary<string, string> metrics)
    {
        double? ease = 20 * Weight("AV", ('L', 0.395), ('A', 0.646), ('N', 1)) * Weight("AC", ('H', 0.35), ('M', 0.61), ('L', 0.71))
            * Weight("Au", ('M', 0.45), ('S', 0.56), ('N', 0.704));
        double? impact = 10.41 * (1 - ((1 - Loss("C")) * (1 - Loss("I")) * (1 - Loss("A"))));
        double? score = ((0.6 * impact) + (0.4 * ease) - 1.5) * (impact == 0 ? 0 : 1.176);
        // The second version knows no more than high.
        return score is null ? null : Math.Min(Math.Round(score.Value, 1), 8.9);

        double? Loss(string name) => Weight(name, ('N', 0), ('P', 0.275), ('C', 0.66));
        double? Weight(string name, params ReadOnlySpan<(char Value, double Weight)> weights) => CvssVector.Weight(metrics, name, weights);
    }

    private static double? Weight(Dictionary<string, string> metrics, string name, ReadOnlySpan<(char Value, double Weight)> weights)
    {
        foreach ((char value, double weight) in weights)
        {
            if (metrics.GetValueOrDefault(name) is [char found] && found == value)
                return weight;
        }
        return null;
    }

    private static AuditLevel? RateMacro(Dictionary<string, string> metrics)
    {
        foreach (string name in (ReadOnlySpan<string>)["AV", "AC", "AT", "PR", "UI", "VC", "VI", "VA", "SC", "SI", "SA"])
        {
            if (!metrics.ContainsKey(name))
                return null;
        }
        if (Is("VC", 'N') && Is("VI", 'N') && Is("VA", 'N') && Is("SC", 'N') && Is("SI", 'N') && Is("SA", 'N'))
            return AuditLevel.Low;
        bool anyEase = Is("AV", 'N') || Is("PR", 'N') || Is("UI", 'N');
        bool allEase = Is("AV", 'N') && Is("PR", 'N') && Is("UI", 'N');
        int access = allEase ? 0 : anyEase && !Is("AV", 'P') ? 1 : 2;
        int complexity = Is("AC", 'L') && Is("AT", 'N') ? 0 : 1;
        bool anyHigh = Is("VC", 'H') || Is("VI", 'H') || Is("VA", 'H');
        int vulnerable = Is("VC", 'H') && Is("VI", 'H') ? 0 : anyHigh ? 1 : 2;
        int subsequent = Is("SI", 'S') || Is("SA", 'S') ? 0 : Is("SC", 'H') || Is("SI", 'H') || Is("SA", 'H') ? 1 : 2;
        int maturity = Is("E", 'P') ? 1 : Is("E", 'U') ? 2 : 0;
        int required = IsRequired("CR", "VC") || IsRequired("IR", "VI") || IsRequired("AR", "VA") ? 0 : 1;
        // Three rows of 90: five macro vectors for each of the combinations of EQ4 and EQ5, by EQ3 and EQ6.
        int before = (((access * 2) + complexity) * 45) + (vulnerable < 2 ? vulnerable * 18 : 36);
        int within = (subsequent * 3) + maturity;
        return MacroLevels[before + (vulnerable < 2 ? (within * 2) + required : within)] switch
        {
            'C' => AuditLevel.Critical,
            'H' => AuditLevel.High,
            'M' => AuditLevel.Moderate,
            _ => AuditLevel.Low,
        };

        // What the environment modifies takes the place of the base.
        bool Is(string name, char value) =>
            (metrics.GetValueOrDefault("M" + name) is [not 'X'] modified ? modified : metrics.GetValueOrDefault(name)) is [char found]
            && found == value;

        bool IsRequired(string requirement, string metric) =>
            Is(metric, 'H') && metrics.GetValueOrDefault(requirement) is (null or "H" or "X");
    }
}
