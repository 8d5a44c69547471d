using System.Text.Json.Nodes;
using Lepton.Sandbox.Simulation.Reading;

namespace Lepton.Sandbox.Tests.Simulation.Support;

/// <summary>Objects to apply in tests.</summary>
internal static class Manifests
{
    public static JsonObject Named(string kind, string name, string apiVersion = "v1", string? @namespace = null)
    {
        var metadata = new JsonObject { ["name"] = name };
        if (@namespace is not null)
            metadata["namespace"] = @namespace;
        return new JsonObject { ["kind"] = kind, ["apiVersion"] = apiVersion, ["metadata"] = metadata };
    }

    public static JsonObject Pod(string name, string cpu = "100m", int gpus = 0, Action<JsonObject>? spec = null)
    {
        var pod = Named("Pod", name, @namespace: "default");
        pod.Ensure("metadata")["labels"] = new JsonObject { ["app"] = name };
        pod["spec"] = PodSpec(cpu, gpus);
        spec?.Invoke(pod.Object("spec")!);
        return pod;
    }

    public static JsonObject PodSpec(string cpu = "100m", int gpus = 0)
    {
        var requests = new JsonObject { ["cpu"] = cpu, ["memory"] = "64Mi" };
        var resources = new JsonObject { ["requests"] = requests };
        if (gpus > 0)
        {
            requests["nvidia.com/gpu"] = gpus.ToString();
            resources["limits"] = new JsonObject { ["nvidia.com/gpu"] = gpus.ToString() };
        }

        return new JsonObject { ["containers"] = new JsonArray(new JsonObject { ["name"] = "app", ["image"] = "registry.example/app:1", ["resources"] = resources }) };
    }

    public static JsonObject Deployment(string name, int replicas, string cpu = "100m", int gpus = 0, Action<JsonObject>? spec = null)
    {
        var deployment = Named("Deployment", name, "apps/v1", "default");
        deployment["spec"] = new JsonObject
        {
            ["replicas"] = replicas,
            ["selector"] = new JsonObject { ["matchLabels"] = new JsonObject { ["app"] = name } },
            ["template"] = new JsonObject
            {
                ["metadata"] = new JsonObject { ["labels"] = new JsonObject { ["app"] = name } },
                ["spec"] = PodSpec(cpu, gpus),
            },
            ["strategy"] = new JsonObject { ["type"] = "RollingUpdate", ["rollingUpdate"] = new JsonObject { ["maxSurge"] = "25%", ["maxUnavailable"] = "25%" } },
            ["revisionHistoryLimit"] = 10,
            ["progressDeadlineSeconds"] = 600,
        };
        spec?.Invoke(deployment.Object("spec")!);
        return deployment;
    }

    public static JsonObject Job(string name, Action<JsonObject>? spec = null, string restartPolicy = "Never")
    {
        var job = Named("Job", name, "batch/v1", "default");
        var podSpec = PodSpec();
        podSpec["restartPolicy"] = restartPolicy;
        job["spec"] = new JsonObject { ["template"] = new JsonObject { ["metadata"] = new JsonObject { ["labels"] = new JsonObject { ["app"] = name } }, ["spec"] = podSpec } };
        spec?.Invoke(job.Object("spec")!);
        return job;
    }

    /// <summary>Annotations on the Pod template.</summary>
    public static void Annotate(JsonObject workloadSpec, string key, string value) =>
        workloadSpec.Ensure("template").Ensure("metadata").Ensure("annotations")[key] = value;

    public static JsonObject Container(JsonObject workloadSpec) => workloadSpec.Object("template").Object("spec").Objects("containers").First();
}
