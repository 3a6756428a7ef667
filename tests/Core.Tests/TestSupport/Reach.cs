using System.Reflection;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace PythonEnv.Core.Tests.TestSupport;

/// <summary>
/// The types and members of some assemblies that their own entry points lead to: <c>Main</c>, and the public types, which a host makes by
/// name. A member leads to whatever its code names. A type that is reached brings along what is called without being named: its static
/// constructor, and its overrides and implementations of what others declare.
/// </summary>
internal sealed class Reach : IDisposable
{
    private readonly DefaultAssemblyResolver _resolver = new();
    private readonly ModuleDefinition[] _modules;
    private readonly HashSet<IMemberDefinition> _reached = [];
    private readonly HashSet<TypeDefinition> _serialized = [];
    private readonly Queue<IMemberDefinition> _waiting = [];

    /// <param name="names">Of assemblies beside the tests.</param>
    public Reach(params string[] names)
    {
        _resolver.AddSearchDirectory(AppContext.BaseDirectory);
        // All are opened by the one resolver, so that what one names in another is the same object.
        _modules = Array.ConvertAll(
            names, name => _resolver.Resolve(AssemblyNameReference.Parse(AssemblyName.GetAssemblyName(PathOf(name)).FullName)).MainModule);
        foreach (ModuleDefinition module in _modules)
        {
            Add(module.EntryPoint);
            foreach (TypeDefinition type in module.Types.Where(type => type.IsPublic))
            {
                foreach (MethodDefinition method in type.Methods.Where(method => method.IsPublic))
                    Add(method);
            }
        }
        Go();
    }

    public int Members => _reached.Count;

    /// <summary>
    /// Goes on from the data that another assembly asks for: from properties that store a value, and from no code that computes one.
    /// </summary>
    public void AddStoredValuesReadBy(string name)
    {
        using var module = ModuleDefinition.ReadModule(PathOf(name), new ReaderParameters { AssemblyResolver = _resolver });
        var getters = from type in module.GetTypes()
                      from method in type.Methods
                      where method.HasBody
                      from instruction in method.Body.Instructions
                      let called = instruction.Operand as MethodReference
                      where called is not null && IsOurs(called.DeclaringType)
                      let getter = called.Resolve()
                      where getter is { IsGetter: true } && HasMark(getter)
                      select getter;
        foreach (MethodDefinition getter in getters)
            Add(getter);
        Go();
    }

    /// <summary>
    /// What people wrote and nothing reaches; of a type that is not reached, the type alone. A constant leaves no reference, and the members
    /// that a compiler writes are nobody's to remove.
    /// </summary>
    public IEnumerable<string> Unused() =>
        _modules.SelectMany(module => module.GetTypes()).Where(type => !IsGenerated(type)).SelectMany(UnusedOf);

    public void Dispose() => _resolver.Dispose();

    private IEnumerable<string> UnusedOf(TypeDefinition type)
    {
        if (!_reached.Contains(type))
        {
            bool holdsConstants = type.Fields.Count > 0 && type.Fields.All(field => field.IsLiteral) && type.Methods.Count == 0;
            bool isInReach = type.DeclaringType is null || _reached.Contains(type.DeclaringType);
            return isInReach && !holdsConstants ? [type.FullName] : [];
        }
        return type.IsEnum ? [] :
        [
            .. from property in type.Properties
               where !IsGenerated(property) && !_reached.Contains(property.GetMethod ?? property.SetMethod)
               select $"{type.FullName}.{property.Name}",
            .. from method in type.Methods
               where !method.IsGetter && !method.IsSetter && !IsGenerated(method) && !_reached.Contains(method)
               // The comparisons of a type come together, as the analyzers want them. A constructor may be there to be called by nobody.
               where !method.Name.StartsWith("op_", StringComparison.Ordinal) && !(method.IsConstructor && !method.HasParameters)
               let parameters = method.Parameters.Select(parameter => parameter.ParameterType.Name)
               select $"{type.FullName}.{method.Name}({string.Join(", ", parameters)})",
            .. from field in type.Fields
               where !field.IsLiteral && !IsGenerated(field) && !_reached.Contains(field)
               select $"{type.FullName}.{field.Name}",
        ];
    }

    private void Go()
    {
        while (_waiting.TryDequeue(out IMemberDefinition? next))
        {
            FollowAttributes(next);
            if (next is TypeDefinition type)
                FollowType(type);
            else if (next is MethodDefinition method)
                FollowMethod(method);
            else if (next is FieldDefinition field)
                Add(field.FieldType);
        }
    }

