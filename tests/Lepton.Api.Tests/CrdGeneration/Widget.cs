using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Lepton.Kubernetes.Models;
using Lepton.Kubernetes.Schema;

namespace Lepton.Api.Tests.CrdGeneration;

/// <summary>A kind that uses every feature of the generator.</summary>
[KubernetesEntity(Group = "example.com", ApiVersion = "v1", Kind = "Widget", PluralName = "widgets")]
[ResourceNames(ShortNames = ["wd", "wg"], Categories = ["all"], Singular = "wdgt")]
[PrinterColumn("Size", "integer", ".spec.size", Description = "How big.", Format = "int32", Priority = 1)]
[PrinterColumn("Age", "date", ".metadata.creationTimestamp")]
[ScaleSubresource(".spec.size", ".status.size", LabelSelectorPath = ".status.selector")]
[ValidationRule("self.spec.size < 100", Message = "too big", FieldPath = ".spec.size", Reason = "FieldValueInvalid")]
[Description("Widget is a widget.")]
public sealed class Widget : KubernetesObject, ISpec<WidgetSpec>, IStatus<WidgetStatus>
{
    [Description("What is wanted.")]
    public WidgetSpec Spec { get; set; } = new();

    [Description("What is.")]
    public WidgetStatus? Status { get; set; }
}

public enum Colour
{
    [Description("Like the sky.")]
    Blue,

    [Description("Like grass.")]
    Green,
}

[ValidationRule("has(self.name)", MessageExpression = "'size %d'.format([self.size])", OptionalOldSelf = true)]
public sealed class WidgetSpec
{
    [Minimum(1), Maximum(10, Exclusive = true)]
    [Description("Size.")]
    public int Size { get; set; }

    [Length(2, 8), Pattern("^[a-z]+$")]
    [Description("Name.")]
    public string? Name { get; set; }

    [Default, Description("Colour.")]
    public Colour Colour { get; set; } = Colour.Green;

    [Default, Description("Ratio.")]
    public double Ratio { get; set; } = 0.5;

    [Default, Description("Nested.")]
    public Part Nested { get; set; } = new();

    [ListMap("key", "side"), Count(1, 5), Description("Parts.")]
    public List<Part>? Parts { get; set; }

    [ListSet, Count(3), Length(4), Description("Tags.")]
    public List<string>? Tags { get; set; }

    [Description("Numbers.")]
    public List<long>? Numbers { get; set; }

    [Count(7), Minimum(0), Description("Weights.")]
    public Dictionary<string, double>? Weights { get; set; }

    [Description("Amount.")]
    public Quantity? Amount { get; set; }

    [Description("Port.")]
    public IntOrString? Port { get; set; }

    [Description("When.")]
    public DateTimeOffset? When { get; set; }

    [PreserveUnknownFields, Description("Anything.")]
    public JsonObject? Anything { get; set; }

    [EmbeddedResource, PreserveUnknownFields, Description("A whole object.")]
    public JsonObject? Template { get; set; }

    [NullableField, Description("May be null.")]
    public bool? Maybe { get; set; }

    [JsonPropertyName("x-odd"), Description("Odd name.")]
    public string? Odd { get; set; }

    [JsonIgnore]
    public string? Ignored { get; set; }

    [Atomic, Description("Selector.")]
    public V1LabelSelector? Selector { get; set; }

    [ListMap("name"), PreserveUnknownFields, Description("Volumes.")]
    public List<V1Volume>? Volumes { get; set; }

    [ValidationRule("self == oldSelf", Message = "fixed"), Description("Fixed.")]
    public string? Fixed { get; set; }
}

public sealed class Part
{
    [Description("Key.")]
    public string Key { get; set; } = "";

    [Default, Description("Side.")]
    public string Side { get; set; } = "left";
}

public sealed class WidgetStatus
{
    [Optional, Description("Size.")]
    public int Size { get; set; }

    [ListMap("type"), Description("Conditions.")]
    public List<V1Condition>? Conditions { get; set; }
}
