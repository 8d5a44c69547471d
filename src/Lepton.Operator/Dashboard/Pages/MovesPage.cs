using Lepton.Api.Models;
using Lepton.Operator.Dashboard.Html;
using Lepton.Operator.Views;

namespace Lepton.Operator.Dashboard.Pages;

/// <summary>Moves in progress, moves that wait, and whether the last ones have paid.</summary>
internal static class MovesPage
{
    public static void Write(HtmlText page, IReadOnlyList<LeptonModel> models)
    {
        Moving(page, [.. models.Where(m => m.Status?.Migration is not null)]);
        Waiting(page, [.. models.Where(m => m.Status?.Proposal is not null)]);
        page.Add($"<h2>Have the last moves paid?</h2>\n");
        var paybacks = CostView.Paybacks(models).ToList();
        if (paybacks.Count == 0)
        {
            page.Add($"<p>No model has moved because of cost.</p>");
            return;
        }

        page.Add($"<ul>\n");
        foreach (var payback in paybacks)
            page.Add($"<li>{payback}</li>\n");
        page.Add($"</ul>\n");
    }

    private static void Moving(HtmlText page, IReadOnlyList<LeptonModel> models)
    {
        page.Add($"<h2>In progress</h2>\n");
        if (models.Count == 0)
        {
            page.Add($"<p>Nothing is on the move.</p>");
            return;
        }

        Parts.Table(page, "Moves in progress", ["Model", "Why", "From", "To", "Phase", "How far"], "Target %", "Requests there %");
        foreach (var model in models)
        {
            var move = model.Status!.Migration!;
            page.Add($"<tr><th scope=\"row\"><a href=\"{Parts.PathOf(model)}\">{model.Metadata.NamespacedName()}</a></th><td>{move.Reason}</td><td>{Where(move.From)}</td><td>{Where(move.To)}</td>");
            page.Add($"<td>{move.Phase} <span class=\"soft\">since {move.PhaseSince:u}</span></td><td>{move.Message}");
            if (move.Problem is { } problem)
                page.Add($"<br><span class=\"bad\">{problem}</span>");
            page.Add($"</td><td class=\"n\">{move.Percent}</td><td class=\"n\">{move.ShiftedPercent}</td></tr>\n");
        }

        Parts.EndTable(page);
    }

    private static void Waiting(HtmlText page, IReadOnlyList<LeptonModel> models)
    {
        page.Add($"<h2>Proposed, and waiting</h2>\n");
        if (models.Count == 0)
        {
            page.Add($"<p>No move waits.</p>");
            return;
        }

        Parts.Table(page, "Moves that would pay, and what they wait for", ["Model", "Waits for", "Where it would be", "In a sentence"]);
        foreach (var model in models)
        {
            var proposal = model.Status!.Proposal!;
            page.Add($"<tr><th scope=\"row\"><a href=\"{Parts.PathOf(model)}\">{model.Metadata.NamespacedName()}</a></th><td>{proposal.Reason}</td><td>{Where(proposal.Placements)}</td><td>{proposal.Message}</td></tr>\n");
        }

        Parts.EndTable(page);
    }

    private static string Where(IReadOnlyList<ProposedPlacement>? places) => string.Join(", ", (places ?? []).Select(p => $"{p.Replicas} in {p.Cluster}/{p.Pool}"));
}
