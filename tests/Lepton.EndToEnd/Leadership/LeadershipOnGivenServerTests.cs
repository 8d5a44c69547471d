using Lepton.EndToEnd.Harness;
using Lepton.Sandbox.Simulation;
using Lepton.Testing.Clusters;
using Xunit;
using Xunit.Abstractions;

namespace Lepton.EndToEnd.Leadership;

/// <summary>On the API server that <c>LEPTON_TEST_KUBECONFIG</c> names as the hub; the members, which must tell who wrote to them, are the sandbox's.</summary>
[Trait("Suite", "long")]
public sealed class LeadershipOnGivenServerTests(LeadershipOnGivenServerTests.Fixture fixture, ITestOutputHelper output)
    : LeadershipScenarios(fixture.Fleet, LeaseTimes.Usual, output), IClassFixture<LeadershipOnGivenServerTests.Fixture>
{
    /// <summary>Null where no server is given.</summary>
    public sealed class Fixture : IAsyncLifetime
    {
        internal TestFleet? Fleet { get; private set; }

        public async Task InitializeAsync()
        {
            if (GivenServer.IsGiven)
                Fleet = await TestFleet.StartAsync(SmallFleet.Definition, new SimulationOptions { Seed = 11 }, givenHub: true);
        }

        public async Task DisposeAsync()
        {
            if (Fleet is not null)
                await Fleet.DisposeAsync();
        }
    }
}
