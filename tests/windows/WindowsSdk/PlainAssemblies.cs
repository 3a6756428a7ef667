using Mono.Cecil;

namespace PythonEnv.WindowsSdk;

/// <summary>
/// Assemblies compiled ahead for one operating system don't load on another; their portable code is in them all the same.
/// </summary>
internal static class PlainAssemblies
{
    private const int MachineOfLinux = 0x7B79;
    private const int Amd64 = 0x8664;
    private const ModuleAttributes CompiledAhead = (ModuleAttributes)0x4;

    /// <summary>Rewrites those below a folder as plain ones.</summary>
    /// <returns>How many they were.</returns>
    public static int Make(string folder, string framework)
    {
        string[] ofLinux = [.. Directory.EnumerateFiles(folder, "*.dll", SearchOption.AllDirectories).Where(IsOfLinux)];
        string[] places =
        [
            framework,
            .. Directory.EnumerateFiles(folder, "*.dll", SearchOption.AllDirectories)
                .Select(file => Path.GetDirectoryName(file)!)
                .Distinct()
        ];
        foreach (string file in ofLinux)
            Rewrite(file, places);
        return ofLinux.Length;
    }

    private static bool IsOfLinux(string file)
    {
        ReadOnlySpan<byte> image = File.ReadAllBytes(file);
        return image.StartsWith("MZ"u8)
            && BitConverter.ToUInt16(image[(BitConverter.ToInt32(image[0x3C..]) + 4)..]) == (Amd64 ^ MachineOfLinux);
    }

    private static void Rewrite(string file, string[] places)
    {
        using var resolver = new DefaultAssemblyResolver();
        resolver.AddSearchDirectory(Path.GetDirectoryName(file));
        foreach (string place in places)
            resolver.AddSearchDirectory(place);
        using var source = new MemoryStream(File.ReadAllBytes(file));
        using ModuleDefinition module = ModuleDefinition.ReadModule(
            source, new ReaderParameters(ReadingMode.Immediate) { AssemblyResolver = resolver });
        module.Attributes = (module.Attributes | ModuleAttributes.ILOnly) & ~CompiledAhead;
        module.Architecture = TargetArchitecture.I386;
        using var plain = new MemoryStream();
        module.Write(plain);
        File.WriteAllBytes(file, plain.ToArray());
    }
}
