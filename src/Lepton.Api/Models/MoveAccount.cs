using Lepton.Kubernetes.Schema;

namespace Lepton.Api.Models;

/// <summary>
/// Whether the last move because of cost has paid. It earns what it saves against the places it left or, when prices have turned, what staying costs against
/// moving on. No further move because of cost begins before it has earned what it cost, so that prices that go up and down cannot make a model spend more on moves
/// than there was to save.
/// </summary>
public sealed class MoveAccount
{
    [Description("When the move was decided.")]
    public DateTimeOffset Time { get; set; }

    [Optional, Description("Dollars the move cost.")]
    public double Cost { get; set; }

    [Optional, Description("Dollars it has earned until asOf.")]
    public double Earned { get; set; }

    [Description("Until when earned is counted.")]
    public DateTimeOffset AsOf { get; set; }

    [Optional, Description("Dollars per hour it has earned since then.")]
    public double EarningPerHour { get; set; }

    [ListMap("cluster", "pool"), Count(256)]
    [Description("The places it left.")]
    public List<ProposedPlacement>? Left { get; set; }

    /// <summary>Dollars earned by a moment.</summary>
    public double EarnedBy(DateTimeOffset now) => Earned + EarningPerHour * Math.Max(0, (now - AsOf).TotalHours);
}
