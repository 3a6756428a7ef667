using System.Reflection;
using Microsoft.Build.Framework;

namespace PythonEnv.Tasks.Tests;

[TestClass]
internal sealed class PublicApiTests
{
    private static readonly string s_list = Path.Combine(Repository.Root, "src", "PythonEnv.Tasks", "PublicApi.txt");

    [TestMethod]
    public void What_the_package_shows_is_its_tasks_with_their_parameters()
    {
        Type[] tasks = typeof(PythonExec).Assembly.GetExportedTypes();
        string[] shown = [.. tasks.Where(type => !type.IsAbstract).OrderBy(type => type.Name, StringComparer.Ordinal).SelectMany(Describe)];

        CollectionAssert.AreEqual(File.ReadAllLines(s_list), shown, $"{s_list} says otherwise. It is now:\n{string.Join('\n', shown)}");
        Assert.IsTrue(tasks.All(type => typeof(ITask).IsAssignableFrom(type)));
    }

    private static IEnumerable<string> Describe(Type task) =>
    [
        task.Name,
        .. from property in task.GetProperties(BindingFlags.Public | BindingFlags.Instance)
           where property.DeclaringType!.Assembly == task.Assembly
           orderby property.Name
           let required = property.IsDefined(typeof(RequiredAttribute)) ? ", required" : ""
           let output = property.IsDefined(typeof(OutputAttribute)) ? ", output" : ""
           select $"    {property.Name}: {property.PropertyType.Name}{required}{output}",
    ];
}
