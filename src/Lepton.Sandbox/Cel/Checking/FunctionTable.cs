using Lepton.Sandbox.Cel.Types;

namespace Lepton.Sandbox.Cel.Checking;

/// <summary>Functions by name, each with its overloads in the order they were declared.</summary>
internal sealed class FunctionTable
{
    private readonly Dictionary<string, List<Overload>> _functions = new(StringComparer.Ordinal);

    public IReadOnlyList<Overload>? Find(string name) => _functions.GetValueOrDefault(name);

    /// <summary>Declares a function: types are written as <see cref="TypeText"/> reads them, arguments separated by commas.</summary>
    public void Function(string name, string id, string arguments, string result, Func<object?[], object?>? body) => Add(name, id, member: false, arguments, result, body);

    /// <summary>Declares a method; the first argument is what it is called on.</summary>
    public void Method(string name, string id, string arguments, string result, Func<object?[], object?> body) => Add(name, id, member: true, arguments, result, body);

    /// <summary>A method whose body judges the types of what it gets.</summary>
    public void UnguardedMethod(string name, string id, string arguments, string result, Func<object?[], object?> body) => Add(name, id, member: true, arguments, result, body, guarded: false);

    private void Add(string name, string id, bool member, string arguments, string result, Func<object?[], object?>? body, bool guarded = true)
    {
        if (!_functions.TryGetValue(name, out var overloads))
            _functions[name] = overloads = [];
        overloads.Add(new Overload(id, member, TypeText.Many(arguments), TypeText.One(result), body) { Guarded = guarded });
    }
}
