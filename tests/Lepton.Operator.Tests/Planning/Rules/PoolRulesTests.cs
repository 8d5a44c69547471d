using Lepton.Api;
using Lepton.Api.Policies;
using Lepton.Kubernetes.Models;
using Lepton.Operator.Planning.Pools;
using Lepton.Operator.Planning.Rules;

namespace Lepton.Operator.Tests.Planning.Rules;

public sealed class PoolRulesTests
{
    private readonly FleetPool _pool = Make.FleetPool("c") with { Provider = "aws", Region = "eu-1", Jurisdiction = "DE", Labels = ["compliance/gdpr", "tier=prod"] };

    public static TheoryData<string, Action<PlacementPolicySpec>, string> Rules => new()
    {
        { "providers.allow", s => s.Providers = new AllowDeny { Allow = ["gcp", "azure"] }, "policy p: providers.allow is [gcp, azure], aws is not in it" },
        { "providers.deny", s => s.Providers = new AllowDeny { Deny = ["aws"] }, "policy p: providers.deny names aws" },
        { "regions.allow", s => s.Regions = new AllowDeny { Allow = ["us-1"] }, "policy p: regions.allow is [us-1], eu-1 is not in it" },
        { "regions.deny", s => s.Regions = new AllowDeny { Deny = ["eu-1"] }, "policy p: regions.deny names eu-1" },
        { "jurisdictions", s => s.Jurisdictions = ["US", "CA"], "policy p: jurisdictions is [US, CA], cluster c is in DE" },
        { "compliance", s => s.RequiredCompliance = ["gdpr", "hipaa"], "policy p: requiredCompliance hipaa is not stated for cluster c" },
        { "labels", s => s.ClusterSelector = new V1LabelSelector { MatchLabels = new() { ["tier"] = "test" } }, "policy p: clusterSelector asks for tier=test, which cluster c does not have" },
        { "in", s => s.ClusterSelector = Expression("In", "a", "b"), "policy p: clusterSelector asks for tier In [a, b], which cluster c does not have" },
        { "not in", s => s.ClusterSelector = Expression("NotIn", "prod"), "policy p: clusterSelector asks for tier NotIn [prod], which cluster c does not have" },
        { "does not exist", s => s.ClusterSelector = Expression("DoesNotExist"), "policy p: clusterSelector asks for tier DoesNotExist [], which cluster c does not have" },
        { "capacity", s => s.CapacityTypes = [CapacityKind.Spot, CapacityKind.Reserved], "policy p: capacityTypes is [Spot, Reserved], the pool is OnDemand" },
    };

    [Theory]
    [MemberData(nameof(Rules))]
    public void Each_rule_names_policy_field_what_was_found_and_what_is_wanted(string rule, Action<PlacementPolicySpec> change, string reason)
    {
        Assert.NotEmpty(rule);
        Assert.Equal(reason, PoolRules.Excludes(Make.Policy("p", change), _pool));
    }

    [Fact]
    public void A_pool_that_meets_every_rule_is_open() => Assert.Null(PoolRules.Excludes(
        Make.Policy("p", s =>
        {
            s.Providers = new AllowDeny { Allow = ["aws"], Deny = ["gcp"] };
            s.Regions = new AllowDeny { Allow = ["eu-1"] };
            s.Jurisdictions = ["DE"];
            s.RequiredCompliance = ["GDPR"];
            s.CapacityTypes = [CapacityKind.OnDemand];
            s.ClusterSelector = new V1LabelSelector
            {
                MatchLabels = new() { ["tier"] = "prod" },
                MatchExpressions = [Requirement("tier", "Exists"), Requirement("tier", "In", "prod"), Requirement("zone", "NotIn", "x"), Requirement("zone", "DoesNotExist")],
            };
        }),
        _pool));

    [Fact]
    public void A_jurisdiction_that_is_not_stated_is_not_met() => Assert.Equal(
        "policy p: jurisdictions is [DE], cluster c is in none that is stated",
        PoolRules.Excludes(Make.Policy("p", s => s.Jurisdictions = ["DE"]), _pool with { Jurisdiction = null }));

    [Fact]
    public void A_taint_wants_a_toleration_with_its_value()
    {
        var pool = _pool with { Taints = [new ClusterTaint { Key = "team", Value = "red" }] };
        const string Reason = "taint team=red:NoSchedule of cluster c is not tolerated by ";
        Assert.Equal($"{Reason}any policy", PoolRules.Excludes(null, pool));
        Assert.Equal($"{Reason}policy p", PoolRules.Excludes(Make.Policy("p"), pool));
        Assert.Equal($"{Reason}policy p", PoolRules.Excludes(Tolerates(new() { Key = "team", Value = "blue" }), pool));
        Assert.Null(PoolRules.Excludes(Tolerates(new() { Key = "team", Value = "red" }), pool));
        Assert.Null(PoolRules.Excludes(Tolerates(new() { Key = "team", Operator = TolerationOperator.Exists }), pool));
    }

    [Fact]
    public void A_pool_that_cannot_be_used_is_closed_before_any_rule() =>
        Assert.Equal("the price is unknown", PoolRules.Excludes(Make.Policy("p", s => s.Providers = new AllowDeny { Deny = ["aws"] }), _pool with { Unusable = "the price is unknown" }));

    private static PlacementPolicy Tolerates(ClusterToleration toleration) => Make.Policy("p", s => s.Tolerations = [toleration]);

    private static V1LabelSelector Expression(string @operator, params string[] values) => new() { MatchExpressions = [Requirement("tier", @operator, values)] };

    private static V1LabelSelectorRequirement Requirement(string key, string @operator, params string[] values) => new() { Key = key, Operator = @operator, Values = [.. values] };
}
