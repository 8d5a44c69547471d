using System.Text.Json.Nodes;
using Lepton.Sandbox.Api.Auth;
using Lepton.Sandbox.Api.Bodies;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Registry;

namespace Lepton.Sandbox.Api.Handlers;

/// <summary>Questions about who someone is and what they may do. Nothing is stored: the answer is the question with a status.</summary>
internal sealed class ReviewHandler(Authorizer authorizer, Authenticator authenticator)
{
    public async Task CreateAsync(ApiRequest request)
    {
        var type = request.Type;
        var options = RequestOptions.Read(request, "CreateOptions");
        var body = await BodyReader.ObjectAsync(request, type, type.Kind, type.ApiVersion);
        var review = body.Value;
        SchemaSteps.PruneAndDefault(type, review, options);
        var spec = review.Obj("spec");
        switch (type.Kind)
        {
            case "SelfSubjectReview":
                review["metadata"] = new JsonObject { ["creationTimestamp"] = request.Cluster.Timestamp() };
                review["status"] = new JsonObject { ["userInfo"] = request.User.ToJson() };
                break;
            case "SelfSubjectRulesReview":
                review["metadata"] = new JsonObject();
                review["spec"] = new JsonObject();
                review["status"] = Rules(request.User, spec.Str("namespace"));
                break;
            case "TokenReview":
                review = type.Fields.TrackUpdate(null, review, options.FieldManager, null, request.Cluster.Now);
                review["status"] = Token(spec.Str("token") ?? "");
                break;
            default:
                review = type.Fields.TrackUpdate(null, review, options.FieldManager, null, request.Cluster.Now);
                review["status"] = Access(request, type.Kind, spec);
                break;
        }

        await ObjectWriter.WriteAsync(request, ObjectOrder.Apply(JsonTree.Clone(review), custom: false), 201);
    }

    private JsonObject Access(ApiRequest request, string kind, JsonObject? spec)
    {
        AccessReviews.Check(kind, spec, request.Info.Namespace);
        var user = kind == "SelfSubjectAccessReview" ? request.User : new UserInfo(spec.Str("user") ?? "", [.. spec.Arr("groups").Strings()]);
        var decision = authorizer.Decide(user, AccessReviews.Attributes(spec));
        var status = new JsonObject { ["allowed"] = decision.Allowed };
        if (decision.Reason.Length > 0)
            status["reason"] = decision.Reason;
        return status;
    }

    private JsonObject Token(string token)
    {
        if (authenticator.FromToken(token) is not { } user)
            return new JsonObject { ["user"] = new JsonObject(), ["error"] = "invalid bearer token" };
        return new JsonObject { ["authenticated"] = true, ["user"] = user.ToJson(), ["audiences"] = new JsonArray(ServiceAccountTokens.Issuer) };
    }

    private JsonObject Rules(UserInfo user, string? @namespace)
    {
        var (resources, paths) = (new JsonArray(), new JsonArray());
        foreach (var rule in authorizer.RulesFor(user, @namespace))
        {
            if (rule.Arr("nonResourceURLs") is { Count: > 0 })
                paths.Add(Copy(rule, "verbs", "nonResourceURLs"));
            else
                resources.Add(Copy(rule, "verbs", "apiGroups", "resources", "resourceNames"));
        }

        return new JsonObject { ["resourceRules"] = resources, ["nonResourceRules"] = paths, ["incomplete"] = false };
    }

    private static JsonObject Copy(JsonNode rule, params ReadOnlySpan<string> fields)
    {
        var copy = new JsonObject();
        foreach (var field in fields)
            JsonTree.CopyField(rule as JsonObject, copy, field);
        return copy;
    }
}
