using Xunit;

namespace Lepton.EndToEnd.House.Pages;

/// <summary>The reference pages are what the code says.</summary>
public sealed class References
{
    [Fact]
    public void Fields() => GeneratedPage.Check("docs/reference/fields.md", FieldReference.Text());

    [Fact]
    public void Commands() => GeneratedPage.Check("docs/reference/commands.md", CommandReference.Text());

    [Fact]
    public void Reasons() => GeneratedPage.Check("docs/reference/reasons.md", ReasonReference.Text());
}
