using Lepton.Api.Models;
using Lepton.Operator.Dashboard.Html;

namespace Lepton.Operator.Dashboard.Pages;

/// <summary>All models and where they are.</summary>
internal static class ModelsPage
{
    /// <param name="page">Is written to.</param>
    /// <param name="models">Of all namespaces, or of one.</param>
    /// <param name="namespace">That one.</param>
    public static void Write(HtmlText page, IReadOnlyList<LeptonModel> models, string? @namespace)
    {
        if (@namespace is not null)
            page.Add($"<p>Of namespace {@namespace}. <a href=\"/models\">All namespaces</a></p>");
        if (models.Count == 0)
        {
            page.Add($"<p>There are no models.</p>");
            return;
        }

        Parts.Table(page, "Models and their placements", ["Model", "State", "Where"], "Ready", "$/hour");
        foreach (var model in models)
            Row(page, model);
        Parts.EndTable(page);
    }

    private static void Row(HtmlText page, LeptonModel model)
    {
        var status = model.Status ?? new LeptonModelStatus();
        var (space, ready) = (model.Metadata.Namespace!, status.Conditions?.Find(c => c.Type == "Ready"));
        page.Add($"<tr><th scope=\"row\"><a href=\"/models?namespace={Uri.EscapeDataString(space)}\">{space}</a>/<a href=\"{Parts.PathOf(model)}\">{model.Metadata.Name}</a></th>");
        if (ready?.Status == "True")
            page.Add($"<td>Ready</td>");
        else
            page.Add($"<td class=\"bad\">{(model.Spec.Suspend ? "Suspended" : ready?.Reason ?? "Not decided yet")}</td>");
        page.Add($"<td>");
        foreach (var (i, place) in (status.Placements ?? []).Index())
        {
            if (i > 0)
                page.Add($"<br>");
            page.Add($"{place.Replicas} in {place.Cluster}, {place.Pool} <span class=\"soft\">({place.Accelerator ?? "CPU"} {place.CapacityType}, {place.State})</span>");
        }

        page.Add($"</td><td class=\"n\">{ModelSummary.Of(status).Ready}</td><td class=\"n\">{Parts.Dollars(status.Cost?.Hourly)}</td></tr>\n");
    }
}
