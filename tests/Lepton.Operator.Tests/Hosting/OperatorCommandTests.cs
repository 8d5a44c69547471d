using Lepton.Operator.Hosting;

namespace Lepton.Operator.Tests.Hosting;

public sealed class OperatorCommandTests
{
    [Fact]
    public void Without_options_the_defaults_hold()
    {
        var result = OperatorCommand.Create().Parse([]);
        Assert.Empty(result.Errors);
        Assert.Null(result.GetValue<string?>("--kubeconfig"));
        Assert.True(result.GetValue<bool>("--leader-elect"));
        Assert.Equal((":8080", ":8081", "json"), (result.GetValue<string>("--metrics-bind-address"), result.GetValue<string>("--health-probe-bind-address"), result.GetValue<string>("--log-format")));
    }

    [Theory]
    [InlineData("--leader-elect=false", false)]
    [InlineData("--leader-elect=true", true)]
    [InlineData("--leader-elect", true)]
    public void Leader_election_is_switched_as_in_every_operator(string argument, bool elects) =>
        Assert.Equal(elects, OperatorCommand.Create().Parse([argument]).GetValue<bool>("--leader-elect"));

    [Fact]
    public void Options_are_read()
    {
        var result = OperatorCommand.Create().Parse(["--kubeconfig", "/tmp/k", "--metrics-bind-address=0", "--log-format", "text"]);
        Assert.Equal(("/tmp/k", "0", "text"), (result.GetValue<string>("--kubeconfig"), result.GetValue<string>("--metrics-bind-address"), result.GetValue<string>("--log-format")));
    }

    [Theory]
    [InlineData("--log-format", "xml")]
    [InlineData("--no-such-option", "x")]
    [InlineData("--leader-elect=perhaps", "--log-format=json")]
    public void What_makes_no_sense_is_refused(params string[] arguments) => Assert.NotEmpty(OperatorCommand.Create().Parse(arguments).Errors);
}
