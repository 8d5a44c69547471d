namespace Lepton.Sandbox.Registry;

/// <summary>What to do about unknown and duplicate fields.</summary>
internal enum FieldValidation
{
    Ignore,
    Warn,
    Strict,
}

/// <summary>The options of one create, update or patch.</summary>
internal sealed record WriteOptions
{
    public static WriteOptions Internal { get; } = new() { FieldManager = "kube-controller-manager", Validation = FieldValidation.Ignore, IsPatch = true };

    public required string FieldManager { get; init; }

    public FieldValidation Validation { get; init; } = FieldValidation.Warn;

    public bool DryRun { get; init; }

    /// <summary>status, scale, finalize …; null for the object itself.</summary>
    public string? Subresource { get; init; }

    /// <summary>The body had kind and apiVersion; without them a real server keeps no managedFields.</summary>
    public bool Track { get; init; } = true;

    /// <summary>A missing resourceVersion overwrites, whatever the kind's rule for PUT is.</summary>
    public bool IsPatch { get; init; }

    /// <summary>The new object already has its managedFields (server-side apply).</summary>
    public bool IsApply { get; init; }

    /// <summary>The write comes over HTTP, not from the cluster's own controllers.</summary>
    public bool External { get; init; }

    /// <summary>The patch is a strategic merge: a server decodes the result in another way, with other error texts.</summary>
    public bool IsStrategic { get; init; }

    /// <summary>For patches: what an error text quotes as the value that could not be decoded.</summary>
    public Func<string>? Shown { get; set; }

    /// <summary>Texts for Warning headers.</summary>
    public List<string> Warnings { get; init; } = [];

    /// <summary>For admission webhooks; null for writes they are not asked about.</summary>
    public Admission.AdmissionCaller? Caller { get; init; }

    /// <summary>Adds to <see cref="Warnings"/> what is not there yet: a write that lost a race is made again.</summary>
    public void Warn(IEnumerable<string> texts) => Warnings.AddRange(texts.Where(text => !Warnings.Contains(text)));
}

/// <summary>The options of a delete.</summary>
internal sealed record DeleteOptions
{
    public long? GracePeriodSeconds { get; init; }

    /// <summary>Orphan, Background or Foreground; null for the kind's default.</summary>
    public string? PropagationPolicy { get; init; }

    public string? Uid { get; init; }

    public string? ResourceVersion { get; init; }

    public bool DryRun { get; init; }

    /// <summary>One of a collection: webhooks are told no name.</summary>
    public bool OfCollection { get; init; }

    /// <summary>Texts for Warning headers.</summary>
    public List<string> Warnings { get; init; } = [];

    /// <summary>For admission webhooks; null for deletions they are not asked about.</summary>
    public Admission.AdmissionCaller? Caller { get; init; }
}

/// <param name="Object">The object as it is or last was.</param>
/// <param name="Gone">False while finalizers or a grace period keep it.</param>
internal sealed record DeleteOutcome(System.Text.Json.Nodes.JsonObject Object, bool Gone);
