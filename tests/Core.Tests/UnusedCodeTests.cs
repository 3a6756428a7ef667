using PythonEnv.Core.Tests.TestSupport;

namespace PythonEnv.Core.Tests;

/// <summary>What no task and no command leads to is not in the product. Code that only a test wants lives with the tests.</summary>
[TestClass]
internal sealed class UnusedCodeTests
{
    // The key of a table: its parts are compared, and never read.
    private static readonly string[] s_excepted =
    [
        "PythonEnv.Pins.ConflictRules/Slot.Group", "PythonEnv.Pins.ConflictRules/Slot.Name",
        "PythonEnv.Resolving.Joint.Reachability/ExtraOf.Extra", "PythonEnv.Resolving.Joint.Reachability/ExtraOf.Release",
    ];

    [TestMethod]
    public void Whatever_is_in_src_is_used_by_src()
    {
        using Reach reach = new("PythonEnv.Core", "PythonEnv.Tasks", "PythonEnv.Tool");
        // What a reader stores of a text is compared with what the reference implementation finds there.
        reach.AddStoredValuesReadBy("PythonEnv.Conformance");
        string[] unused = [.. reach.Unused().Order(StringComparer.Ordinal)];

        Assert.IsGreaterThan(5000, reach.Members);
        CollectionAssert.AreEqual(s_excepted, unused, "used by no code of src:\n" + string.Join('\n', unused));
    }
}
