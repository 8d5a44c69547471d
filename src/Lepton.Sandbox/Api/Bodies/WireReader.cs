using System.Buffers.Binary;
using System.Text;

namespace Lepton.Sandbox.Api.Bodies;

/// <summary>The fields of one protobuf message, one after the other (the encoding of protobuf.dev/programming-guides/encoding).</summary>
internal ref struct WireReader(ReadOnlySpan<byte> bytes)
{
    private const int Varint = 0;
    private const int Fixed64 = 1;
    private const int Delimited = 2;
    private const int Fixed32 = 5;

    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>The content of a length-delimited field.</summary>
    public ReadOnlySpan<byte> Bytes { get; private set; }

    /// <summary>The value of a number or boolean.</summary>
    public long Number { get; private set; }

    public readonly string Text => Encoding.UTF8.GetString(Bytes);

    /// <summary>Goes to the next field; false at the end.</summary>
    /// <exception cref="InvalidDataException">The message is cut short, or has a wire type that protobuf no longer uses.</exception>
    public bool Next(out int number)
    {
        number = 0;
        if (_rest.IsEmpty)
            return false;
        var tag = (ulong)ReadVarint();
        number = (int)(tag >> 3);
        switch ((int)(tag & 7))
        {
            case Varint:
                Number = ReadVarint();
                break;
            case Fixed64:
                Number = BinaryPrimitives.ReadInt64LittleEndian(Take(8));
                break;
            case Fixed32:
                Number = BinaryPrimitives.ReadInt32LittleEndian(Take(4));
                break;
            case Delimited:
                Bytes = Take(ReadVarint());
                break;
            default:
                throw new InvalidDataException($"unknown wire type {tag & 7}");
        }

        return true;
    }

    private long ReadVarint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var b = Take(1)[0];
            value |= (ulong)(b & 0x7f) << shift;
            if (b < 0x80)
                return (long)value;
        }

        throw new InvalidDataException("a number is longer than ten bytes");
    }

    private ReadOnlySpan<byte> Take(long count)
    {
        if (count < 0 || count > _rest.Length)
            throw new InvalidDataException("the message is cut short");
        var taken = _rest[..(int)count];
        _rest = _rest[(int)count..];
        return taken;
    }
}
