using System.Reflection;

namespace Lepton.Kubernetes.Tests.Http;

/// <summary>How many callbacks a token source holds. .NET does not say so publicly, and what a source that lives on collects shows nowhere else until memory is short.</summary>
internal static class Registrations
{
    private const BindingFlags Any = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    /// <exception cref="MissingFieldException">This .NET keeps them elsewhere: look where, and read them there.</exception>
    public static int Of(CancellationTokenSource source)
    {
        if (Read(typeof(CancellationTokenSource), "_registrations", source) is not { } registrations)
            return 0;
        var count = 0;
        for (var node = Read(registrations.GetType(), "Callbacks", registrations); node is not null; node = Read(node.GetType(), "Next", node))
            count++;
        return count;
    }

    private static object? Read(Type type, string field, object value) =>
        (type.GetField(field, Any) ?? throw new MissingFieldException(type.FullName, field)).GetValue(value);
}
