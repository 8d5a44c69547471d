using System.Diagnostics;

namespace Lepton.Operator.Monitoring;

/// <summary>A change on its way to the members.</summary>
/// <param name="root">Its span, which ends with the last apply; null when it is not recorded.</param>
/// <param name="uid">Of the model.</param>
/// <param name="generation">Of the model's spec.</param>
/// <param name="since">When it was noticed.</param>
internal sealed class OpenChange(Activity? root, string? uid, long? generation, DateTimeOffset since)
{
    private int _applying;

    public DateTimeOffset Since => since;

    /// <summary>A plan was made that knows of it.</summary>
    public bool Planned { get; set; }

    /// <summary>What that plan decided was saved.</summary>
    public bool Saved { get; set; }

    /// <summary>Applies under way: it does not end before them.</summary>
    public int Applying => Volatile.Read(ref _applying);

    /// <summary>An apply begins (1) or has ended (-1).</summary>
    public void Count(int applies) => Interlocked.Add(ref _applying, applies);

    public bool IsOf(string? otherUid, long? otherGeneration) => uid == otherUid && generation == otherGeneration;

    /// <summary>A part of it; null when it is not recorded.</summary>
    public Activity? Part(string name, DateTimeOffset startTime = default, IEnumerable<ActivityLink>? links = null) =>
        root is null ? null : OperatorTraces.Source.StartActivity(name, ActivityKind.Internal, root.Context, links: links, startTime: startTime);

    /// <summary>Ends once, whoever is first.</summary>
    public void End(string outcome, bool ok)
    {
        if (root is null)
            return;
        lock (root)
        {
            if (root.IsStopped)
                return;
            root.SetTag("lepton.outcome", outcome);
            if (!ok)
                root.SetStatus(ActivityStatusCode.Error, outcome);
            // To stop a span is to make the one before it current, where it began: not here.
            var around = Activity.Current;
            root.Stop();
            Activity.Current = around;
        }
    }
}
