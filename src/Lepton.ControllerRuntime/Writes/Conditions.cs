using Lepton.Kubernetes.Models;

namespace Lepton.ControllerRuntime.Writes;

/// <summary>Conditions as the API conventions want them: one per type, and <c>lastTransitionTime</c> moves only with <c>status</c>.</summary>
public static class Conditions
{
    public const string True = "True";
    public const string False = "False";
    public const string Unknown = "Unknown";

    /// <summary>Most characters the schema of a condition's message takes.</summary>
    private const int LongestMessage = 32768;

    public static V1Condition? Find(IEnumerable<V1Condition>? conditions, string type) => conditions?.FirstOrDefault(c => c.Type == type);

    /// <summary>There is such a condition and it is True.</summary>
    public static bool IsTrue(IEnumerable<V1Condition>? conditions, string type) => Find(conditions, type)?.Status == True;

    /// <summary>There is such a condition and it is False.</summary>
    public static bool IsFalse(IEnumerable<V1Condition>? conditions, string type) => Find(conditions, type)?.Status == False;

    /// <summary>Sets a condition in place, or adds it. True when anything changed.</summary>
    /// <param name="conditions">The list to change; objects in it are replaced, not changed.</param>
    /// <param name="type">What is observed.</param>
    /// <param name="status">True, False; null is Unknown.</param>
    /// <param name="reason">CamelCase, for programs.</param>
    /// <param name="message">For people; cut when too long for the schema.</param>
    /// <param name="observedGeneration">The generation the observation is about.</param>
    /// <param name="now">The time of a change of status; written in whole seconds.</param>
    public static bool Set(IList<V1Condition> conditions, string type, bool? status, string reason, string message, long? observedGeneration, DateTimeOffset now)
    {
        var index = IndexOf(conditions, type);
        var before = index < 0 ? null : conditions[index];
        var text = status switch { true => True, false => False, null => Unknown };
        var next = new V1Condition
        {
            Type = type,
            Status = text,
            Reason = reason,
            Message = message.Length > LongestMessage ? message[..LongestMessage] : message,
            ObservedGeneration = observedGeneration,
            LastTransitionTime = before?.Status == text && before.LastTransitionTime is not null ? before.LastTransitionTime : WholeSeconds(now),
        };
        if (before is not null && IsSame(before, next))
            return false;
        if (index < 0)
            conditions.Add(next);
        else
            conditions[index] = next;
        return true;
    }

    /// <summary>True when there was such a condition.</summary>
    public static bool Remove(IList<V1Condition> conditions, string type)
    {
        var index = IndexOf(conditions, type);
        if (index >= 0)
            conditions.RemoveAt(index);
        return index >= 0;
    }

    private static int IndexOf(IList<V1Condition> conditions, string type)
    {
        for (var i = 0; i < conditions.Count; i++)
        {
            if (conditions[i].Type == type)
                return i;
        }

        return -1;
    }

    private static bool IsSame(V1Condition a, V1Condition b) =>
        (a.Status, a.Reason, a.Message, a.ObservedGeneration, a.LastTransitionTime) == (b.Status, b.Reason, b.Message, b.ObservedGeneration, b.LastTransitionTime);

    /// <summary>A time as statuses hold it, in UTC. The API has no fractions of seconds there: with one, what is read back would never equal what was set.</summary>
    public static DateTimeOffset WholeSeconds(DateTimeOffset time) => new(time.UtcTicks - time.UtcTicks % TimeSpan.TicksPerSecond, TimeSpan.Zero);
}