    private void FollowType(TypeDefinition type)
    {
        Add(type.DeclaringType);
        Add(type.BaseType);
        foreach (InterfaceImplementation implemented in type.Interfaces)
            Add(implemented.InterfaceType);
        foreach (MethodDefinition method in type.Methods.Where(IsCalledUnnamed))
            Add(method);
    }

    /// <summary>By the runtime, or through a declaration in a base type or an interface.</summary>
    private static bool IsCalledUnnamed(MethodDefinition method) =>
        method is { IsConstructor: true, IsStatic: true }
        || (method.IsVirtual && !method.DeclaringType.IsInterface)
        || method.HasOverrides;

    private void FollowMethod(MethodDefinition method)
    {
        Add(method.DeclaringType);
        Add(method.ReturnType);
        foreach (ParameterDefinition parameter in method.Parameters)
            Add(parameter.ParameterType);
        foreach (GenericParameter parameter in method.GenericParameters)
        {
            foreach (GenericParameterConstraint constraint in parameter.Constraints)
                Add(constraint.ConstraintType);
        }
        if (method.IsPInvokeImpl)
            AddLayouts(method);
        if (!method.HasBody || IsTextOfRecord(method))
            return;
        foreach (VariableDefinition variable in method.Body.Variables)
            Add(variable.VariableType);
        foreach (ExceptionHandler handler in method.Body.ExceptionHandlers)
            Add(handler.CatchType);
        foreach (Instruction instruction in method.Body.Instructions)
            Add(instruction.Operand);
    }

    /// <summary>It names every property of the record, though nobody may ask for it.</summary>
    private static bool IsTextOfRecord(MethodDefinition method) => method.Name is "PrintMembers" or "ToString" && IsGenerated(method);

    /// <summary>A structure that the system fills has all the fields that the system has.</summary>
    private void AddLayouts(MethodDefinition method)
    {
        foreach (ParameterDefinition parameter in method.Parameters)
        {
            TypeReference type = parameter.ParameterType.GetElementType();
            if (IsOurs(type) && type.Resolve() is { IsValueType: true } layout)
            {
                foreach (FieldDefinition field in layout.Fields)
                    Add(field);
            }
        }
    }

    /// <summary>A serializer reads every property by reflection.</summary>
    private void AddSerialized(TypeReference reference)
    {
        if (reference is GenericInstanceType generic)
        {
            foreach (TypeReference argument in generic.GenericArguments)
                AddSerialized(argument);
        }
        else if (IsOurs(reference) && reference.Resolve() is { } type && _serialized.Add(type))
        {
            foreach (PropertyDefinition property in type.Properties.Where(property => property.GetMethod.IsPublic))
            {
                Add(property.GetMethod);
                AddSerialized(property.PropertyType);
            }
        }
    }

    private void FollowAttributes(IMemberDefinition member)
    {
        foreach (CustomAttribute attribute in member.CustomAttributes)
        {
            Add(attribute.Constructor);
            foreach (CustomAttributeArgument argument in attribute.ConstructorArguments)
                Add(argument.Value);
        }
    }

    private void Add(object? operand)
    {
        switch (operand)
        {
            case GenericInstanceMethod generic:
                foreach (TypeReference argument in generic.GenericArguments)
                    Add(argument);
                Add(generic.ElementMethod);
                if (generic.DeclaringType.FullName == "System.Text.Json.JsonSerializer")
                    AddSerialized(generic.GenericArguments[0]);
                break;
            case MethodReference or FieldReference:
                Add(((MemberReference)operand).DeclaringType);
                AddDefinition((MemberReference)operand, ((MemberReference)operand).DeclaringType);
                break;
            case GenericInstanceType generic:
                foreach (TypeReference argument in generic.GenericArguments)
                    Add(argument);
                Add(generic.ElementType);
                break;
            case TypeSpecification specification:
                Add(specification.ElementType);
                break;
            case TypeReference type:
                AddDefinition(type, type);
                break;
        }
    }

    private void AddDefinition(MemberReference reference, TypeReference owner)
    {
        if (IsOurs(owner) && reference.Resolve() is { } member && _reached.Add(member))
            _waiting.Enqueue(member);
    }

    private bool IsOurs(TypeReference type) =>
        !type.IsGenericParameter
        && type.GetElementType().Scope is var scope
        && _modules.Any(module => module == scope || module.Assembly.Name.Name == scope.Name);

    private static bool IsGenerated(IMemberDefinition member) =>
        member.Name.Contains('<') || HasMark(member) || (member.DeclaringType is { } owner && IsGenerated(owner));

    private static bool HasMark(IMemberDefinition member) => member.CustomAttributes.Any(attribute => attribute.AttributeType.FullName is
        "System.Runtime.CompilerServices.CompilerGeneratedAttribute" or "System.CodeDom.Compiler.GeneratedCodeAttribute");

    private static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, name + ".dll");
}
