namespace Lepton.ControllerRuntime.CrdGeneration;

/// <summary>A C# type cannot become a schema. The message names the type, the property, what was found and what would be right.</summary>
public sealed class CrdGenerationException(string message) : Exception(message);
