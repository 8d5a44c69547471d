using Lepton.Api.Models;
using Lepton.Api.Policies;
using Lepton.Api.Providers;
using Lepton.Operator.State;

namespace Lepton.Operator.Monitoring;

/// <summary>A ceiling on what something costs, and what it costs.</summary>
/// <param name="Scope">model, policy or provider.</param>
/// <param name="Name">Of a model with its namespace.</param>
/// <param name="Limit">Dollars per hour.</param>
/// <param name="Spent">Dollars per hour.</param>
internal sealed record Budget(string Scope, string Name, double Limit, double Spent)
{
    public static readonly string[] Scopes = ["model", "policy", "provider"];

    /// <summary>A cent of a cent is rounding.</summary>
    public bool IsExceeded => Spent > Limit + 0.0001;

    public KeyValuePair<string, object?>[] Tags => [OperatorMeter.Tag("scope", Scope), OperatorMeter.Tag("name", Name)];

    public static IReadOnlyList<Budget> Of(IEnumerable<LeptonModel> models, IEnumerable<PlacementPolicy> policies, IEnumerable<CloudProvider> providers) =>
    [
        .. models.Where(m => m.Spec.Budget is not null).Select(m => new Budget("model", ModelStore.KeyOf(m).ToString(), m.Spec.Budget!.HourlyCost, m.Status?.Cost?.Hourly ?? 0)),
        .. policies.Where(p => p.Spec.Budget is not null).Select(p => new Budget("policy", p.Metadata.Name!, p.Spec.Budget!.HourlyCost, p.Status?.HourlyCost ?? 0)),
        .. providers.Where(p => p.Spec.Limits?.HourlyCost is not null).Select(p => new Budget("provider", p.Metadata.Name!, p.Spec.Limits!.HourlyCost!.Value, p.Status?.Totals?.HourlyCost ?? 0)),
    ];
}
