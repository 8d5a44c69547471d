using System.Globalization;
using System.Text;

namespace Lepton.Kubernetes.Http;

/// <summary>Appends parameters that have a value.</summary>
internal sealed class QueryBuilder(string path)
{
    private readonly StringBuilder _text = new(path);
    private bool _any;

    internal QueryBuilder Add(string name, string? value)
    {
        if (string.IsNullOrEmpty(value))
            return this;
        _text.Append(_any ? '&' : '?').Append(name).Append('=').Append(Uri.EscapeDataString(value));
        _any = true;
        return this;
    }

    internal QueryBuilder Add(string name, long? value) => Add(name, value?.ToString(CultureInfo.InvariantCulture));

    internal QueryBuilder Add(string name, bool value) => Add(name, value ? "true" : null);

    internal QueryBuilder Add(WriteOptions? options) => Add("fieldManager", options?.FieldManager)
        .Add("fieldValidation", options?.FieldValidation)
        .Add("dryRun", options is { DryRun: true } ? "All" : null);

    internal QueryBuilder AddSelection(ListOptions? options) => Add("labelSelector", options?.LabelSelector).Add("fieldSelector", options?.FieldSelector);

    public override string ToString() => _text.ToString();
}
