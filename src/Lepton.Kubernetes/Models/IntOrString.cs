using System.Globalization;
using System.Text.Json.Serialization;
using Lepton.Kubernetes.Serialization;

namespace Lepton.Kubernetes.Models;

/// <summary>A number, or a string such as <c>25%</c> or a port's name (apimachinery intstr).</summary>
[JsonConverter(typeof(IntOrStringConverter))]
public readonly record struct IntOrString
{
    private readonly string? _text;
    private readonly int _number;

    public IntOrString(int number) => _number = number;

    public IntOrString(string text) => _text = text;

    public bool IsString => _text is not null;

    /// <summary>The number; 0 when it is a string.</summary>
    public int Number => _number;

    /// <summary>The string; null when it is a number.</summary>
    public string? Text => _text;

    public static implicit operator IntOrString(int number) => new(number);

    public static implicit operator IntOrString(string text) => new(text);

    /// <summary>The number, or that percentage of <paramref name="total"/>, rounded as asked.</summary>
    /// <exception cref="FormatException">The string is no percentage.</exception>
    public int Scaled(int total, bool roundUp)
    {
        if (_text is null)
            return _number;
        if (!_text.EndsWith('%') || !int.TryParse(_text.AsSpan(0, _text.Length - 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var percent))
            throw new FormatException($"\"{_text}\" is neither a number nor a percentage such as 25%");
        var share = (double)percent * total / 100;
        return (int)(roundUp ? Math.Ceiling(share) : Math.Floor(share));
    }

    public override string ToString() => _text ?? _number.ToString(CultureInfo.InvariantCulture);
}
