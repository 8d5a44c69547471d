using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Lepton.Cli.Import;

/// <summary>Services of a compose file (compose-spec): image, command, environment, ports, GPUs, limits, health check, shared memory.</summary>
internal sealed partial class ComposeImport(AcceleratorImport accelerators, string @namespace)
{
    /// <summary>What becomes part of the model; of everything else the report says that it does not.</summary>
    private static readonly HashSet<string> Known = new(StringComparer.Ordinal)
    {
        "image", "command", "entrypoint", "environment", "ports", "expose", "deploy", "scale", "gpus", "runtime", "healthcheck", "shm_size", "tmpfs", "labels", "container_name", "restart", "cpus", "mem_limit", "ipc",
        "volumes", "build",
    };

    private static readonly Dictionary<string, string> Why = new(StringComparer.Ordinal)
    {
        ["depends_on"] = "models do not wait for each other: what it needs must be reachable and retried",
        ["env_file"] = "the file is not read: put it into a ConfigMap or Secret of the hub and name it in spec.env or spec.podTemplate (envFrom)",
        ["networks"] = "clusters have their own networks: Services are reached by name",
        ["secrets"] = "make Secrets in the hub, mount them by spec.volumes and name them in spec.propagate",
        ["configs"] = "make ConfigMaps in the hub, mount them by spec.volumes and name them in spec.propagate",
        ["ulimits"] = "pods have no such field: nodes decide",
        ["privileged"] = "put securityContext into spec.podTemplate if the members' admission allows it",
    };

    public IEnumerable<ImportedModel> Read(JsonObject file)
    {
        foreach (var (name, value) in file.Object("services") ?? [])
        {
            if (value is JsonObject service)
                yield return One(name, service);
        }
    }

    private ImportedModel One(string name, JsonObject service)
    {
        var result = new ImportedModel($"compose service {name}");
        if (Interpolate(result, service.Text("image")) is not { Length: > 0 } image)
        {
            result.Todo("image", service.ContainsKey("build") ? "it is built here: build and push the image, and name it" : "there is none");
            return result;
        }

        if (service.ContainsKey("build"))
            result.Dropped("build", $"image {image} is taken as it is: push it where the members can pull it");
        var spec = new JsonObject { ["image"] = image, ["replicas"] = Number(service.Object("deploy").Text("replicas") ?? service.Text("scale")) ?? 1 };
        if (Words(result, service["entrypoint"]) is { } entrypoint)
            spec["command"] = entrypoint;
        if (Words(result, service["command"]) is { } command)
            spec["args"] = command;
        Environment(result, service, spec);
        Ports(result, service, spec);
        Resources(result, service, spec);
        Volumes(result, service, spec);
        Health(result, service, spec);
        foreach (var key in service.Select(p => p.Key).Where(k => !Known.Contains(k)))
            result.Dropped(key, Why.GetValueOrDefault(key, "has no place in a model"));
        result.Model = WorkloadImport.Model(result, @namespace, name, null, spec);
        return result;
    }

    private static void Environment(ImportedModel result, JsonObject service, JsonObject spec)
    {
        var pairs = service["environment"] switch
        {
            JsonObject map => map.Select(p => (p.Key, Value: p.Value?.ToString())),
            JsonArray list => list.Select(i => i?.ToString() ?? "").Select(t => t.IndexOf('=', StringComparison.Ordinal) is >= 0 and var at ? (t[..at], t[(at + 1)..]) : (t, null)),
            _ => [],
        };
        var env = new JsonArray();
        foreach (var (key, value) in pairs)
        {
            if (value is null)
                result.Todo($"environment.{key}", "its value is the shell's that starts compose: give one");
            else if (Secret().IsMatch(key) && value.Length > 0)
                result.Todo($"environment.{key}", "looks like a secret: keep it in a Secret (valueFrom.secretKeyRef) instead of the model");
            env.Add(new JsonObject { ["name"] = key, ["value"] = Interpolate(result, value) ?? "" });
        }

        if (env.Count > 0)
            spec["env"] = env;
    }

