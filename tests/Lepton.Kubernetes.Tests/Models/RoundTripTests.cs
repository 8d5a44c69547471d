using System.Text.Json.Nodes;
using Lepton.Kubernetes.Models;
using Lepton.Kubernetes.Serialization;

namespace Lepton.Kubernetes.Tests.Models;

/// <summary>Reading and writing must lose nothing that users put into pods, known to our types or not.</summary>
public class RoundTripTests
{
    private const string Pod = """
    {"apiVersion":"v1","kind":"Pod","metadata":{"name":"llm","namespace":"ai","labels":{"a":"b"},"creationTimestamp":"2026-01-02T03:04:05Z"},
     "spec":{"containers":[{"name":"vllm","image":"vllm/vllm-openai:v0.6","args":["--model","m"],
        "ports":[{"containerPort":8000,"name":"http","protocol":"TCP"}],
        "env":[{"name":"A","value":"1"},{"name":"B","valueFrom":{"secretKeyRef":{"name":"s","key":"k","optional":true}}},
               {"name":"C","valueFrom":{"fieldRef":{"fieldPath":"status.podIP"}}},{"name":"D","valueFrom":{"fileKeyRef":{"key":"x","path":"y","volumeName":"z"}}}],
        "resources":{"limits":{"nvidia.com/gpu":"8","memory":"640Gi"},"requests":{"cpu":"1500m"}},
        "volumeMounts":[{"name":"m","mountPath":"/models","readOnly":true}],
        "readinessProbe":{"httpGet":{"path":"/health","port":"http"},"periodSeconds":5},
        "lifecycle":{"preStop":{"sleep":{"seconds":15}}},"resizePolicy":[{"resourceName":"cpu","restartPolicy":"NotRequired"}]}],
      "volumes":[{"name":"m","csi":{"driver":"gcsfuse.csi.storage.gke.io","volumeAttributes":{"bucketName":"w"}}},
                 {"name":"shm","emptyDir":{"medium":"Memory","sizeLimit":"16Gi"}},{"name":"nfs","nfs":{"server":"h","path":"/"}}],
      "affinity":{"nodeAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":{"nodeSelectorTerms":[{"matchExpressions":[{"key":"gpu","operator":"In","values":["H100"]}]}]}},
                  "podAntiAffinity":{"preferredDuringSchedulingIgnoredDuringExecution":[{"weight":100,"podAffinityTerm":{"topologyKey":"kubernetes.io/hostname","labelSelector":{"matchLabels":{"a":"b"}}}}]}},
      "tolerations":[{"key":"nvidia.com/gpu","operator":"Exists","effect":"NoSchedule"}],"dnsConfig":{"nameservers":["1.1.1.1"]},
      "schedulingGates":[{"name":"g"}],"hostPID":false,"setHostnameAsFQDN":true,"overhead":{"cpu":"250m"},"priority":0},
     "status":{"phase":"Pending","podIP":"10.0.0.1","podIPs":[{"ip":"10.0.0.1"}],"conditions":[{"type":"Ready","status":"False","lastProbeTime":null,"lastTransitionTime":"2026-01-02T03:04:05Z"}]}}
    """;

    [Fact]
    public void APodComesBackWhole()
    {
        var original = JsonNode.Parse(Pod)!;
        var pod = KubernetesJson.Deserialize<V1Pod>(original)!;

        Assert.Equal(Quantity.Of(8), pod.Spec.Containers![0].Resources!.Limits!["nvidia.com/gpu"]);
        Assert.Equal("http", pod.Spec.Containers[0].ReadinessProbe!.HttpGet!.Port!.Value.Text);
        Assert.Equal("g", Assert.Single(pod.Spec.SchedulingGates!).Name);
        Assert.Equal("10.0.0.1", pod.Status!.PodIP);
        var condition = original["status"]!["conditions"]![0]!.AsObject();
        condition.Remove("lastProbeTime"); // null and absent are the same to the server
        Assert.Equal(Normal(original), Normal(KubernetesJson.ToNode(pod)));
    }

    [Fact]
    public void SecretsCarryBytes()
    {
        var secret = new V1Secret { ApiVersion = "v1", Kind = "Secret", Data = new() { ["token"] = [1, 2, 255] } };
        Assert.Equal("AQL/", (string?)KubernetesJson.ToNode(secret)!["data"]!["token"]);
        Assert.Equal([1, 2, 255], KubernetesJson.Deserialize<V1Secret>(KubernetesJson.ToNode(secret))!.Data!["token"]);
    }

    [Fact]
    public void SchemasKeepTheirExtensionsAndBothKindsOfAdditionalProperties()
    {
        const string schema = """
        {"type":"object","required":["a"],"properties":{"a":{"x-kubernetes-int-or-string":true,"x-kubernetes-validations":[{"rule":"self > 0","message":"m"}],"default":0},
         "b":{"type":"object","additionalProperties":{"type":"string"}},"c":{"type":"object","additionalProperties":false,"nullable":true},
         "d":{"type":"array","items":{"type":"object"},"x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["name"]},"e":{"enum":["x",null],"type":"string"},
         "f":{"x-kubernetes-preserve-unknown-fields":true,"x-kubernetes-map-type":"atomic","maximum":5,"minimum":0.5}}}
        """;
        var read = KubernetesJson.Deserialize<V1JSONSchemaProps>(JsonNode.Parse(schema))!;

        Assert.Equal("string", read.Properties!["b"].AdditionalProperties!.Schema!.Type);
        Assert.False(read.Properties["c"].AdditionalProperties!.Allows);
        Assert.Equal("self > 0", read.Properties["a"].XKubernetesValidations![0].Rule);
        Assert.Equal(Normal(JsonNode.Parse(schema)), Normal(KubernetesJson.ToNode(read)));
    }

    [Fact]
    public void BuiltInKindsAreWrittenInTheServersOrder()
    {
        var text = KubernetesJson.ToNode(new V1Deployment { ApiVersion = "apps/v1", Kind = "Deployment", Metadata = { Name = "d" }, Spec = { Replicas = 2 } })!.ToJsonString();
        Assert.Equal("""{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"d"},"spec":{"replicas":2}}""", text);
    }

    /// <summary>Keys sorted, so that order does not matter.</summary>
    internal static string Normal(JsonNode? node) => node switch
    {
        JsonObject map => "{" + string.Join(',', map.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"\"{p.Key}\":{Normal(p.Value)}")) + "}",
        JsonArray list => "[" + string.Join(',', list.Select(Normal)) + "]",
        null => "null",
        _ => node.ToJsonString(),
    };
}
