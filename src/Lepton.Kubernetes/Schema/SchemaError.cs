namespace Lepton.Kubernetes.Schema;

/// <summary>One violation of a schema.</summary>
/// <param name="Path">Such as <c>spec.accelerators[0].name</c>; empty for the whole value.</param>
/// <param name="Found">What is there, as JSON; <c>nothing</c> when it is absent.</param>
/// <param name="Expected">What would be right, in words.</param>
public sealed record SchemaError(string Path, string Found, string Expected);
