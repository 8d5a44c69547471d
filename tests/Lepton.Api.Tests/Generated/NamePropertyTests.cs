using FsCheck;
using FsCheck.Fluent;
using Lepton.Kubernetes.Schema;

namespace Lepton.Api.Tests.Generated;

/// <summary>Laws that hold for all texts and spans.</summary>
public class NamePropertyTests
{
    private static readonly Gen<string> Word = Gen.Choose(0, 8).SelectMany(n => Gen.Elements("abcABC-10".ToCharArray()).ArrayOf(n)).Select(c => new string(c));

    private static void Check(Property property) => property.Check(Config.QuickThrowOnFailure.WithMaxTest(300).WithReplay(42, 7));

    [Fact]
    public void Distance_is_a_metric() => Check(Prop.ForAll(Word.Three().ToArbitrary(), words =>
    {
        var (a, b, c) = words;
        var ab = NearestName.Distance(a, b);
        return ab == NearestName.Distance(b, a) && (ab == 0) == (a == b) && NearestName.Distance(a, c) <= ab + NearestName.Distance(b, c);
    }));

    [Fact]
    public void A_known_name_is_its_own_nearest() => Check(Prop.ForAll(Word.NonEmptyListOf().ToArbitrary(), words => words.All(w => NearestName.Of(w, words) is { } nearest && nearest.Equals(w, StringComparison.OrdinalIgnoreCase))));

    [Fact]
    public void Spans_are_written_and_read_back() => Check(Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), milliseconds =>
    {
        var span = TimeSpan.FromMilliseconds(milliseconds);
        var duration = new Duration(span);
        return duration.IsValid && duration.ToTimeSpan() == span && new Duration(duration.Text) == duration;
    }));

    [Fact]
    public void No_text_upsets_a_duration() => Check(Prop.ForAll(ArbMap.Default.ArbFor<string>(), text => text is null || new Duration(text) is { IsValid: false } || new Duration(text).ToTimeSpan() >= TimeSpan.Zero));
}
