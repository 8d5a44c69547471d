using System.Text.Json.Nodes;
using Lepton.ControllerRuntime.Informers;
using Lepton.Kubernetes.Models;
using Lepton.Operator.Members;
using Lepton.Testing.Fakes;
using NSubstitute;

namespace Lepton.Operator.Tests.Members;

public sealed class OptionalKindsTests
{
    private static readonly JsonObject Absent = new() { ["resources"] = new JsonArray() };
    private static readonly JsonObject Served = new() { ["resources"] = new JsonArray(new JsonObject { ["name"] = "scaledobjects" }) };

    [Fact]
    public async Task A_kind_is_looked_for_once_a_minute_until_it_is_found_and_again_at_once_after_a_failure()
    {
        using var client = new FakeKubernetesClient { Answer = Absent, Fault = FakeFault.Fail(FakeErrors.InternalError()) };
        var found = 0;
        await using var kinds = new OptionalKinds(client, _ => Substitute.For<ISharedInformer<UnstructuredObject>>());
        await kinds.LookAsync(default);
        Assert.Equal(0, client.Checks);

        kinds.Found = _ => found++;
        await Assert.ThrowsAnyAsync<Exception>(() => kinds.LookAsync(default));
        client.Fault = null;
        await kinds.LookAsync(default);
        var asked = client.Checks;
        client.Answer = Served;
        for (var check = 1; check < MemberCheck.LooksPerVersion; check++)
            await kinds.LookAsync(default);
        Assert.Equal((asked, 0), (client.Checks, found));

        for (var check = 0; check < 3 * MemberCheck.LooksPerVersion; check++)
            await kinds.LookAsync(default);
        Assert.Equal((asked + 1, 1), (client.Checks, found));
    }
}
