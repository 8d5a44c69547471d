using Lepton.Kubernetes.Models;
using Lepton.Operator.Emission;
using Xunit;

namespace Lepton.Operator.Tests.Emission;

public sealed class OwnedKindsTests
{
    [Fact]
    public void What_uses_another_goes_first()
    {
        Assert.True(Order<V2HorizontalPodAutoscaler>() < Order<V1Deployment>());
        Assert.True(Order<V1Deployment>() < Order<V1Secret>());
        Assert.True(Order<V1Job>() < Order<V1ServiceAccount>());
        Assert.True(Order<V1Job>() < Order<V1Service>());
        Assert.Equal(OwnedKinds.All.Count - 1, Order<V1Namespace>());
        Assert.Equal(OwnedKinds.All.Count, OwnedKinds.All.Select(k => k.Resource).Distinct().Count());
    }

    [Fact]
    public void Pods_of_jobs_do_not_stay_behind() => Assert.All(OwnedKinds.All, k => Assert.Equal("Background", k.Propagation));

    [Theory]
    [ClassData(typeof(EmissionCaseData))]
    public void Exactly_the_shared_kinds_carry_no_model_and_all_carry_the_hub(string name)
    {
        var @case = new EmissionCase(name);
        foreach (var desired in @case.Emit())
        {
            var metadata = new UnstructuredObject(desired.Json).Metadata;
            Assert.True(Ownership.IsOurs(metadata, @case.Input().HubId));
            Assert.False(Ownership.IsOurs(metadata, "another hub"));
            Assert.Equal(OwnedKinds.Of(desired.Resource).Shared, Ownership.ModelOf(metadata) is null);
            Assert.Equal(desired.Resource.Namespaced, desired.Namespace is not null);
            Assert.Equal(desired.Name, metadata.Name);
            Assert.Equal(desired.Namespace, metadata.Namespace);
        }
    }

    [Fact]
    public void A_kind_that_is_not_ours_is_refused() =>
        Assert.Throws<ArgumentException>(() => OwnedKinds.DeletionOrder(ResourceDefinition.Of<V1Pod>()));

    private static int Order<T>() => OwnedKinds.DeletionOrder(ResourceDefinition.Of<T>());
}
