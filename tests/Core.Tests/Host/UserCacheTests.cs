using PythonEnv.Core.Tests.Interpreters;
using PythonEnv.Host;

namespace PythonEnv.Core.Tests.Host;

[TestClass]
internal sealed class UserCacheTests
{
    [TestMethod]
    [DataRow(HostSystem.Linux, "", "", "/home/ada/.cache/pythonenv")]
    [DataRow(HostSystem.Linux, "DOTNET_CLI_HOME", "/tmp/home", "/tmp/home/.cache/pythonenv")]
    [DataRow(HostSystem.Linux, "DOTNET_CLI_HOME", "relative", "/home/ada/.cache/pythonenv")]
    [DataRow(HostSystem.Linux, "XDG_CACHE_HOME", "/var/caches", "/var/caches/pythonenv")]
    [DataRow(HostSystem.MacOS, "DOTNET_CLI_HOME", "/tmp/home", "/tmp/home/Library/Caches/pythonenv")]
    [DataRow(HostSystem.Windows, "LOCALAPPDATA", @"D:\Local", @"D:\Local\pythonenv")]
    [DataRow(HostSystem.Windows, "DOTNET_CLI_HOME", @"D:\home", @"D:\home\AppData\Local\pythonenv")]
    public void The_cache_is_where_the_SDK_has_its_home(HostSystem system, string variable, string value, string root)
    {
        var machine = new FakeMachine(system);
        if (variable.Length > 0)
            machine.Variable(variable, value);

        Assert.AreEqual(root, UserCache.DefaultRoot(machine.Host));
    }
}