    private static void Ports(ImportedModel result, JsonObject service, JsonObject spec)
    {
        var (ports, published) = (new JsonArray(), new JsonArray());
        foreach (var item in service.List("ports").Concat(service.List("expose")))
        {
            var text = item is JsonObject entry ? $"{entry.Text("published")}:{entry.Text("target")}" : (Interpolate(result, item?.ToString()) ?? "").Split('/')[0];
            var parts = text.Split(':');
            if (Number(parts[^1]) is not { } inside)
            {
                result.Todo("ports", $"found {item?.ToJsonString()}: a range or an unknown form; write the container's ports into spec.ports");
                continue;
            }

            if (ports.Any(p => (int)p!["containerPort"]! == inside))
                continue;
            ports.Add(new JsonObject { ["name"] = $"port-{inside}", ["containerPort"] = inside });
            if (parts.Length > 1 && Number(parts[^2]) is { } outside)
                published.Add(new JsonObject { ["name"] = $"port-{outside}", ["port"] = outside, ["targetPort"] = inside });
        }

        if (ports.Count == 0)
            return;
        spec["ports"] = ports;
        if (published.Count > 0)
        {
            spec["service"] = new JsonObject { ["ports"] = published };
            result.Changed("ports", "spec.service, reachable within each cluster; type LoadBalancer or NodePort opens it to others");
        }
    }

    private void Resources(ImportedModel result, JsonObject service, JsonObject spec)
    {
        var deploy = service.Object("deploy").Object("resources");
        var resources = new JsonObject();
        Amounts(resources, "limits", deploy.Object("limits").Text("cpus") ?? service.Text("cpus"), deploy.Object("limits").Text("memory") ?? service.Text("mem_limit"));
        Amounts(resources, "requests", deploy.Object("reservations").Text("cpus"), deploy.Object("reservations").Text("memory"));
        var devices = deploy.Object("reservations").List("devices").Concat(service["gpus"] is JsonArray list ? list : []).OfType<JsonObject>().ToList();
        var count = devices.Sum(d => d.List("device_ids").Count > 0 ? d.List("device_ids").Count : Number(d.Text("count")) ?? 1);
        if (devices.Any(d => d.Text("count") == "all") || service.Text("gpus") == "all")
            result.Todo("gpus", "all GPUs of the machine, of which nobody says how many: one is taken; write spec.accelerators[].count");
        if (service.Text("gpus") == "all" || (count == 0 && service.Text("runtime") == "nvidia"))
            count = Math.Max(1, count);
        if (count > 0)
        {
            (resources["limits"] as JsonObject ?? (JsonObject)(resources["limits"] = new JsonObject())).Add("nvidia.com/gpu", count);
            if (accelerators.Take(result, resources, []) is { } gpus)
                spec["accelerators"] = gpus;
        }

        PodImport.WriteResources(resources, spec);
    }

    private static void Volumes(ImportedModel result, JsonObject service, JsonObject spec)
    {
        var (volumes, mounts) = (new JsonArray(), new JsonArray());
        if (service.Text("shm_size") is { } shared)
            Add("shm", "/dev/shm", new JsonObject { ["medium"] = "Memory", ["sizeLimit"] = Memory(shared) });
        else if (service.Text("ipc") == "host")
            Add("shm", "/dev/shm", new JsonObject { ["medium"] = "Memory" });
        var paths = service["tmpfs"] is JsonArray list ? list.Select(p => p?.ToString()) : [service.Text("tmpfs")];
        foreach (var path in paths.OfType<string>())
            Add($"tmp-{volumes.Count}", path.Split(':')[0], new JsonObject { ["medium"] = "Memory" });
        foreach (var item in service.List("volumes"))
        {
            var (source, target) = item is JsonObject entry ? (entry.Text("source") ?? "", entry.Text("target") ?? "") : Split(item?.ToString() ?? "");
            Add($"data-{volumes.Count}", target, []);
            result.Todo($"volumes {source}", $"{target} is an emptyDir now, filled anew at each start: {(source.StartsWith('.') || source.StartsWith('/') || source.StartsWith('~') ? "files of this machine are in no cluster; put them into the image or a ConfigMap" : "data does not move with a model; use an object store, or a claim in each cluster")}");
        }

        if (volumes.Count > 0)
            (spec["volumes"], spec["volumeMounts"]) = (volumes, mounts);

        void Add(string name, string path, JsonObject emptyDir)
        {
            volumes.Add(new JsonObject { ["name"] = name, ["emptyDir"] = emptyDir });
            mounts.Add(new JsonObject { ["name"] = name, ["mountPath"] = path });
        }
    }

