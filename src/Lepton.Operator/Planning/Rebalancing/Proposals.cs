using System.Security.Cryptography;
using System.Text;
using Lepton.Api.Models;
using Lepton.Api.Policies;

namespace Lepton.Operator.Planning.Rebalancing;

/// <summary>Moves that stand in a model's status, and their approval.</summary>
internal static class Proposals
{
    /// <summary>Savings of a standing proposal are written anew when they differ by more than this part: not every cent is news.</summary>
    private const double News = 0.05;

    /// <summary>What the approval annotation says; null without one.</summary>
    public static string? Approval(LeptonModel model) =>
        model.Metadata.Annotations?.GetValueOrDefault(MoveProposal.ApprovalAnnotation) is { Length: > 0 } value ? value : null;

    /// <summary>True when the proposal that stands in status is this very move and has been approved.</summary>
    public static bool IsApproved(LeptonModel model, IReadOnlyList<Assignment> target) =>
        model.Status?.Proposal is { } standing && Approval(model) == standing.Id && IsSame(standing, target);

    /// <summary>The proposal as it is to stand: the one that stands already when it is the same move, else a new one with a name of its own.</summary>
    public static MoveProposal Of(ModelStanding standing, IReadOnlyList<Assignment> target, MoveFigures figures, MoveHold hold, string why, DateTimeOffset now)
    {
        var before = standing.Model.Status?.Proposal is { } known && IsSame(known, target) ? known : null;
        if (before is not null && before.Reason == hold && Near(before.Figures.SavingsPerHour, figures.SavingsPerHour) && Near(before.Figures.Cost, figures.Cost))
            return before;
        var time = before?.Time ?? now;
        return new MoveProposal
        {
            Id = before?.Id ?? Id(standing, target, time),
            Time = time,
            Reason = hold,
            Message = $"{Where(target)}: {why}; it costs {MoveCosts.Text(figures, standing.IsTraining)}",
            Figures = figures,
            Placements = Placements(target),
        };
    }

    /// <summary>Why an approval leads to nothing; null when there is none, when it was carried out, or when the move it names only waits.</summary>
    public static string? Refusal(LeptonModel model, RebalanceMode mode, MoveProposal? standing)
    {
        if (mode != RebalanceMode.Manual || Approval(model) is not { } id || id == standing?.Id || id == model.Status?.Decision?.Proposal)
            return null;
        var found = $"LeptonModel {model.Metadata.NamespacedName()} metadata.annotations[{MoveProposal.ApprovalAnnotation}]: found \"{id}\", which is no proposal that holds";
        return standing is null ? $"{found}; there is none at present" : $"{found}; expected \"{standing.Id}\" for {standing.Message}";
    }

    public static List<ProposedPlacement> Placements(IReadOnlyList<Assignment> target) =>
        target.Select(a => new ProposedPlacement { Cluster = a.Pool.Cluster, Pool = a.Pool.Id, Replicas = a.Replicas }).ToList();

    private static bool IsSame(MoveProposal standing, IReadOnlyList<Assignment> target) => standing.Placements is { } placements
        && placements.Count == target.Count && target.All(a => placements.Exists(p => p.Pool == a.Pool.Id && p.Replicas == a.Replicas));

    private static bool Near(double a, double b) => Math.Abs(a - b) <= News * Math.Max(Math.Abs(a), Math.Abs(b)) + 1e-6;

    /// <summary>The same move proposed at another time has another name, so that an old approval does not approve it again.</summary>
    private static string Id(ModelStanding standing, IReadOnlyList<Assignment> target, DateTimeOffset time)
    {
        var text = $"{standing.Model.Metadata.Uid} {time.UtcTicks} {string.Join(' ', target.Select(a => $"{a.Pool.Id}={a.Replicas}"))}";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 5));
    }

    private static string Where(IReadOnlyList<Assignment> target) => string.Join(", ", target.Select(a => $"{a.Replicas}x {a.Pool.Accelerator ?? "CPU"} ({a.Pool.CapacityType}) in {a.Pool.Cluster}"));
}
