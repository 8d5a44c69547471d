using System.Text.Json.Nodes;
using Lepton.Sandbox.Resources;
using Lepton.Sandbox.Storage;

namespace Lepton.Sandbox.Registry;

/// <summary>The errors of the API, in the words of a real server.</summary>
internal static class ApiErrors
{
    public static ApiStatusException NotFound(GroupResource resource, string name) =>
        new(404, "NotFound", $"{resource} {Quote(name)} not found", Details(resource, name));

    /// <summary>No such resource, subresource or version under a known group.</summary>
    public static ApiStatusException NoSuchResource() => new(404, "NotFound", "the server could not find the requested resource", []);

    public static ApiStatusException AlreadyExists(GroupResource resource, string name, bool beingDeleted) =>
        new(409, "AlreadyExists", $"{(beingDeleted ? "object is being deleted: " : "")}{resource} {Quote(name)} already exists", Details(resource, name));

    public static ApiStatusException Conflict(GroupResource resource, string name, string why) =>
        new(409, "Conflict", $"Operation cannot be fulfilled on {resource} {Quote(name)}: {why}", Details(resource, name));

    public static ApiStatusException Modified(GroupResource resource, string name) =>
        Conflict(resource, name, "the object has been modified; please apply your changes to the latest version and try again");

    /// <summary>Preconditions of a delete name the kind instead of the resource.</summary>
    public static ApiStatusException Precondition(ResourceType type, string name, string why) =>
        Conflict(new GroupResource(type.Group, type.Kind), name, why);

    public static ApiStatusException Forbidden(GroupResource resource, string name, string why, JsonArray? causes = null)
    {
        var details = Details(resource, name);
        if (causes is not null)
            details["causes"] = causes;
        return new ApiStatusException(403, "Forbidden", $"{resource}{(name.Length == 0 ? "" : " " + Quote(name))} is forbidden: {why}", details);
    }

    /// <summary>A patch whose result cannot be read as an object of the kind.</summary>
    /// <param name="shown">The patch or the patched object, as text.</param>
    public static ApiStatusException InvalidPatch(string shown, string why)
    {
        var message = $"Invalid value: {Quote(shown)}: {why}";
        var cause = new JsonObject { ["reason"] = "FieldValueInvalid", ["message"] = message, ["field"] = "patch" };
        return new ApiStatusException(422, "Invalid", $" \"\" is invalid: patch: {message}", new JsonObject { ["causes"] = new JsonArray(cause) });
    }

    /// <summary>A custom resource of another kind or version than that of the path.</summary>
    public static ApiStatusException WrongCustomKind(ResourceType type, string name, string? kind, string? apiVersion) => apiVersion != type.ApiVersion
        ? BadRequest($"the API version in the data ({apiVersion}) does not match the expected API version ({type.ApiVersion})")
        : Invalid(type.Group, kind ?? "", name, [new FieldError("FieldValueInvalid", "kind", $"Invalid value: {Quote(kind ?? "")}: must be {type.Kind}")]);

    public static ApiStatusException BadRequest(string message) => new(400, "BadRequest", message);

    public static ApiStatusException MethodNotAllowed() =>
        new(405, "MethodNotAllowed", "the server does not allow this method on the requested resource", []);

    /// <summary>The wording that subresources of custom resources have for it.</summary>
    public static ApiStatusException NotSupported(GroupResource resource, string verb) =>
        new(405, "MethodNotAllowed", $"{verb} is not supported on resources of kind {Quote(resource.ToString())}", Details(resource, ""));

    public static ApiStatusException Internal(string message, string? reason = null) => new(500, reason, message);

    /// <summary>Events of both APIs are named as the core's: that is what is stored.</summary>
    public static ApiStatusException Invalid(ResourceType type, string name, IReadOnlyList<FieldError> errors) =>
        Invalid(type is { IsCustom: false, Kind: "Event" } ? "" : type.Group, type.Kind, name, errors);

    public static ApiStatusException Invalid(string group, string kind, string name, IReadOnlyList<FieldError> errors)
    {
        var texts = errors.Select(e => $"{e.Field}: {e.Message}").Distinct().ToArray();
        var all = texts.Length == 1 ? texts[0] : $"[{string.Join(", ", texts)}]";
        var details = Details(new GroupResource(group, kind), name);
        var causes = new JsonArray();
        foreach (var error in errors)
            causes.Add(new JsonObject { ["reason"] = error.Reason, ["message"] = error.Message, ["field"] = error.Field });
        details["causes"] = causes;
        return new ApiStatusException(422, "Invalid", $"{(group.Length == 0 ? kind : $"{kind}.{group}")} {Quote(name)} is invalid: {all}", details);
    }

    /// <summary>A wrong query parameter or option, as <c>ListOptions.meta.k8s.io "" is invalid</c>.</summary>
    public static ApiStatusException InvalidOptions(string kind, params IReadOnlyList<FieldError> errors) => Invalid("meta.k8s.io", kind, "", errors);

    public static JsonObject Details(GroupResource resource, string name)
    {
        var details = new JsonObject();
        if (name.Length > 0)
            details["name"] = name;
        if (resource.Group.Length > 0)
            details["group"] = resource.Group;
        details["kind"] = resource.Resource;
        return details;
    }

    public static string Quote(string text) => GoQuote.Quote(text);
}
