namespace Lepton.Testing.Fakes;

/// <summary>What goes wrong with a request.</summary>
public sealed record FakeFault
{
    /// <summary>Nothing is answered until the client gives up.</summary>
    public static FakeFault Hang { get; } = new() { Hangs = true };

    /// <summary>A watch is accepted, and then nothing comes.</summary>
    public static FakeFault HangAfterHeaders { get; } = new() { Hangs = true, Opens = true };

    /// <summary>A watch is accepted and closed at once.</summary>
    public static FakeFault Close { get; } = new() { Opens = true };

    public Exception? Error { get; private init; }

    public bool Hangs { get; private init; }

    public bool Opens { get; private init; }

    /// <summary>The request fails with this error.</summary>
    public static FakeFault Fail(Exception error) => new() { Error = error };

    /// <summary>The server accepts the watch and then sends this error.</summary>
    public static FakeFault FailAfterHeaders(Exception error) => new() { Error = error, Opens = true };
}
