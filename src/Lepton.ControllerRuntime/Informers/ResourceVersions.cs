namespace Lepton.ControllerRuntime.Informers;

/// <summary>The resourceVersion a reflector has reached, and which one to ask for next.</summary>
internal sealed class ResourceVersions
{
    /// <summary>The server could not serve <see cref="Last"/>, and nothing was listed since.</summary>
    internal bool IsUnusable { get; private set; }

    /// <summary>Empty before the first list.</summary>
    internal string Last { get; private set; } = "";

    /// <summary>For a list: "0" (any, from the server's cache) at first, then the last one; null (the newest) when the server could not serve that.</summary>
    internal string? ForList => IsUnusable ? null : Last.Length == 0 ? "0" : Last;

    /// <summary>For a streaming list: null (the newest) at first.</summary>
    internal string? ForStreamingList => IsUnusable || Last.Length == 0 ? null : Last;

    /// <summary>Something was read at this version. Empty ones are ignored.</summary>
    internal void Reached(string? version)
    {
        if (!string.IsNullOrEmpty(version))
            Last = version;
    }

    /// <summary>A complete list was read at this version.</summary>
    internal void Listed(string? version)
    {
        IsUnusable = false;
        Last = version ?? "";
    }

    internal void MarkUnusable() => IsUnusable = true;
}
