using System.Text.Json.Nodes;
using Lepton.Kubernetes.Http;

namespace Lepton.Testing.Fakes;

/// <summary>One request a <see cref="FakeResource{T}"/> got.</summary>
/// <param name="Verb"><c>get</c>, <c>list</c>, <c>watch</c>, <c>create</c>, <c>update</c>, <c>patch</c> or <c>delete</c>; <c>/status</c> is appended for the subresource.</param>
/// <param name="Name">The object, or null for a collection.</param>
/// <param name="Namespace">The namespace asked for; null for all.</param>
public sealed record FakeRequest(string Verb, string? Name, string? Namespace)
{
    public ListOptions? List { get; init; }

    public WatchOptions? Watch { get; init; }

    /// <summary>What was sent.</summary>
    public JsonNode? Body { get; init; }

    public string? ResourceVersion => List?.ResourceVersion ?? Watch?.ResourceVersion;

    /// <summary>A watch that asks for all objects first.</summary>
    public bool IsStreamingList => Watch?.SendInitialEvents == true;
}
