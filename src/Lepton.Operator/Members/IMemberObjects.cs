using Lepton.Kubernetes.Models;
using Lepton.Operator.Emission;
using Lepton.Operator.State;

namespace Lepton.Operator.Members;

/// <summary>What stands in a member of ours, as its watches show it.</summary>
internal interface IMemberObjects
{
    /// <summary>True once everything was read.</summary>
    bool Synced { get; }

    UnstructuredObject? Get(ObjectKey key);

    /// <summary>Objects that carry the model's labels.</summary>
    IReadOnlyList<(ObjectKey Key, UnstructuredObject Object)> OfModel(ModelKey model);

    /// <summary>Objects several models may share in a namespace, and the namespace itself when we made it.</summary>
    IReadOnlyList<(ObjectKey Key, UnstructuredObject Object)> SharedIn(string @namespace);

    /// <summary>All models something stands for.</summary>
    IReadOnlyCollection<ModelKey> Models { get; }

    /// <summary>Whether the namespace exists, whoever made it.</summary>
    bool HasNamespace(string @namespace);

    /// <summary>Pods of a model that are not gone yet.</summary>
    int PodsOf(ModelKey model);
}
