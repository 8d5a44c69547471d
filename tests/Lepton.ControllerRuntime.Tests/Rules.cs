namespace Lepton.ControllerRuntime.Tests;

/// <summary>The sections of the runtime rules; <c>[Trait(Rules.Key, Rules.X)]</c> leads from a rule to its tests.</summary>
internal static class Rules
{
    internal const string Key = "rule";
    internal const string Informer = "Informer";
    internal const string WorkQueue = "Work queue";
    internal const string Reconcile = "Reconcile";
    internal const string LeaderElection = "Leader election";
    internal const string Writes = "Writes";
    internal const string Events = "Events";
}
