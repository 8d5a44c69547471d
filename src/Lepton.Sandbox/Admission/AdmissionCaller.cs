using System.Text.Json.Nodes;
using Lepton.Sandbox.Api;

namespace Lepton.Sandbox.Admission;

/// <summary>Who writes over HTTP, and with what options: webhooks are told both. Writes of the cluster's own controllers have no caller and ask no webhook.</summary>
/// <param name="Options">CreateOptions, UpdateOptions, PatchOptions or DeleteOptions.</param>
internal sealed record AdmissionCaller(UserInfo User, JsonObject Options)
{
    /// <summary>The options of a write; a patch is told as UpdateOptions, or CreateOptions when it creates.</summary>
    public static AdmissionCaller Of(UserInfo user, string? fieldManager, bool dryRun)
    {
        var options = new JsonObject();
        if (dryRun)
            options["dryRun"] = new JsonArray("All");
        if (!string.IsNullOrEmpty(fieldManager))
            options["fieldManager"] = fieldManager;
        return new AdmissionCaller(user, options);
    }
}
