namespace Lepton.ControllerRuntime.LeaderElection;

/// <summary>Another process leads.</summary>
public sealed class LeaderChangedEventArgs(string leader) : EventArgs
{
    /// <summary>Its identity; empty: nobody.</summary>
    public string Leader { get; } = leader;
}
