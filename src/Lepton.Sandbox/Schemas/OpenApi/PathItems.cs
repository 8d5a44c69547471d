using System.Text.Json.Nodes;
using Lepton.Sandbox.Resources;

namespace Lepton.Sandbox.Schemas.OpenApi;

/// <summary>
/// The paths of a resource: which kind each answers with, by which kubectl explain finds it, and which options its writes know, by which kubectl decides whether the
/// server checks fields itself.
/// </summary>
internal static class PathItems
{
    private static readonly string[] WriteOptions = ["dryRun", "fieldManager", "fieldValidation"];
    private static readonly string[] ListOptions = ["allowWatchBookmarks", "continue", "fieldSelector", "labelSelector", "limit", "resourceVersion", "resourceVersionMatch", "sendInitialEvents", "timeoutSeconds", "watch"];

    private static readonly (string Verb, string Method, string Action, string[] Options, bool Named)[] Operations =
    [
        ("list", "get", "list", ListOptions, false),
        ("create", "post", "post", WriteOptions, false),
        ("deletecollection", "delete", "deletecollection", ["dryRun", .. ListOptions], false),
        ("get", "get", "get", [], true),
        ("update", "put", "put", WriteOptions, true),
        ("patch", "patch", "patch", [.. WriteOptions, "force"], true),
        ("delete", "delete", "delete", ["dryRun", "gracePeriodSeconds", "orphanDependents", "propagationPolicy"], true),
    ];

    /// <param name="component">The component of the kind, where there is one.</param>
    public static void Add(JsonObject paths, ResourceType type, string? component)
    {
        var root = type.Group.Length == 0 ? $"/api/{type.Version}" : $"/apis/{type.Group}/{type.Version}";
        var collection = type.Namespaced ? $"{root}/namespaces/{{namespace}}/{type.Plural}" : $"{root}/{type.Plural}";
        Item(paths, collection, type, component, type.Kind, type.Verbs, named: false);
        Item(paths, collection + "/{name}", type, component, type.Kind, type.Verbs, named: true);
        foreach (var subresource in type.Subresources)
        {
            var own = subresource.Kind == type.Kind;
            var name = own ? component : BuiltinComponents.NameOf($"{subresource.Group}/{subresource.Version}", subresource.Kind);
            Item(paths, $"{collection}/{{name}}/{subresource.Name}", type, name, subresource.Kind, subresource.Verbs, named: true);
        }
    }

    private static void Item(JsonObject paths, string path, ResourceType type, string? component, string kind, IReadOnlyList<string> verbs, bool named)
    {
        var item = new JsonObject();
        foreach (var (verb, method, action, options, forNamed) in Operations)
        {
            if (verbs.Contains(verb) && (forNamed == named || (named && verb == "create" && kind != type.Kind)))
                item[method] = Operation(type, component, kind, action, options);
        }

        if (item.Count == 0)
            return;
        var parameters = new JsonArray();
        if (named)
            parameters.Add(Parameter("name", "path", "string"));
        if (type.Namespaced)
            parameters.Add(Parameter("namespace", "path", "string"));
        parameters.Add(Parameter("pretty", "query", "string"));
        item["parameters"] = parameters;
        paths[path] = item;
    }

    private static JsonObject Operation(ResourceType type, string? component, string kind, string action, string[] options) => new()
    {
        ["parameters"] = new JsonArray([.. options.Select(option => (JsonNode)Parameter(option, "query", TypeOf(option)))]),
        ["responses"] = new JsonObject { ["200"] = Response(component) },
        ["x-kubernetes-action"] = action,
        ["x-kubernetes-group-version-kind"] = new JsonObject { ["group"] = type.Group, ["version"] = type.Version, ["kind"] = kind },
    };

    private static JsonObject Response(string? component)
    {
        var response = new JsonObject { ["description"] = "OK" };
        if (component is not null)
            response["content"] = new JsonObject { ["application/json"] = new JsonObject { ["schema"] = BuiltinComponents.Reference(component) } };
        return response;
    }

    private static JsonObject Parameter(string name, string place, string type)
    {
        var parameter = new JsonObject { ["name"] = name, ["in"] = place };
        if (place == "path")
            parameter["required"] = true;
        parameter["schema"] = new JsonObject { ["type"] = type, ["uniqueItems"] = true };
        return parameter;
    }

    private static string TypeOf(string option) => option switch
    {
        "limit" or "timeoutSeconds" or "gracePeriodSeconds" => "integer",
        "watch" or "force" or "allowWatchBookmarks" or "sendInitialEvents" or "orphanDependents" => "boolean",
        _ => "string",
    };
}
