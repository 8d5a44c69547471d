using Lepton.Sandbox.Hosting;

namespace Lepton.EndToEnd.Leadership;

/// <summary>A request that changed something in a member, or may have.</summary>
/// <param name="UserAgent">Whose it was.</param>
/// <param name="Received">When it had come, by the system's monotonic clock (<see cref="TimeProvider.GetTimestamp"/>).</param>
/// <param name="Answered">When all was said.</param>
internal readonly record struct MemberWrite(string UserAgent, long Received, long Answered)
{
    public static MemberWrite Of(ApiCall call) => new(call.UserAgent, call.Received, call.Answered);
}
