using Lepton.Sandbox.Registry;

namespace Lepton.Sandbox.FieldManagement.Managers;

/// <summary>Who an entry of managedFields belongs to. Of appliers the version plays no part: they have one entry whatever version they use.</summary>
internal sealed record ManagerKey(string Manager, bool Applies, string ApiVersion, string Subresource)
{
    public static ManagerKey Applier(string manager, string? subresource) => new(manager, true, "", subresource ?? "");

    public static ManagerKey Updater(string manager, string apiVersion, string? subresource) => new(manager, false, apiVersion, subresource ?? "");

    /// <summary>As conflicts name it.</summary>
    public override string ToString()
    {
        var name = GoQuote.Quote(Manager);
        if (Subresource.Length > 0)
            name += $" with subresource {GoQuote.Quote(Subresource)}";
        return Applies ? name : $"{name} using {ApiVersion}";
    }
}
