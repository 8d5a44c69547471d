using Lepton.Sandbox.Api.Bodies;
using System.Text.Json.Nodes;
using Lepton.Sandbox.Admission;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Registry;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Api.Handlers;

/// <summary>DELETE of one object and of collections.</summary>
internal sealed class DeleteHandler(ObjectOperations objects)
{
    private static readonly HashSet<string> AnswersWithObject = ["Pod", "Service", "ServiceAccount", "Namespace"];

    public async Task DeleteAsync(ApiRequest request)
    {
        var (type, info) = (request.Type, request.Info);
        var options = await OptionsAsync(request);
        if (type is { Group: "batch", Kind: "Job" } && options.PropagationPolicy is null)
        {
            request.Warnings.Add("child pods are preserved by default when jobs are deleted; set propagationPolicy=Background to remove them or set propagationPolicy=Orphan to suppress this warning");
            options = options with { PropagationPolicy = "Orphan" };
        }

        var outcome = objects.Deletion.Delete(type, info.Namespace, info.Name, options);
        if (!outcome.Gone || (!type.IsCustom && type.Group.Length == 0 && AnswersWithObject.Contains(type.Kind)))
        {
            await ObjectWriter.WriteAsync(request, outcome.Object);
            return;
        }

        var details = ApiErrors.Details(type.Resource, info.Name);
        details["uid"] = outcome.Object.Obj("metadata").Str("uid");
        await Responses.WriteAsync(request, new JsonObject
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = new JsonObject(),
            ["status"] = "Success",
            ["details"] = details,
        });
    }

    public async Task DeleteCollectionAsync(ApiRequest request)
    {
        var options = (await OptionsAsync(request)) with { OfCollection = true };
        var page = await ListHandler.ReadAsync(request);
        foreach (var item in page.Items)
        {
            var metadata = item.Value.Obj("metadata");
            try
            {
                objects.Deletion.Delete(request.Type, metadata.Str("namespace"), metadata.Str("name")!, options);
            }
            catch (ApiStatusException e) when (e.Code == 404)
            {
                // Someone else was faster.
            }
        }

        await Responses.WriteAsync(request, ListHandler.Envelope(request, page, page.Metadata(request.Type.IsCustom)));
    }

    /// <summary>The options of the body, or those of the query when there is no body.</summary>
    private static async Task<DeleteOptions> OptionsAsync(ApiRequest request)
    {
        var bytes = await BodyReader.BytesAsync(request);
        var options = bytes.Length == 0 ? DeleteOptionsReader.FromQuery(request) : DeleteOptionsReader.FromBody(bytes, BodyReader.MediaType(request));
        var caller = AdmissionCaller.Of(request.User, fieldManager: null, options.DryRun);
        if (options.GracePeriodSeconds is { } grace)
            caller.Options["gracePeriodSeconds"] = grace;
        if (options.PropagationPolicy is { } policy)
            caller.Options["propagationPolicy"] = policy;
        return options with { Caller = caller, Warnings = request.Warnings };
    }
}
