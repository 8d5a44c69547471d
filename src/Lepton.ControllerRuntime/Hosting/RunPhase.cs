namespace Lepton.ControllerRuntime.Hosting;

/// <summary>When something starts. Each phase starts when the one before is ready; they stop in the opposite order.</summary>
public enum RunPhase
{
    /// <summary>Health and metrics.</summary>
    Servers,

    Webhooks,

    /// <summary>Informers: the next phase starts when they have synced.</summary>
    Caches,

    /// <summary>What every replica does.</summary>
    Others,

    /// <summary>What only the leader does.</summary>
    LeaderWork,
}
