using System.Buffers.Binary;
using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace Lepton.Operator.Dashboard.Access;

/// <summary>
/// Browsers that logged in. The cookie holds the token, sealed with a key that all replicas share, so that any of them answers: browsers send cookies to every port of a host, and whatever
/// else is forwarded to the same machine cannot read it.
/// </summary>
internal sealed class Sessions(SessionKeys keys, TimeSpan lifetime, TimeProvider time)
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int HeadBytes = NonceBytes + TagBytes;
    private const int EndBytes = sizeof(long);
    private const int Most = 4096;

    /// <summary>What was closed here, until it would have ended anyway.</summary>
    private readonly ConcurrentDictionary<string, DateTimeOffset> _closed = new(StringComparer.Ordinal);

    /// <returns>What the cookie is to hold.</returns>
    public string Open(string token)
    {
        var plain = new byte[EndBytes + Encoding.UTF8.GetByteCount(token)];
        BinaryPrimitives.WriteInt64BigEndian(plain, (time.GetUtcNow() + lifetime).ToUnixTimeMilliseconds());
        Encoding.UTF8.GetBytes(token, plain.AsSpan(EndBytes));
        var sealedBytes = new byte[HeadBytes + plain.Length];
        RandomNumberGenerator.Fill(sealedBytes.AsSpan(0, NonceBytes));
        using var aes = new AesGcm(keys.All[0], TagBytes);
        aes.Encrypt(sealedBytes.AsSpan(0, NonceBytes), plain, sealedBytes.AsSpan(HeadBytes), sealedBytes.AsSpan(NonceBytes, TagBytes));
        return Base64Url.EncodeToString(sealedBytes);
    }

    /// <returns>Null when no replica sealed it, or it has ended.</returns>
    public string? TokenOf(string cookie)
    {
        if (Unseal(cookie) is not { } plain)
            return null;
        var end = DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64BigEndian(plain));
        return end > time.GetUtcNow() && !_closed.ContainsKey(cookie) ? Encoding.UTF8.GetString(plain.AsSpan(EndBytes)) : null;
    }

    /// <summary>The browser is told to forget it; who copied it can still use it with another replica until it ends.</summary>
    public void Close(string cookie)
    {
        var now = time.GetUtcNow();
        foreach (var ended in _closed.Where(c => c.Value <= now))
            _closed.TryRemove(ended);
        if (_closed.Count < Most && TokenOf(cookie) is not null)
            _closed[cookie] = now + lifetime;
    }

    private byte[]? Unseal(string cookie)
    {
        if (!Base64Url.IsValid(cookie))
            return null;
        var sealedBytes = Base64Url.DecodeFromChars(cookie);
        if (sealedBytes.Length < HeadBytes + EndBytes)
            return null;
        var plain = new byte[sealedBytes.Length - HeadBytes];
        foreach (var key in keys.All)
        {
            using var aes = new AesGcm(key, TagBytes);
            try
            {
                aes.Decrypt(sealedBytes.AsSpan(0, NonceBytes), sealedBytes.AsSpan(HeadBytes), sealedBytes.AsSpan(NonceBytes, TagBytes), plain);
                return plain;
            }
            catch (AuthenticationTagMismatchException)
            {
                // Sealed with another key, or by somebody else.
            }
        }

        return null;
    }
}
