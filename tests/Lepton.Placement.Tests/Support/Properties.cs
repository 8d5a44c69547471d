using FsCheck;
using FsCheck.Fluent;
using Lepton.Placement.Interchange;
using Microsoft.FSharp.Core;

namespace Lepton.Placement.Tests.Support;

/// <summary>Runs a property on random problems; a failure shows the shrunken problem as an interchange file.</summary>
internal static class Properties
{
    /// <summary>The same problems in every run; set LEPTON_PROPERTY_SEED to look at others.</summary>
    private static readonly ulong Seed = ulong.TryParse(Environment.GetEnvironmentVariable("LEPTON_PROPERTY_SEED"), out var seed) ? seed : 20260101;

    /// <param name="property">Throws when the property does not hold.</param>
    internal static void Hold(int tests, Action<PlacementProblem> property, Func<Random, PlacementProblem>? make = null)
    {
        var config = Config.QuickThrowOnFailure.WithMaxTest(tests).WithReplay(Seed, 1);
        Check.One(config, Prop.ForAll(TinyProblems.Arbitrary(make), problem => Holds(property, problem)));
    }

    /// <summary>The one random problem of an earlier run that a property did not hold for.</summary>
    /// <param name="size">Of FsCheck's message "replay at failing step with (seed, gamma, size)".</param>
    internal static void Replay(ulong seed, ulong gamma, int size, Action<PlacementProblem> property)
    {
        var step = new Replay(new Rnd(seed, gamma), FSharpOption<int>.Some(size));
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(1).WithReplay(FSharpOption<Replay>.Some(step)), Prop.ForAll(TinyProblems.Arbitrary(), problem => Holds(property, problem)));
    }

    private static Property Holds(Action<PlacementProblem> property, PlacementProblem problem)
    {
        try
        {
            property(problem);
            return true.ToProperty();
        }
        catch (Exception e)
        {
            return false.Label($"{(e is Xunit.Sdk.XunitException ? e.Message : e)}\n{PlacementFile.WriteProblem(problem)}");
        }
    }
}
