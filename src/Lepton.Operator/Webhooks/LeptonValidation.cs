using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lepton.Api.Models;
using Lepton.Api.Policies;
using Lepton.Api.Providers;
using Lepton.Api.Validation;
using Lepton.ControllerRuntime.Admission;
using Lepton.Kubernetes.Models;
using Lepton.Kubernetes.Serialization;

namespace Lepton.Operator.Webhooks;

/// <summary>
/// Judges writes of the three kinds by the same code as <c>lepton plan</c> and the controllers. What is wrong with the object itself is refused; what depends on other
/// objects (a policy that is not there yet, constraints that no cluster meets) is a warning, because manifests are applied in any order. Reads only: a dry run is judged
/// like any other write.
/// </summary>
internal sealed class LeptonValidation(FleetLookup fleet) : IAdmissionHandler
{
    /// <summary>Servers cut longer ones.</summary>
    private const int MaxWarning = 256;

    public async Task<AdmissionResponse> HandleAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        if (request.Object is not { } now || request.SubResource is not null)
            return AdmissionResponse.Allow();
        // Finalizers and labels of an object must always be writable, or one that became wrong could never be deleted.
        if (now["metadata"]?["deletionTimestamp"] is not null || (request.OldObject is { } old && JsonNode.DeepEquals(old["spec"], now["spec"])))
            return AdmissionResponse.Allow();
        try
        {
            return request.Kind.Kind switch
            {
                "LeptonModel" => await ModelAsync(now, request.OldObject, cancellationToken),
                "PlacementPolicy" => await PolicyAsync(now, request.OldObject, cancellationToken),
                "CloudProvider" => await ProviderAsync(now, request.OldObject, cancellationToken),
                var kind => AdmissionResponse.Deny($"this webhook judges LeptonModels, PlacementPolicies and CloudProviders, found {kind}", HttpStatusCode.BadRequest),
            };
        }
        catch (JsonException e)
        {
            return AdmissionResponse.Deny($"{request.Kind.Kind} {request.Namespace}/{request.Name} cannot be read: {e.Message}", HttpStatusCode.UnprocessableEntity);
        }
    }

    private async Task<AdmissionResponse> ModelAsync(JsonObject now, JsonObject? old, CancellationToken cancellationToken)
    {
        var model = Read<LeptonModel>(now);
        var refused = Refused(ModelValidator.Validate(model), old is null ? [] : ModelValidator.Validate(Read<LeptonModel>(old)));
        if (refused is not null)
            return refused;
        var (providers, policies) = await fleet.ReadAsync(cancellationToken);
        var warnings = ReferenceValidator.Validate(model, policies, providers).Select(e => e.ToString()).ToList();
        if (warnings.Count == 0 && NoPlace.Of(model, policies, providers) is { } nowhere)
            warnings.Add(nowhere);
        if (RunGrace.Of(model, policies) is { } slow)
            warnings.Add(slow);
        return Allow(warnings);
    }

    private async Task<AdmissionResponse> PolicyAsync(JsonObject now, JsonObject? old, CancellationToken cancellationToken)
    {
        var policy = Read<PlacementPolicy>(now);
        var refused = Refused(PolicyValidator.Validate(policy), old is null ? [] : PolicyValidator.Validate(Read<PlacementPolicy>(old)));
        if (refused is not null)
            return refused;
        var (providers, _) = await fleet.ReadAsync(cancellationToken);
        return Allow(ReferenceValidator.Validate(policy, providers).Select(e => e.ToString()));
    }

    private async Task<AdmissionResponse> ProviderAsync(JsonObject now, JsonObject? old, CancellationToken cancellationToken)
    {
        var provider = Read<CloudProvider>(now);
        var refused = Refused(ProviderValidator.Validate(provider), old is null ? [] : ProviderValidator.Validate(Read<CloudProvider>(old)));
        if (refused is not null)
            return refused;
        var (providers, _) = await fleet.ReadAsync(cancellationToken);
        var all = providers.Where(p => p.Metadata.Name != provider.Metadata.Name).Append(provider);
        return Allow(ProviderValidator.ValidateTogether(all).Where(e => e.Object.EndsWith($" {provider.Metadata.Name}", StringComparison.Ordinal)).Select(e => e.ToString()));
    }

    /// <summary>What was wrong before may stay so: who corrects one field must not be made to correct all at once.</summary>
    private static AdmissionResponse? Refused(IReadOnlyList<ValidationError> errors, IReadOnlyList<ValidationError> before)
    {
        var fresh = errors.Except(before).ToList();
        if (fresh.Count == 0)
            return null;
        return AdmissionResponse.Deny(string.Join("; ", fresh.Select(e => $"{e.Field}: found {e.Found}, expected {e.Expected}")), HttpStatusCode.UnprocessableEntity) with
        {
            Causes = [.. fresh.Select(e => new V1StatusCause { Field = e.Field, Reason = "FieldValueInvalid", Message = $"found {e.Found}, expected {e.Expected}" })],
        };
    }

    private static AdmissionResponse Allow(IEnumerable<string> warnings) => AdmissionResponse.Allow([.. warnings.Select(w => w.Length <= MaxWarning ? w : w[..(MaxWarning - 3)] + "...")]);

    private static T Read<T>(JsonObject value) => KubernetesJson.Deserialize<T>(value)!;
}
