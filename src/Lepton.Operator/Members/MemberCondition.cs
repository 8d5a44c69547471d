using Lepton.ControllerRuntime.Connectivity;
using Lepton.Operator.State;

namespace Lepton.Operator.Members;

/// <summary>How a member is, from the checks of its server and from whether its caches follow it. Not thread-safe.</summary>
internal sealed class MemberCondition(Uri address, DateTimeOffset now)
{
    private DateTimeOffset? _failingSince;

    public MemberHealth Health { get; private set; } = MemberHealth.Unknown;

    /// <summary>Since when; an unreachable member since the first check that failed.</summary>
    public DateTimeOffset Since { get; private set; } = now;

    /// <summary>It was found well at the first look and has been since: for how long before that is not known.</summary>
    public bool IsFirst { get; private set; }

    /// <summary>The last check's failure; null when it went well.</summary>
    public MemberFailure? Failure { get; private set; }

    /// <param name="follows">Everything was read and is watched.</param>
    /// <returns>Whether <see cref="Health"/> changed.</returns>
    public bool Judge(ApiServerHealth server, bool follows, DateTimeOffset at)
    {
        var failing = server.ConsecutiveFailures > 0;
        Failure = failing && server.LastError is { } error ? MemberFailure.Of(error, address) : null;
        _failingSince = failing ? _failingSince ?? at : null;
        var next = Next(server, follows);
        if (next == Health)
            return false;
        IsFirst = Health == MemberHealth.Unknown && next == MemberHealth.Healthy;
        (Health, Since) = (next, next == MemberHealth.Unreachable ? _failingSince ?? at : at);
        return true;
    }

    private MemberHealth Next(ApiServerHealth server, bool follows)
    {
        if (Failure is not null)
            return server.IsReachable != false ? Health : Failure.NeedsPerson ? MemberHealth.Misconfigured : MemberHealth.Unreachable;
        // Alive is not enough: what is there must have been read anew, or its objects would be judged by an old picture.
        return server.IsReachable == true && follows ? MemberHealth.Healthy : Health;
    }
}
