using System.Collections;
using System.Collections.Immutable;

namespace PythonEnv.Packaging.Tags;

/// <summary>
/// The tags an interpreter can install, best first (PEP 425 with 513, 571, 599, 600, 656, 703 and 803), and the place of each.
/// Equal to what <c>packaging.tags.sys_tags()</c> yields in that interpreter, in the order of packaging 26.3, which puts
/// <c>linux_ARCH</c> before manylinux and musllinux.
/// </summary>
internal sealed class SupportedTags : IReadOnlyList<WheelTag>
{
    private readonly ImmutableArray<WheelTag> _tags;
    private readonly Dictionary<WheelTag, int> _ranks;

    /// <param name="tags">Best first; of a tag that is there twice the first place counts.</param>
    public SupportedTags(IEnumerable<WheelTag> tags)
    {
        _tags = [.. tags];
        _ranks = new Dictionary<WheelTag, int>(_tags.Length);
        for (int i = 0; i < _tags.Length; i++)
            _ranks.TryAdd(_tags[i], i);
    }

    /// <summary>The tags of the interpreter itself.</summary>
    public static SupportedTags For(TagFacts interpreter) => new(InterpreterTags.Of(interpreter));

    public int Count => _tags.Length;

    public WheelTag this[int index] => _tags[index];

    /// <summary>The place of a tag, 0 being the best; null if it is not supported.</summary>
    public int? RankOf(WheelTag tag) => _ranks.TryGetValue(tag, out int rank) ? rank : null;

    /// <summary>The best place among several tags; null if none is supported.</summary>
    public int? RankOf(IEnumerable<WheelTag> tags)
    {
        int? best = null;
        foreach (WheelTag tag in tags)
        {
            if (_ranks.TryGetValue(tag, out int rank) && (best is null || rank < best))
                best = rank;
        }
        return best;
    }

    public IEnumerator<WheelTag> GetEnumerator() => ((IEnumerable<WheelTag>)_tags).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => ((IEnumerable)_tags).GetEnumerator();
}
