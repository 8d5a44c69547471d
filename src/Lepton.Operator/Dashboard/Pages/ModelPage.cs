using Lepton.Api.Models;
using Lepton.Operator.Dashboard.Html;
using Lepton.Operator.Views;

namespace Lepton.Operator.Dashboard.Pages;

/// <summary>One model: where it is and why, its places, and every pool that was considered with what became of it in words.</summary>
internal static class ModelPage
{
    public static void Write(HtmlText page, LeptonModel model)
    {
        foreach (var sentence in ModelStory.Of(model))
            page.Add($"<p>{sentence}</p>");
        Places(page, model.Status?.Placements ?? []);
        Candidates(page, model.Status?.Decision?.Candidates ?? []);
        if (model.Status?.Endpoints is { Count: > 0 } endpoints)
        {
            Parts.Table(page, "Endpoints", ["Cluster", "Address"], "Weight");
            foreach (var endpoint in endpoints)
                page.Add($"<tr><th scope=\"row\">{endpoint.Cluster}</th><td>{endpoint.Address}</td><td class=\"n\">{endpoint.Weight}</td></tr>\n");
            Parts.EndTable(page);
        }
    }

    private static void Places(HtmlText page, IReadOnlyList<ModelPlacement> places)
    {
        page.Add($"<h2>Placements</h2>\n");
        if (places.Count == 0)
        {
            page.Add($"<p>Placed nowhere.</p>");
            return;
        }

        Parts.Table(page, "Where its replicas are", ["Cluster", "Pool", "Accelerator", "Terms", "State"], "Replicas", "Ready", "$/hour");
        foreach (var place in places)
        {
            page.Add($"<tr><th scope=\"row\">{place.Cluster}</th><td>{place.Pool}</td><td>{(place.Accelerator is { } name ? $"{place.AcceleratorCount} {name}" : "CPU")}</td><td>{place.CapacityType}</td><td>{place.State}</td>");
            page.Add($"<td class=\"n\">{place.Replicas}</td><td class=\"n\">{place.ReadyReplicas}</td><td class=\"n\">{Parts.Dollars(place.HourlyCost)}</td></tr>\n");
        }

        Parts.EndTable(page);
    }

    private static void Candidates(HtmlText page, IReadOnlyList<PlacementCandidate> candidates)
    {
        page.Add($"<h2>What was considered</h2>\n");
        if (candidates.Count == 0)
        {
            page.Add($"<p>Nothing yet.</p>");
            return;
        }

        page.Add($"<p class=\"soft\">As it was when it was decided. What was chosen costs what the bill says, where all models of a pool share what a commitment pays; what was not is compared at the price of the next GPU.</p>\n");
        Parts.Table(page, "Pools, and why or why not", ["Cluster", "Pool", "Verdict", "Why"], "$/hour for the whole model");
        foreach (var candidate in candidates)
        {
            page.Add($"<tr><th scope=\"row\">{candidate.Cluster}</th><td>{candidate.Pool}</td><td>{Word(candidate.Verdict)}</td><td>{candidate.Reason}</td>");
            page.Add($"<td class=\"n\">{Parts.Dollars(candidate.HourlyCost)}</td></tr>\n");
        }

        Parts.EndTable(page);
    }

    private static string Word(CandidateOutcome verdict) => verdict switch
    {
        CandidateOutcome.NoCapacity => "No room",
        _ => verdict.ToString(),
    };
}
