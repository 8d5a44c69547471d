namespace Lepton.Sandbox.Api.Auth;

/// <summary>Whether someone may do something.</summary>
/// <param name="Reason">Which binding allows it; nothing for members of system:masters.</param>
internal readonly record struct AccessDecision(bool Allowed, string Reason)
{
    public static AccessDecision No { get; } = new(false, "");

    public static AccessDecision Yes { get; } = new(true, "");
}
