using Lepton.Api.Policies;
using Lepton.Api.Providers;
using Lepton.Api.Validation;
using Lepton.Cli.Manifests;
using Lepton.Cli.Plan;
using Lepton.Cli.Sandboxes;
using Lepton.Operator.Planning.Pools;
using Lepton.Sandbox.Fleet;

namespace Lepton.Cli.Simulate.Setup;

/// <summary>Puts fleet file and manifests together, and says everything that does not fit.</summary>
internal static class InputLoader
{
    /// <param name="fleet">A fleet file or the name of a ready fleet.</param>
    /// <param name="manifests">Files and folders with models, policies and providers; empty takes the models the ready fleet brings.</param>
    /// <exception cref="ManifestException">Manifests that cannot be used.</exception>
    /// <exception cref="FleetFileException">A fleet file that cannot be used.</exception>
    public static SimulationInput Load(string fleet, IReadOnlyList<string> manifests)
    {
        var definition = SandboxCommandOptions.LoadFleet(fleet);
        var set = manifests.Count > 0 ? ManifestSet.Load(manifests) : Brought(fleet);
        var providers = set.Providers.Count > 0 ? set.Providers : FleetProviders.Of(definition);
        var errors = Errors(definition, set, providers);
        if (errors.Count > 0)
            throw new ManifestException(errors);
        return new SimulationInput
        {
            Fleet = Renamed(definition, providers),
            Models = set.Models,
            Policies = set.Policies,
            Providers = providers,
            Prices = set.Providers.Count > 0 ? ManifestPlanner.Prices(set) : new PoolPrices(_ => null),
        };
    }

    /// <summary>Policies of a file, to be tried in the place of those of the same name.</summary>
    public static IReadOnlyList<PlacementPolicy> LoadPolicies(string file)
    {
        var set = ManifestSet.Load([file]);
        var errors = set.Policies.SelectMany(policy => PolicyValidator.Validate(policy)).Select(error => $"{file}: {error}").ToList();
        if (set.Policies.Count == 0)
            errors.Add($"{file}: found no PlacementPolicy; expected at least one");
        return errors.Count == 0 ? set.Policies : throw new ManifestException(errors);
    }

    private static ManifestSet Brought(string fleet) => ReadyFleets.Models(fleet) is { } models
        ? ManifestSet.Load(["-"], new StringReader(models))
        : throw new ManifestException([$"--filename: the fleet {fleet} brings no models; name files or folders with LeptonModels (-f config/samples)"]);

    private static List<string> Errors(FleetDefinition fleet, ManifestSet set, IReadOnlyList<CloudProvider> providers)
    {
        var errors = new List<string>();
        if (set.Models.Count == 0)
            errors.Add("the files have no LeptonModel: there is nothing to run");
        errors.AddRange(set.Models.SelectMany(model => ModelValidator.Validate(model)).Select(error => error.ToString()!));
        errors.AddRange(set.Policies.SelectMany(policy => PolicyValidator.Validate(policy)).Select(error => error.ToString()!));
        errors.AddRange(set.Providers.SelectMany(provider => ProviderValidator.Validate(provider)).Select(error => error.ToString()!));
        var clusters = providers.SelectMany(provider => provider.Spec.Clusters ?? []).Select(cluster => cluster.Name).ToList();
        errors.AddRange(fleet.Members.Where(member => !clusters.Contains(member.Name)).Select(member =>
            $"fleet {fleet.Name}: no CloudProvider names the cluster {member.Name}{Hint(member.Name, clusters)}"));
        var models = set.Models.Select(model => $"{model.Metadata.Namespace}/{model.Metadata.Name}").ToList();
        errors.AddRange(fleet.Scenario.Load.Where(load => !models.Contains(load.Model)).Select(load =>
            $"fleet {fleet.Name} scenario.load: no LeptonModel {load.Model} is among the files{Hint(load.Model, models)}"));
        return errors;
    }

    private static string Hint(string word, IEnumerable<string> known) => NearestWord.Find(word, known) is { } near ? $"; did you mean \"{near}\"?" : "";

    /// <summary>Where manifests name the providers, their names hold.</summary>
    private static FleetDefinition Renamed(FleetDefinition fleet, IReadOnlyList<CloudProvider> providers) => fleet with
    {
        Members = fleet.Members.Select(member => member with
        {
            ProviderName = providers.First(provider => provider.Spec.Clusters?.Any(cluster => cluster.Name == member.Name) == true).Metadata.Name!,
        }).ToList(),
    };
}
