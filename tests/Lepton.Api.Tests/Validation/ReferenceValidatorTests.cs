using Lepton.Api.Validation;

namespace Lepton.Api.Tests.Validation;

public class ReferenceValidatorTests
{
    [Fact]
    public void A_policy_that_does_not_exist_is_answered_with_the_nearest()
    {
        var model = Valid.Model(s => s.PolicyName = "defalt");
        var error = Assert.Single(ReferenceValidator.Validate(model, [Valid.Policy()], []));
        Assert.Equal("spec.policyName", error.Field);
        Assert.Equal("an existing PlacementPolicy, nearest default; there are default", error.Expected);
    }

    [Fact]
    public void No_policy_named_needs_none() => Assert.Empty(ReferenceValidator.Validate(Valid.Model(), [], []));

    [Fact]
    public void A_dataset_at_an_unknown_provider_is_told()
    {
        var model = Valid.Model(s => s.Dataset = new() { Provider = "oracle", Region = "r", SizeGiB = 1 });
        var error = Assert.Single(ReferenceValidator.Validate(model, [], [Valid.Provider(), Valid.Provider(name: "gcp")]));
        Assert.Equal(("spec.dataset.provider", "\"oracle\""), (error.Field, error.Found));
        Assert.Contains("there are aws, gcp", error.Expected, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_a_policy_uses_must_exist()
    {
        var policy = Valid.Policy(s =>
        {
            s.Providers = new() { Allow = ["aws", "awz"] };
            s.Regions = new() { Deny = ["us-east-2"] };
        });
        var errors = ReferenceValidator.Validate(policy, [Valid.Provider()]);
        Assert.Equal(["spec.providers.allow[1]", "spec.regions.deny[0]"], errors.Select(e => e.Field));
        Assert.Contains("nearest us-east-1", errors[1].Expected, StringComparison.Ordinal);
    }

    [Fact]
    public void Windows_of_model_and_policy_that_are_never_open_together_are_told()
    {
        var policy = Valid.Policy(s => s.Rebalance.Windows = [new() { Cron = "0 22 * * 1-5", Duration = "6h", TimeZone = "Europe/Berlin" }]);
        var error = Assert.Single(ReferenceValidator.Validate(Valid.Model(s => s.Rebalance = new() { Windows = [new() { Cron = "0 10 * * *", Duration = "2h" }] }), [policy], []));
        Assert.Equal(("spec.rebalance.windows", "\"0 10 * * * for 2h UTC\""), (error.Field, error.Found));
        Assert.StartsWith("a time at which a window of PlacementPolicy default is open too (0 22 * * 1-5 for 6h Europe/Berlin)", error.Expected, StringComparison.Ordinal);
        Assert.Empty(ReferenceValidator.Validate(Valid.Model(s => s.Rebalance = new() { Windows = [new() { Cron = "0 21 * * *", Duration = "2h" }] }), [policy], []));
        Assert.Empty(ReferenceValidator.Validate(Valid.Model(s => s.Rebalance = new() { Windows = [new() { Cron = "0 10 * * *", Duration = "2h" }] }), [Valid.Policy()], []));
    }

    [Fact]
    public void When_there_is_none_at_all_it_says_so() =>
        Assert.EndsWith("there is none", Assert.Single(ReferenceValidator.Validate(Valid.Model(s => s.PolicyName = "x"), [], [])).Expected, StringComparison.Ordinal);
}
