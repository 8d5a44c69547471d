namespace Lepton.Sandbox.Cel.Types;

/// <summary>
/// What type parameters stand for so far, and the rules by which one type may be given where another is wanted. After cel-go's checker/types.go.
/// </summary>
internal sealed class TypeMapping
{
    private readonly Dictionary<string, CelType> _found;

    public TypeMapping() => _found = new Dictionary<string, CelType>(StringComparer.Ordinal);

    private TypeMapping(TypeMapping other) => _found = new Dictionary<string, CelType>(other._found, StringComparer.Ordinal);

    public void Set(CelType parameter, CelType type) => _found[parameter.Name] = type;

    /// <summary>A mapping in which both lists are assignable, or null when there is none. This one stays as it is.</summary>
    public TypeMapping? Assign(IReadOnlyList<CelType> left, IReadOnlyList<CelType> right)
    {
        var copy = new TypeMapping(this);
        return copy.All(left, right) ? copy : null;
    }

    /// <summary>The type with its parameters replaced by what they stand for.</summary>
    /// <param name="unknownToDyn">Parameters that stand for nothing become dyn.</param>
    public CelType Substitute(CelType type, bool unknownToDyn)
    {
        if (type.Kind == TypeKind.Parameter)
        {
            if (_found.TryGetValue(type.Name, out var found))
                return Substitute(found, unknownToDyn);
            return unknownToDyn ? CelType.Dyn : type;
        }

        if (type.Parameters.Count == 0)
            return type;
        var parameters = type.Parameters.Select(p => Substitute(p, unknownToDyn)).ToArray();
        return type.Kind switch
        {
            TypeKind.List => CelType.List(parameters[0]),
            TypeKind.Map => CelType.Map(parameters[0], parameters[1]),
            TypeKind.Type => CelType.Type(parameters),
            _ => CelType.Opaque(type.Name, parameters),
        };
    }

    /// <summary>The wider of two types that fit each other.</summary>
    public static CelType MostGeneral(CelType left, CelType right) => EqualOrWider(left, right) ? left : right;

    private static bool EqualOrWider(CelType left, CelType right)
    {
        if (left.IsDyn || left.Kind == TypeKind.Parameter)
            return true;
        if (right.IsDyn || right.Kind == TypeKind.Parameter || left.Kind != right.Kind)
            return false;
        return left.Kind switch
        {
            TypeKind.Opaque => left.Name == right.Name && left.Parameters.Count == right.Parameters.Count && Pairwise(left, right),
            TypeKind.List or TypeKind.Map => Pairwise(left, right),
            TypeKind.Type => true,
            _ => left.Same(right),
        };
    }

    private static bool Pairwise(CelType left, CelType right) => left.Parameters.Zip(right.Parameters).All(pair => EqualOrWider(pair.First, pair.Second));

    private bool All(IReadOnlyList<CelType> left, IReadOnlyList<CelType> right)
    {
        if (left.Count != right.Count)
            return false;
        for (var i = 0; i < left.Count; i++)
        {
            if (!One(left[i], right[i]))
                return false;
        }

        return true;
    }

    private bool One(CelType left, CelType right)
    {
        if (right.Kind == TypeKind.Parameter)
        {
            var (valid, known) = Solve(left, right);
            if (valid || known)
                return valid;
        }

        if (left.Kind == TypeKind.Parameter)
            return Solve(right, left).Valid;
        if (left.IsDynOrError || right.IsDynOrError)
            return true;
        if (left.Kind == TypeKind.Null || right.Kind == TypeKind.Null)
            return MayBeNull(left.Kind == TypeKind.Null ? right : left);
        return left.Kind switch
        {
            TypeKind.Type => right.Kind == TypeKind.Type,
            TypeKind.Opaque or TypeKind.List or TypeKind.Map => left.Kind == right.Kind && left.Name == right.Name && All(left.Parameters, right.Parameters),
            _ => left.Same(right),
        };
    }

    private static bool MayBeNull(CelType type) =>
        type.Kind is TypeKind.Null or TypeKind.Opaque or TypeKind.Struct or TypeKind.Duration or TypeKind.Timestamp;

    /// <summary>Whether the parameter may stand for the type, and whether it stood for something before.</summary>
    private (bool Valid, bool Known) Solve(CelType type, CelType parameter)
    {
        if (type.Kind == TypeKind.Parameter && type.Same(parameter))
            return (true, true);
        if (!_found.TryGetValue(parameter.Name, out var found))
        {
            if (!NotWithin(parameter, type))
                return (false, false);
            Set(parameter, type);
            return (true, false);
        }

        if (type.Same(found))
            return (true, true);
        if (!One(type, found))
            return (false, true);
        var wider = MostGeneral(type, found);
        if (NotWithin(parameter, wider))
            Set(parameter, wider);
        return (true, true);
    }

    /// <summary>A parameter may not stand for a type that contains it.</summary>
    private bool NotWithin(CelType parameter, CelType type)
    {
        if (parameter.Same(type))
            return false;
        if (type.Kind == TypeKind.Parameter)
            return !_found.TryGetValue(type.Name, out var found) || NotWithin(parameter, found);
        return type.Parameters.All(p => NotWithin(parameter, p));
    }
}
