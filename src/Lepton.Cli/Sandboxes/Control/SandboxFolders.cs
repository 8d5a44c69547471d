using System.Net.Sockets;
using System.Text.Json;

namespace Lepton.Cli.Sandboxes.Control;

/// <summary>Where running sandboxes are found: each has a folder of its own in the temporary directory, with its name and a socket in it.</summary>
internal static class SandboxFolders
{
    public const string Prefix = "lepton-sandbox-";
    public const string DefaultName = "default";

    private const string NameFile = "name";

    public static string Socket(string folder) => Path.Combine(folder, "control.sock");

    /// <summary>Claims a name for a sandbox that starts; folders that were left behind by one that was killed are removed on the way.</summary>
    /// <exception cref="InvalidOperationException">One of that name runs already.</exception>
    public static async Task ClaimAsync(string folder, string name)
    {
        foreach (var (other, its) in Named())
        {
            if (its != name || other == folder)
                continue;
            if (await AnswersAsync(other))
                throw new InvalidOperationException($"a sandbox named \"{name}\" runs already (folder {other}): end it with 'lepton sandbox down --name {name}' or give this one another name with --name");
            Directory.Delete(other, recursive: true);
        }

        await File.WriteAllTextAsync(Path.Combine(folder, NameFile), name);
    }

    /// <summary>The folder of the running sandbox of that name; null takes the only one there is.</summary>
    /// <exception cref="InvalidOperationException">There is none, or more than one and no name.</exception>
    public static async Task<string> FindAsync(string? name)
    {
        var running = new List<(string Folder, string Name)>();
        foreach (var candidate in Named())
        {
            if (await AnswersAsync(candidate.Folder))
                running.Add(candidate);
        }

        var names = string.Join(", ", running.Select(r => r.Name).Order(StringComparer.Ordinal));
        var found = name is null ? running : running.Where(r => r.Name == name).ToList();
        return found.Count switch
        {
            1 => found[0].Folder,
            0 when running.Count == 0 => throw new InvalidOperationException("no sandbox runs: start one with 'lepton sandbox up'"),
            0 => throw new InvalidOperationException($"--name: no sandbox named \"{name}\" runs; running: {names}"),
            _ => throw new InvalidOperationException($"several sandboxes run; choose one with --name: {names}"),
        };
    }

    /// <exception cref="InvalidOperationException">The sandbox refused, with its own words.</exception>
    /// <exception cref="IOException">It ended while it was asked.</exception>
    public static async Task<IReadOnlyList<string>> AskAsync(string folder, ControlRequest request, CancellationToken cancellationToken)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(Socket(folder)), cancellationToken);
        await using var stream = new NetworkStream(socket);
        await using var writer = new StreamWriter(stream) { AutoFlush = true };
        using var reader = new StreamReader(stream);
        await writer.WriteLineAsync(JsonSerializer.Serialize(request, ControlJson.Default.ControlRequest).AsMemory(), cancellationToken);
        var line = await reader.ReadLineAsync(cancellationToken) ?? throw new IOException("the sandbox ended before it answered");
        var response = JsonSerializer.Deserialize(line, ControlJson.Default.ControlResponse)!;
        return response.Error is null ? response.Lines : throw new InvalidOperationException(response.Error);
    }

    private static IEnumerable<(string Folder, string Name)> Named() => Directory.EnumerateDirectories(Path.GetTempPath(), Prefix + "*")
        .Order(StringComparer.Ordinal).Select(folder => (folder, Name: ReadName(folder))).Where(entry => entry.Name is not null).Select(entry => (entry.folder, entry.Name!));

    /// <summary>Null when the folder is another user's, or has no name yet.</summary>
    private static string? ReadName(string folder)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, NameFile));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static async Task<bool> AnswersAsync(string folder)
    {
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(Socket(folder)));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
