using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Lepton.Operator.Dashboard.Access;

/// <summary>
/// Browsers that logged in. The token stays in this process' memory and the cookie holds a random name for it: browsers send cookies to every port of a host, so that a token in one would
/// reach whatever else is forwarded to the same machine.
/// </summary>
internal sealed class Sessions(TimeSpan lifetime, TimeProvider time)
{
    private const int Most = 1024;
    private const int NameBytes = 32;
    private readonly ConcurrentDictionary<string, (string Token, DateTimeOffset Until)> _open = new(StringComparer.Ordinal);

    public int Count => _open.Count;

    /// <returns>The name of the new session.</returns>
    public string Open(string token)
    {
        var now = time.GetUtcNow();
        foreach (var ended in _open.Where(s => s.Value.Until <= now))
            _open.TryRemove(ended);
        if (_open.Count >= Most)
            _open.TryRemove(_open.MinBy(s => s.Value.Until));
        var name = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(NameBytes));
        _open[name] = (token, now + lifetime);
        return name;
    }

    /// <returns>Null when there is no such session, or it has ended.</returns>
    public string? TokenOf(string name)
    {
        if (!_open.TryGetValue(name, out var session))
            return null;
        if (session.Until > time.GetUtcNow())
            return session.Token;
        Close(name);
        return null;
    }

    public void Close(string name) => _open.TryRemove(name, out _);
}
