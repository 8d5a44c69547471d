using Lepton.Kubernetes.Schema;

namespace Lepton.Api.Tests.Common;

public class NearestNameTests
{
    [Theory]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("", "abc", 3)]
    [InlineData("abc", "abc", 0)]
    [InlineData("flaw", "lawn", 2)]
    public void Distance_counts_edits(string left, string right, int edits)
    {
        Assert.Equal(edits, NearestName.Distance(left, right));
        Assert.Equal(edits, NearestName.Distance(right, left));
    }

    [Fact]
    public void The_nearest_name_wins_and_nonsense_has_none()
    {
        Assert.Equal("default", NearestName.Of("defualt", ["default", "eu-only"]));
        Assert.Equal("eu-only", NearestName.Of("EU-ONLY", ["default", "eu-only"]));
        Assert.Null(NearestName.Of("xyzzy-plugh", ["default", "eu-only"]));
        Assert.Null(NearestName.Of("x", []));
    }

    [Fact]
    public void Of_equally_near_names_the_one_with_the_same_beginning_wins() => Assert.Equal("MI300X", NearestName.Of("MI300", ["MI100", "MI300X"]));
}
