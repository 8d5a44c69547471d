using Lepton.Api.Policies;

namespace Lepton.Api.Tests.Common;

public class TolerationTests
{
    private static readonly ClusterTaint Edge = new() { Key = "site", Value = "edge", Effect = TaintEffect.NoSchedule };

    [Fact]
    public void Equal_compares_key_and_value()
    {
        Assert.True(new ClusterToleration { Key = "site", Value = "edge" }.Tolerates(Edge));
        Assert.False(new ClusterToleration { Key = "site", Value = "core" }.Tolerates(Edge));
        Assert.False(new ClusterToleration { Key = "zone", Value = "edge" }.Tolerates(Edge));
        Assert.True(new ClusterToleration { Key = "k" }.Tolerates(new ClusterTaint { Key = "k", Value = "" }));
    }

    [Fact]
    public void Exists_takes_any_value_and_without_a_key_any_taint()
    {
        Assert.True(new ClusterToleration { Key = "site", Operator = TolerationOperator.Exists }.Tolerates(Edge));
        Assert.True(new ClusterToleration { Operator = TolerationOperator.Exists }.Tolerates(Edge));
        Assert.False(new ClusterToleration { Operator = TolerationOperator.Equal }.Tolerates(Edge));
    }

    [Fact]
    public void An_effect_narrows_it_down()
    {
        Assert.True(new ClusterToleration { Key = "site", Value = "edge", Effect = TaintEffect.NoSchedule }.Tolerates(Edge));
        Assert.False(new ClusterToleration { Key = "site", Value = "edge", Effect = TaintEffect.NoExecute }.Tolerates(Edge));
    }

    [Fact]
    public void Allow_and_deny_lists()
    {
        Assert.True(new AllowDeny().Permits("aws"));
        Assert.True(new AllowDeny { Allow = ["aws"] }.Permits("aws"));
        Assert.False(new AllowDeny { Allow = ["aws"] }.Permits("gcp"));
        Assert.False(new AllowDeny { Deny = ["aws"] }.Permits("aws"));
        Assert.False(new AllowDeny { Allow = ["aws"], Deny = ["aws"] }.Permits("aws"));
        Assert.True(new AllowDeny { Allow = [] }.Permits("gcp"));
    }
}
