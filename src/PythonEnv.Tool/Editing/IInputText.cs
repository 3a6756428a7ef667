using PythonEnv.Packaging.Requirements;

namespace PythonEnv.Tool.Editing;

/// <summary>A file of requirements as text that keeps whatever an edit does not touch: comments, order, blanks and line ends.</summary>
internal interface IInputText
{
    /// <summary>The file's text as it is after the edits.</summary>
    string Text { get; }

    /// <summary>The first requirement of a name; null if the list does not have it.</summary>
    Requirement? Read(PackageName name);

    /// <summary>Puts a requirement at the end of the list, or in place of those of the same name.</summary>
    void Set(Requirement requirement, string text);

    /// <returns>False if the list does not have the name.</returns>
    bool Remove(PackageName name);
}
