using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Lepton.Operator.State;

/// <summary>A SHA-256 over text as it comes: of a large fleet there are hundreds of kilobytes each time, and none of it is kept.</summary>
internal sealed class Fingerprint : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly char[] _piece = new char[2048];
    private int _length;

    public Fingerprint Append(ReadOnlySpan<char> text)
    {
        if (text.Length > _piece.Length - _length)
            Flush();
        if (text.Length > _piece.Length)
        {
            _hash.AppendData(MemoryMarshal.AsBytes(text));
            return this;
        }

        text.CopyTo(_piece.AsSpan(_length));
        _length += text.Length;
        return this;
    }

    public Fingerprint Append(string? text) => Append(text.AsSpan());

    public Fingerprint Append(char letter) => Append(new ReadOnlySpan<char>(in letter));

    public Fingerprint Append<T>(T? value) where T : struct, ISpanFormattable => value is { } known ? Append(known) : this;

    public Fingerprint Append<T>(T value) where T : struct, ISpanFormattable
    {
        Span<char> text = stackalloc char[64];
        return value.TryFormat(text, out var length, default, CultureInfo.InvariantCulture) ? Append(text[..length]) : Append(value.ToString(null, CultureInfo.InvariantCulture));
    }

    /// <summary>The fingerprint in hexadecimal; nothing can be appended to it.</summary>
    public string Finish()
    {
        Flush();
        return Convert.ToHexString(_hash.GetHashAndReset());
    }

    public void Dispose() => _hash.Dispose();

    private void Flush()
    {
        _hash.AppendData(MemoryMarshal.AsBytes(_piece.AsSpan(0, _length)));
        _length = 0;
    }
}
