using Lepton.Cli.Hub;
using Lepton.Cli.Members;

namespace Lepton.Cli.Tests.Members;

public sealed class LifetimeTests
{
    [Theory]
    [InlineData("00:10:00", 600)]
    [InlineData("24:00:00", 86400)]
    [InlineData("168:00:00", 604800)]
    public void Hours_may_be_more_than_a_day(string text, int seconds) => Assert.Equal(TimeSpan.FromSeconds(seconds), MembersCommand.Lifetime(text));

    [Theory]
    [InlineData("24h")]
    [InlineData("00:09:59")]
    [InlineData("1:60:00")]
    [InlineData("")]
    public void What_is_no_time_or_too_short_is_named(string text) =>
        Assert.Equal($"--token-lifetime: found \"{text}\", expected hh:mm:ss of at least 00:10:00, such as 24:00:00", Assert.Throws<CommandException>(() => MembersCommand.Lifetime(text)).Message);
}
