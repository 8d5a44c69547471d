namespace Lepton.Kubernetes.Schema;

/// <summary>A CEL rule the API server checks (x-kubernetes-validations). <c>self</c> is the object or field that carries it; a rule that names <c>oldSelf</c> is checked on updates.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Property, AllowMultiple = true, Inherited = false)]
public sealed class ValidationRuleAttribute(string rule) : Attribute
{
    public string Rule { get; } = rule;

    /// <summary>What would be right, in words.</summary>
    public string? Message { get; init; }

    /// <summary>CEL that makes the message. Use <c>'%d'.format([...])</c>: <c>string(int)</c> exceeds the server's cost budget.</summary>
    public string? MessageExpression { get; init; }

    /// <summary>FieldValueInvalid (the default), FieldValueForbidden, FieldValueRequired or FieldValueDuplicate.</summary>
    public string? Reason { get; init; }

    /// <summary>The field to blame, relative to self, such as <c>.replicas</c>.</summary>
    public string? FieldPath { get; init; }

    /// <summary>A transition rule that is also checked when there was no old value (<c>oldSelf</c> is then an optional).</summary>
    public bool OptionalOldSelf { get; init; }
}