    private static void Health(ImportedModel result, JsonObject service, JsonObject spec)
    {
        if (service.Object("healthcheck") is not { } check || check.Text("disable") == "true")
            return;
        var test = check["test"] switch
        {
            JsonArray { Count: > 1 } list when (string?)list[0] == "CMD" => list.Skip(1).Select(w => w!.ToString()).ToList(),
            JsonArray { Count: > 1 } list when (string?)list[0] == "CMD-SHELL" => ["/bin/sh", "-c", list[1]!.ToString()],
            JsonValue text => ["/bin/sh", "-c", text.ToString()],
            _ => [],
        };
        if (test.Count == 0)
            return;
        var probe = new JsonObject { ["exec"] = new JsonObject { ["command"] = new JsonArray([.. test.Select(w => (JsonNode)w)]) } };
        foreach (var (from, to) in new[] { ("interval", "periodSeconds"), ("timeout", "timeoutSeconds"), ("start_period", "initialDelaySeconds") })
        {
            if (Seconds(check.Text(from)) is { } seconds)
                probe[to] = Math.Max(1, seconds);
        }

        if (Number(check.Text("retries")) is { } retries)
            probe["failureThreshold"] = retries;
        spec["probes"] = new JsonObject { ["readiness"] = probe };
        result.Changed("healthcheck", "spec.probes.readiness");
    }

    private static JsonArray? Words(ImportedModel result, JsonNode? value) => value switch
    {
        JsonArray list => new JsonArray([.. list.Select(w => (JsonNode)(Interpolate(result, w?.ToString()) ?? ""))]),
        JsonValue text => new JsonArray([.. ShellWord().Matches(Interpolate(result, text.ToString()) ?? "").Select(m => (JsonNode)m.Value.Trim('"', '\''))]),
        _ => null,
    };

    /// <summary><c>${NAME:-default}</c> is its default; what has none is told.</summary>
    private static string? Interpolate(ImportedModel result, string? text)
    {
        if (text is null)
            return null;
        return Variable().Replace(text, match =>
        {
            if (match.Value == "$$")
                return "$";
            if (match.Groups["default"].Success)
                return match.Groups["default"].Value;
            result.Todo(match.Value, "is a variable of the shell that starts compose: write its value");
            return match.Value;
        });
    }

    private static (string Source, string Target) Split(string volume) => volume.Split(':') is [var source, var target, ..] ? (source, target) : ("", volume);

    private static void Amounts(JsonObject resources, string part, string? cpus, string? memory)
    {
        var amounts = new JsonObject();
        if (cpus is not null)
            amounts["cpu"] = cpus;
        if (memory is not null)
            amounts["memory"] = Memory(memory);
        if (amounts.Count > 0)
            resources[part] = amounts;
    }

    /// <summary>Bytes with b, k, m or g, in powers of 1024.</summary>
    private static string Memory(string text)
    {
        var match = Bytes().Match(text.ToLowerInvariant());
        return match.Success ? $"{match.Groups["number"].Value}{match.Groups["unit"].Value switch { "k" => "Ki", "m" => "Mi", "g" => "Gi", "t" => "Ti", _ => "" }}" : text;
    }

    private static int? Seconds(string? text) => text is null ? null : (int?)Math.Ceiling(Span().Matches(text).Sum(m => double.Parse(m.Groups["number"].Value, CultureInfo.InvariantCulture) * m.Groups["unit"].Value switch { "h" => 3600, "m" => 60, "ms" => 0.001, _ => 1 }));

    private static int? Number(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;

    [GeneratedRegex(@"\$\$|\$\{(?<name>\w+)(?::?-(?<default>[^}]*))?(?::?\?[^}]*)?\}|\$(?<name>[A-Za-z_]\w*)", RegexOptions.None, 1000)]
    private static partial Regex Variable();

    [GeneratedRegex("""(?:"[^"]*"|'[^']*'|[^\s"'])+""", RegexOptions.None, 1000)]
    private static partial Regex ShellWord();

    [GeneratedRegex(@"^(?<number>[0-9.]+)\s*(?<unit>[kmgt]?)i?b?$", RegexOptions.None, 1000)]
    private static partial Regex Bytes();

    [GeneratedRegex(@"(?<number>[0-9.]+)(?<unit>h|ms|m|s)", RegexOptions.None, 1000)]
    private static partial Regex Span();

    [GeneratedRegex("TOKEN|SECRET|PASSWORD|API_?KEY", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Secret();
}
