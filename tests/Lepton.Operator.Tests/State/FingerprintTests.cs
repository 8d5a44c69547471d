using Lepton.Operator.State;

namespace Lepton.Operator.Tests.State;

public sealed class FingerprintTests
{
    private static string Of(params string[] pieces)
    {
        using var text = new Fingerprint();
        foreach (var piece in pieces)
            text.Append(piece);
        return text.Finish();
    }

    [Fact]
    public void Pieces_do_not_matter_only_the_text_does()
    {
        var text = string.Concat(Enumerable.Range(0, 3000).Select(i => $"{i},"));
        for (var seed = 0; seed < 50; seed++)
        {
            var random = new Random(seed);
            var pieces = new List<string>();
            for (var at = 0; at < text.Length;)
            {
                var length = Math.Min(text.Length - at, random.Next(1, seed % 2 == 0 ? 40 : 6000));
                pieces.Add(text.Substring(at, length));
                at += length;
            }

            Assert.Equal(Of(text), Of([.. pieces]));
        }
    }

    [Fact]
    public void Another_last_letter_is_another_fingerprint() => Assert.NotEqual(Of(new string('a', 5000) + "b"), Of(new string('a', 5000) + "c"));

    [Fact]
    public void Numbers_are_their_text_in_any_culture()
    {
        using var text = new Fingerprint();
        Assert.Equal(Of("1.5-3x7"), text.Append(1.5).Append(-3).Append('x').Append((long?)7).Append((long?)null).Finish());
    }
}
