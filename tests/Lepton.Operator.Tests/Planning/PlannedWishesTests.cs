using Lepton.Operator.Planning;

namespace Lepton.Operator.Tests.Planning;

public sealed class PlannedWishesTests
{
    private readonly PlannedWishes _wishes = new();

    [Fact]
    public void Before_the_first_plan_nothing_is_covered() => Assert.False(_wishes.Covers(Make.Model("m")));

    [Fact]
    public void A_new_image_is_covered_and_more_replicas_are_not()
    {
        _wishes.Planned([Make.Model("m", 1, 4)]);
        var (image, replicas) = (Make.Model("m", 1, 4), Make.Model("m", 1, 4));
        (image.Spec.Image, image.Metadata.Generation) = ("registry.example/other:2", 2);
        (replicas.Spec.Replicas, replicas.Metadata.Generation) = (9, 2);
        Assert.True(_wishes.Covers(image));
        Assert.False(_wishes.Covers(replicas));
    }

    [Fact]
    public void A_plan_without_a_model_forgets_it()
    {
        _wishes.Planned([Make.Model("m")]);
        _wishes.Planned([Make.Model("other")]);
        Assert.False(_wishes.Covers(Make.Model("m")));
    }
}
