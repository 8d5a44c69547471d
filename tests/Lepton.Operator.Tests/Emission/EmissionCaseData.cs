using Xunit;

namespace Lepton.Operator.Tests.Emission;

/// <summary>The names of all cases, for theories.</summary>
public sealed class EmissionCaseData : TheoryData<string>
{
    public EmissionCaseData() => AddRange([.. EmissionCase.Names]);
}
