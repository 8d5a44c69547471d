namespace Lepton.Placement.Tests.Interchange;

internal static class Samples
{
    /// <summary>Every key of the interchange file once.</summary>
    internal const string Everything = """
        {
          "pools": [
            { "id": "p", "cluster": "c", "region": "r", "zone": "z", "jurisdiction": "eu", "provider": "aws", "labels": ["gdpr", "tier=gold"],
              "accelerator": "H100", "capacityType": "Spot", "billing": "PerNode", "price": 12.5, "pricePerCpu": 0.01, "pricePerMemoryGiB": 0.002,
              "reclaimRate": 0.05, "gpusPerNode": 8, "cpuPerNode": 96, "memoryGiBPerNode": 1024.5,
              "nodes": [{ "gpus": 3, "cpu": 10.5, "memoryGiB": 100 }, { "gpus": 8, "cpu": 96, "memoryGiB": 1024 }], "newNodes": 4 },
            { "id": "cpu", "cluster": "c", "region": "r", "provider": "aws", "billing": "Paid", "cpuPerNode": 4, "memoryGiBPerNode": 8, "newNodes": 1 }
          ],
          "models": [
            { "id": "m", "kind": "Inference", "demand": 12.5,
              "accelerators": [{ "name": "H100", "count": 2, "throughput": 3.5, "serviceRate": 5, "cpu": 7, "memoryGiB": 64 }, { "name": "L4", "serviceRate": 2 }],
              "cpu": 4, "memoryGiB": 16, "jurisdictions": ["eu"], "providers": ["aws"], "regions": ["r"], "clusters": ["c"], "requireLabels": ["gdpr"],
              "excludedPools": { "cpu": "it is cordoned" }, "capacityTypes": ["Spot", "OnDemand"],
              "spread": [{ "topology": "Zone", "minDomains": 2, "maxShare": 0.6, "maxSkew": 1 }],
              "maxSpotShare": 0.5, "minOnDemandReplicas": 1, "unplacedPenalty": 40, "regionCost": { "r": 0.25 }, "clusterCost": { "c": 0.125 }, "responseCost": 0.75, "reclaimCost": 3, "moveCost": 0.5,
              "budget": 99.5, "current": [{ "pool": "p", "replicas": 2 }] },
            { "id": "g", "kind": "Training", "replicas": 16, "accelerators": [{ "name": "H100", "count": 8 }], "unplacedPenalty": 5000 }
          ],
          "limits": [
            { "id": "quota", "provider": "aws", "region": "r", "accelerator": "H100", "capacityTypes": ["OnDemand"], "models": ["m"], "gpus": 64, "hourlyCost": 400 }
          ],
          "seed": 7,
          "work": 1000
        }
        """;
}
