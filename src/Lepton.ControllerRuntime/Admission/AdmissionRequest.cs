using System.Text.Json.Nodes;

namespace Lepton.ControllerRuntime.Admission;

/// <summary>What an API server asks about one write (admission.k8s.io/v1 AdmissionRequest).</summary>
public sealed record AdmissionRequest
{
    /// <summary>Echoed in the answer.</summary>
    public string Uid { get; init; } = "";

    /// <summary>The kind of <see cref="Object"/>, in the version the webhook asked for.</summary>
    public GroupVersionKindReference Kind { get; init; } = new();

    public GroupVersionResourceReference Resource { get; init; } = new();

    /// <summary><c>status</c>, <c>scale</c> …; null for the object itself.</summary>
    public string? SubResource { get; init; }

    /// <summary>Null when a collection is deleted; a generated name is there already.</summary>
    public string? Name { get; init; }

    public string? Namespace { get; init; }

    /// <summary><c>CREATE</c>, <c>UPDATE</c>, <c>DELETE</c> or <c>CONNECT</c>. A server-side apply is one of the first two.</summary>
    public string Operation { get; init; } = "";

    public AdmissionUser UserInfo { get; init; } = new();

    /// <summary>The object as it would be stored; null for a delete.</summary>
    public JsonObject? Object { get; init; }

    /// <summary>The object as it is; null for a create.</summary>
    public JsonObject? OldObject { get; init; }

    /// <summary>Nothing will be stored: have no side effect.</summary>
    public bool? DryRun { get; init; }

    /// <summary>CreateOptions, UpdateOptions or DeleteOptions; names the field manager.</summary>
    public JsonObject? Options { get; init; }
}

/// <summary>Who asked the API server.</summary>
public sealed record AdmissionUser
{
    public string? Username { get; init; }

    public string? Uid { get; init; }

    public IReadOnlyList<string> Groups { get; init; } = [];

    public IReadOnlyDictionary<string, IReadOnlyList<string>>? Extra { get; init; }
}

public sealed record GroupVersionKindReference
{
    public string Group { get; init; } = "";

    public string Version { get; init; } = "";

    public string Kind { get; init; } = "";
}

public sealed record GroupVersionResourceReference
{
    public string Group { get; init; } = "";

    public string Version { get; init; } = "";

    public string Resource { get; init; } = "";
}
