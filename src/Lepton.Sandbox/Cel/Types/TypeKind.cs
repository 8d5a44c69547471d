namespace Lepton.Sandbox.Cel.Types;

internal enum TypeKind
{
    Dyn,
    Error,
    Null,
    Bool,
    Int,
    Uint,
    Double,
    String,
    Bytes,
    Duration,
    Timestamp,
    List,
    Map,
    Struct,
    Opaque,

    /// <summary>A type parameter of a function, or one that the checker has not solved yet.</summary>
    Parameter,

    /// <summary>The type of types.</summary>
    Type,
}
