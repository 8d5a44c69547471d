using System.Text;
using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Schemas;

namespace Lepton.Sandbox.BuiltinSchemas.Kinds;

/// <summary>ConfigMap.</summary>
internal sealed class ConfigMapBehavior : KindBehavior
{
    public override void Validate(JsonObject value, FieldErrors errors)
    {
        DataKeys.Validate(value, ["data", "binaryData"], base64: "binaryData", sizeField: "[]", errors);
        foreach (var (key, _) in value.Obj("binaryData") ?? [])
        {
            if (value.Obj("data")?.ContainsKey(key) == true)
                errors.Invalid($"data[{key}]", key, "duplicate of key present in binaryData");
        }
    }

    public override void ValidateUpdate(JsonObject value, JsonObject old, FieldErrors errors) => DataKeys.ValidateImmutable(value, old, ["data", "binaryData"], errors);
}

/// <summary>Secret.</summary>
internal sealed class SecretBehavior : KindBehavior
{
    private static readonly Dictionary<string, string[]> RequiredKeys = new(StringComparer.Ordinal)
    {
        ["kubernetes.io/tls"] = ["tls.crt", "tls.key"],
        ["kubernetes.io/dockerconfigjson"] = [".dockerconfigjson"],
        ["kubernetes.io/dockercfg"] = [".dockercfg"],
        ["kubernetes.io/ssh-auth"] = ["ssh-privatekey"],
    };

    /// <summary>stringData is for writing only: it becomes data.</summary>
    public override void Default(JsonObject value)
    {
        if (value.Obj("stringData") is { Count: > 0 } texts)
        {
            var data = value.Child("data");
            foreach (var (key, text) in texts)
                data[key] = Convert.ToBase64String(Encoding.UTF8.GetBytes(text.AsString() ?? ""));
        }

        value.Remove("stringData");
    }

    public override void Validate(JsonObject value, FieldErrors errors)
    {
        DataKeys.Validate(value, ["data"], base64: "data", sizeField: "data", errors);
        foreach (var key in RequiredKeys.GetValueOrDefault(value.Str("type") ?? "", []))
        {
            if (value.Obj("data")?.ContainsKey(key) != true)
                errors.Required($"data[{key}]");
        }
    }

    public override void ValidateUpdate(JsonObject value, JsonObject old, FieldErrors errors)
    {
        Check.Same(value["type"], old["type"], "type", errors);
        DataKeys.ValidateImmutable(value, old, ["data"], errors);
    }
}

/// <summary>What ConfigMaps and Secrets share.</summary>
internal static class DataKeys
{
    private const int MaxBytes = 1_048_576;

    public static void Validate(JsonObject value, string[] maps, string base64, string sizeField, FieldErrors errors)
    {
        long size = 0;
        foreach (var map in maps)
        {
            foreach (var (key, content) in value.Obj(map) ?? [])
            {
                if (key is "." or ".." || key.Length is 0 or > 253 || key.Any(c => !(char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')))
                {
                    errors.Invalid($"{map}[{key}]", key, "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')");
                }

                var text = content.AsString() ?? "";
                size += map == base64 ? text.Length / 4 * 3 : Encoding.UTF8.GetByteCount(text);
            }
        }

        if (size > MaxBytes)
            errors.TooLong(sizeField, MaxBytes);
    }

    public static void ValidateImmutable(JsonObject value, JsonObject old, string[] maps, FieldErrors errors)
    {
        if (old.Bool("immutable") != true)
            return;
        if (value.Bool("immutable") != true)
            errors.Forbidden("immutable", "field is immutable when `immutable` is set");
        foreach (var map in maps)
        {
            if (!JsonNode.DeepEquals(value[map], old[map]))
                errors.Forbidden(map, "field is immutable when `immutable` is set");
        }
    }
}
