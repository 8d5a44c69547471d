namespace Lepton.Sandbox.Cel.Evaluation;

/// <summary>A variable of a comprehension, and those around it.</summary>
internal sealed class Scope(string name, object? value, Scope? outer)
{
    public object? Value { get; set; } = value;

    public Scope? Find(string wanted)
    {
        for (var scope = this; scope is not null; scope = scope.Outer)
        {
            if (scope.Name == wanted)
                return scope;
        }

        return null;
    }

    private string Name { get; } = name;

    private Scope? Outer { get; } = outer;
}
