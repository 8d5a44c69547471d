using System.Text;
using System.Text.RegularExpressions;
using Lepton.Kubernetes.Models;

namespace Lepton.ControllerRuntime.Events;

/// <summary>Makes the API objects, within the limits servers enforce.</summary>
internal sealed partial class EventFactory(EventRecorderOptions options, TimeProvider time)
{
    private const int LongestNote = 1024;
    private const int LongestWord = 128;
    private const int LongestName = 253;
    private long _last;

    internal Eventsv1Event Make(IKubernetesObject regarding, EventType type, string reason, string action, string note, IKubernetesObject? related)
    {
        var reference = Reference(regarding);
        return new()
        {
            // Events about cluster-scoped objects live in "default".
            Metadata = { Namespace = string.IsNullOrEmpty(reference.Namespace) ? "default" : reference.Namespace, Name = Name(reference.Name ?? "") },
            EventTime = time.GetUtcNow(),
            ReportingController = options.ReportingController,
            ReportingInstance = Cut(options.ReportingInstance, LongestWord),
            Type = type.ToString(),
            Reason = Cut(reason, LongestWord),
            Action = Cut(action, LongestWord),
            Note = Cut(note, LongestNote),
            Regarding = reference,
            Related = related is null ? null : Reference(related),
        };
    }

    private static V1ObjectReference Reference(IKubernetesObject value)
    {
        var definition = value.Kind is null || value.ApiVersion is null ? ResourceDefinition.Of(value.GetType()) : null;
        return new()
        {
            ApiVersion = value.ApiVersion ?? definition!.ApiVersion,
            Kind = value.Kind ?? definition!.Kind,
            Namespace = value.Metadata.Namespace,
            Name = value.Metadata.Name,
            Uid = value.Metadata.Uid,
            ResourceVersion = value.Metadata.ResourceVersion,
        };
    }

    [GeneratedRegex(@"\A[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Subdomain();

    /// <summary>The object's name and a number never used before.</summary>
    private string Name(string name)
    {
        long next, last;
        do
        {
            last = Interlocked.Read(ref _last);
            next = Math.Max(last + 1, (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks);
        }
        while (Interlocked.CompareExchange(ref _last, next, last) != last);

        var suffix = $".{next:x}";
        // Names of roles may be "system:node": events must be DNS names, and their objects stand in them anyway.
        if (!Subdomain().IsMatch(name))
            name = "event";
        return (name.Length + suffix.Length > LongestName ? name[..(LongestName - suffix.Length)].TrimEnd('.', '-') : name) + suffix;
    }

    /// <summary>At most so many bytes of UTF-8, never half a character.</summary>
    internal static string Cut(string text, int bytes)
    {
        if (Encoding.UTF8.GetByteCount(text) <= bytes)
            return text;
        var builder = new StringBuilder();
        var left = bytes;
        foreach (var rune in text.EnumerateRunes())
        {
            left -= rune.Utf8SequenceLength;
            if (left < 0)
                break;
            builder.Append(rune);
        }

        return builder.ToString();
    }
}
