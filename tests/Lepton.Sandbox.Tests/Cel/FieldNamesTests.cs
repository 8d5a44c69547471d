using FsCheck;
using FsCheck.Fluent;
using Lepton.Sandbox.Cel.Schemas;

namespace Lepton.Sandbox.Tests.Cel;

/// <summary>Names of fields as expressions write them.</summary>
public sealed class FieldNamesTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a-b.c/d", "a__dash__b__dot__c__slash__d")]
    [InlineData("a__b", "a__underscores__b")]
    [InlineData("a___b", "a__underscores___b")]
    [InlineData("_x", "_x")]
    [InlineData("namespace", "__namespace__")]
    [InlineData("namespaces", "namespaces")]
    [InlineData("1a", null)]
    [InlineData("", null)]
    [InlineData("a!", null)]
    [InlineData("é", null)]
    public void Escaping(string name, string? escaped) => Assert.Equal(escaped, FieldNames.Escape(name));

    [Theory]
    [InlineData("a__dash__b", "a-b")]
    [InlineData("__in__", "in")]
    [InlineData("x__in__", null)]
    [InlineData("__nosuch__", null)]
    [InlineData("plain", "plain")]
    public void Unescaping(string escaped, string? name) => Assert.Equal(name, FieldNames.Unescape(escaped));

    [Fact]
    public void Every_name_that_can_be_escaped_comes_back() =>
        Prop.ForAll(Gen.Elements("a", "b", "_", "-", ".", "/", "dash", "in", "Z9").ListOf().Select(parts => string.Concat(parts)).ToArbitrary(), name =>
            FieldNames.Escape(name) is not { } escaped || FieldNames.Unescape(escaped) == name).Check(Config.QuickThrowOnFailure.WithMaxTest(500).WithReplay(3, 5));
}
