namespace PythonEnv.TestSupport;

/// <summary>Makes broken inputs out of good ones: what a truncated download, a careless editor or an attacker would send.</summary>
/// <param name="alphabet">Pieces that matter to the reader under test: its operators, quotes, separators, escapes.</param>
internal sealed class Mutator<T>(Random random, IReadOnlyList<T[]> seeds, IReadOnlyList<T[]> alphabet)
{
    private const int MaxRepeats = 300;
    private const int MaxLength = 20_000;

    public T[] Next()
    {
        var item = new List<T>(Pick(seeds));
        for (int edits = random.Next(1, 5); edits > 0; edits--)
            Edit(item);
        return [.. item];
    }

    private void Edit(List<T> item)
    {
        int at = random.Next(item.Count + 1);
        int length = random.Next(Math.Min(item.Count - at, 12) + 1);
        switch (random.Next(8))
        {
            case 0:
                item.RemoveRange(at, length);
                break;
            case 1:
                item.RemoveRange(at, item.Count - at);
                break;
            case 2:
                item.InsertRange(at, item.GetRange(at, length));
                break;
            case 3:
                item.RemoveRange(at, length);
                item.InsertRange(at, Pick(alphabet));
                break;
            case 4:
                T[] other = Pick(seeds);
                item.RemoveRange(at, item.Count - at);
                item.AddRange(other[random.Next(other.Length + 1)..]);
                break;
            case 5 when random.Next(20) == 0:
                T[] repeated = random.Next(2) == 0 ? Pick(alphabet) : [.. item.GetRange(at, length)];
                for (int i = random.Next(MaxRepeats); i > 0 && item.Count < MaxLength; i--)
                    item.InsertRange(at, repeated);
                break;
            default:
                item.InsertRange(at, Pick(alphabet));
                break;
        }
    }

    private T[] Pick(IReadOnlyList<T[]> from) => from[random.Next(from.Count)];
}
