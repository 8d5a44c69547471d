using System.Globalization;

namespace Lepton.Cli.Sandboxes.Control;

/// <summary>Says which process listens on a port, as far as this user may see (Linux, by /proc).</summary>
internal static class PortOwner
{
    private const string Listening = "0A";

    /// <summary>A phrase such as <c>process 123 (lepton)</c>; null when nobody is found.</summary>
    public static string? Find(int port)
    {
        var inodes = new[] { "/proc/net/tcp", "/proc/net/tcp6" }.Where(File.Exists).SelectMany(file => Inodes(File.ReadLines(file), port)).Select(inode => $"socket:[{inode}]").ToHashSet(StringComparer.Ordinal);
        if (inodes.Count == 0)
            return null;
        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(folder => int.TryParse(Path.GetFileName(folder), out _)))
        {
            if (Holds(folder, inodes))
                return $"process {Path.GetFileName(folder)} ({File.ReadAllText(Path.Combine(folder, "comm")).Trim()})";
        }

        return "a process of another user";
    }

    /// <summary>Inodes of the sockets that listen on a port, from the lines of /proc/net/tcp (proc(5)).</summary>
    internal static IEnumerable<string> Inodes(IEnumerable<string> lines, int port)
    {
        var hex = port.ToString("X4", CultureInfo.InvariantCulture);
        return lines.Skip(1).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(cells => cells.Length > 9 && cells[3] == Listening && cells[1].EndsWith(":" + hex, StringComparison.Ordinal)).Select(cells => cells[9]);
    }

    private static bool Holds(string folder, HashSet<string> inodes)
    {
        try
        {
            return Directory.EnumerateFileSystemEntries(Path.Combine(folder, "fd")).Any(file => new FileInfo(file).LinkTarget is { } target && inodes.Contains(target));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // Another user's, or gone meanwhile.
        }
    }
}
