using PythonEnv.Packaging.Requirements;

namespace PythonEnv.Tool.Editing;

/// <summary>A requirement of a list, and where it stands there.</summary>
internal sealed record Listed<TPlace>(TPlace Place, Requirement Requirement)
{
    /// <summary>
    /// Which one of a list another requirement takes the place of: the one with its name and marker; without a marker, the only one
    /// of its name.
    /// </summary>
    /// <returns>Null if there is none.</returns>
    /// <exception cref="UsageException">Several may be meant.</exception>
    public static Listed<TPlace>? Replaced(IEnumerable<Listed<TPlace>> list, Requirement by)
    {
        Listed<TPlace>[] named = [.. list.Where(one => one.Requirement.CanonicalName == by.CanonicalName)];
        Listed<TPlace>[] meant = [.. named.Where(one => one.Requirement.Marker?.ToString() == by.Marker?.ToString())];
        if (meant.Length == 0 && by.Marker is null)
            meant = named;
        return meant.Length < 2
            ? meant.FirstOrDefault()
            : throw new UsageException($"`{by.Name}` stands {meant.Length} times in what is asked for: "
                + "give the marker of the one that is meant, or make one of them by hand");
    }
}
