using Lepton.Sandbox.FieldManagement.Sets;
using Lepton.Sandbox.FieldManagement.Walks;

namespace Lepton.Sandbox.FieldManagement;

/// <summary>Which fields a write through a path of the API may own: what the path resets is nobody's.</summary>
/// <param name="hasStatus">Status is written through its own path only.</param>
internal sealed class FieldScope(bool hasStatus)
{
    private const string Status = "f:status";

    private static readonly FieldSet NeverOwned = FieldSet.Of(
        [
            ["f:apiVersion"], ["f:kind"], ["f:metadata"], .. ((string[])
            [
                "name", "namespace", "creationTimestamp", "selfLink", "uid", "clusterName", "generation", "managedFields", "resourceVersion",
            ]).Select(field => (string[])["f:metadata", "f:" + field]),
        ]);

    /// <summary>Identity and bookkeeping belong to the server.</summary>
    public static FieldSet Strip(FieldSet set) => set.Difference(NeverOwned);

    public FieldSet Filter(FieldSet set, string? subresource) => subresource switch
    {
        "status" => set.Only(Status),
        null when hasStatus => set.Without(Status),
        _ => set,
    };

    public Comparison Filter(Comparison comparison, string? subresource) => comparison.Filtered(set => Filter(set, subresource));
}
