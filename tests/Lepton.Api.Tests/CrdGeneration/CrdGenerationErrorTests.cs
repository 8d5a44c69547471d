using Lepton.ControllerRuntime.CrdGeneration;
using Lepton.Kubernetes.Models;
using Lepton.Kubernetes.Schema;

namespace Lepton.Api.Tests.CrdGeneration;

/// <summary>Types that cannot become a schema are refused with type, property and what would be right.</summary>
public class CrdGenerationErrorTests
{
    [KubernetesEntity(Group = "example.com", ApiVersion = "v1", Kind = "Bad", PluralName = "bads")]
    private sealed class Bad<T> : KubernetesObject
    {
        public T? Spec { get; set; }
    }

    private sealed class Recursive
    {
        public List<Recursive>? Children { get; set; }
    }

    private sealed class Unsupported
    {
        public Version? Version { get; set; }
    }

    private sealed class KeyMissing
    {
        [ListMap("name")]
        public List<Item>? Items { get; set; }
    }

    private sealed class KeyOptional
    {
        [ListMap("label")]
        public List<Item>? Items { get; set; }
    }

    private sealed class Item
    {
        public string? Label { get; set; }
    }

    private sealed class DefaultOfNothing
    {
        [Default]
        public string? Text { get; set; }
    }

    private sealed class CountOfNumber
    {
        [Count(3)]
        public int Number { get; set; }
    }

    private sealed class ListTypeOfText
    {
        [ListSet]
        public string? Text { get; set; }
    }

    [Theory]
    [InlineData(typeof(Bad<Recursive>), "Recursive contains itself")]
    [InlineData(typeof(Bad<Unsupported>), "Unsupported.Version has type Version")]
    [InlineData(typeof(Bad<KeyMissing>), "KeyMissing.Items is a list by key \"name\"")]
    [InlineData(typeof(Bad<KeyOptional>), "KeyOptional.Items is a list by key \"label\"")]
    [InlineData(typeof(Bad<DefaultOfNothing>), "DefaultOfNothing.Text has [Default], but its initializer gives null")]
    [InlineData(typeof(Bad<CountOfNumber>), "CountOfNumber.Number has [Count] but is neither a list nor a map")]
    [InlineData(typeof(Bad<ListTypeOfText>), "ListTypeOfText.Text has a list type but is no list")]
    [InlineData(typeof(Item), "has no [KubernetesEntity] attribute")]
    public void What_is_wrong_is_named(Type type, string message) =>
        Assert.Contains(message, Assert.Throws<CrdGenerationException>(() => CrdGenerator.Generate(type)).Message, StringComparison.Ordinal);

    [Fact]
    public void Versions_must_be_of_one_kind()
    {
        Assert.Contains("is not a version of", Assert.Throws<CrdGenerationException>(() => CrdGenerator.Generate(typeof(Widget), typeof(Bad<Item>))).Message, StringComparison.Ordinal);
        Assert.Throws<CrdGenerationException>(() => CrdGenerator.Generate());
    }
}
