namespace Lepton.Sandbox.Registry;

/// <summary>Names and uids that nobody chose: random, but the same for the same seed.</summary>
internal sealed class Identities(int seed)
{
    /// <summary>The alphabet of generated names: without vowels, so that no words come out.</summary>
    private const string Alphabet = "bcdfghjklmnpqrstvwxz2456789";
    private const int SuffixLength = 5;
    private const int MaxGeneratedName = 63;
    private readonly Random _random = new(seed);
    private readonly Lock _gate = new();

    public string Uid()
    {
        Span<byte> bytes = stackalloc byte[16];
        lock (_gate)
            _random.NextBytes(bytes);
        bytes[7] = (byte)((bytes[7] & 0x0f) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes).ToString();
    }

    /// <summary>A name for a generateName: the prefix, cut so that the whole stays within a DNS label, and five characters.</summary>
    public string Name(string prefix) => string.Concat(prefix.AsSpan(0, Math.Min(prefix.Length, MaxGeneratedName - SuffixLength)), Suffix());

    public int Next(int exclusiveMax)
    {
        lock (_gate)
            return _random.Next(exclusiveMax);
    }

    private string Suffix()
    {
        Span<char> suffix = stackalloc char[SuffixLength];
        lock (_gate)
        {
            foreach (ref var c in suffix)
                c = Alphabet[_random.Next(Alphabet.Length)];
        }

        return new string(suffix);
    }
}
