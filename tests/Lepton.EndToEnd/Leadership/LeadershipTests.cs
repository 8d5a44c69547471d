using Lepton.EndToEnd.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Lepton.EndToEnd.Leadership;

/// <summary>On the sandbox's hub.</summary>
[Trait("Suite", "long")]
[Collection("small fleet")]
public sealed class LeadershipTests(SmallFleetFixture fixture, ITestOutputHelper output) : LeadershipScenarios(fixture.Fleet, LeaseTimes.Short, output);
