using System.CommandLine;
using System.CommandLine.Parsing;
using PythonEnv.Declarations;

namespace PythonEnv.Tool.Commands;

/// <summary>The options that every command has.</summary>
internal sealed class SharedOptions
{
    private const string JsonName = "--json";

    private readonly Option<string> _project = new("--project")
    {
        Description = "The project file, or a folder with one project or none; the current folder unless given",
        Recursive = true,
        HelpName = "PATH",
    };

    private readonly Option<string> _environment = new("--environment", "-e")
    {
        Description = "One environment of the project, by its name",
        Recursive = true,
        HelpName = "NAME",
    };

    private readonly Option<string[]> _properties = new("--property", "-p")
    {
        Description = "A property in place of the declared one, as for `dotnet build`: -p:PythonEnvMode=Verify",
        Recursive = true,
        HelpName = "NAME=VALUE",
        AllowMultipleArgumentsPerToken = false,
    };

    private readonly Option<bool> _json = new(JsonName) { Description = "Print one JSON document instead of lines", Recursive = true };

    private readonly Option<bool> _verbose = new("--verbose") { Description = "Say also what was read, chosen and why", Recursive = true };

    public void AddTo(RootCommand root)
    {
        root.Add(_project);
        root.Add(_environment);
        root.Add(_properties);
        root.Add(_json);
        root.Add(_verbose);
    }

    /// <exception cref="UsageException">A property is not written as one.</exception>
    public SessionOptions Read(ParseResult parsed) => new(
        Path.GetFullPath(parsed.GetValue(_project) ?? "."), parsed.GetValue(_environment),
        ReadProperties(parsed.GetValue(_properties) ?? []));

    /// <summary>The same for a command line that can't be read.</summary>
    public static bool IsJsonGiven(ParseResult parsed) =>
        parsed.Tokens.Any(token => token.Type == TokenType.Option && token.Value == JsonName);

    public bool IsJson(ParseResult parsed) => parsed.GetValue(_json);

    public bool IsVerbose(ParseResult parsed) => parsed.GetValue(_verbose);

    private static Dictionary<string, string> ReadProperties(string[] given)
    {
        var properties = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (string property in given)
        {
            int equals = property.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0 || !property.StartsWith(DeclaredNames.Prefix, StringComparison.OrdinalIgnoreCase))
                throw new UsageException("a property is written `-p:PythonEnvNAME=VALUE`");
            properties[property[..equals]] = property[(equals + 1)..];
        }
        return properties;
    }
}
