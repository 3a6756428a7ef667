using PythonEnv.Packaging.Requirements;

namespace PythonEnv.Tool.Editing;

/// <summary>A file of requirements as text that keeps whatever an edit does not touch: comments, order, blanks and line ends.</summary>
internal interface IInputText
{
    /// <summary>The file's text as it is after the edits.</summary>
    string Text { get; }

    /// <summary>The requirement that one takes the place of, by <see cref="Listed{TPlace}.Replaced"/>; null if there is none.</summary>
    /// <exception cref="UsageException">Several may be meant.</exception>
    Requirement? Read(Requirement requirement);

    /// <summary>Puts a requirement in the place of another (<see cref="Listed{TPlace}.Replaced"/>), else at the end of the list.</summary>
    /// <exception cref="UsageException">Several may be meant.</exception>
    void Set(Requirement requirement, string text);

    /// <returns>False if the list does not have the name.</returns>
    bool Remove(PackageName name);
}
