using System.Text;
using System.Text.Json.Nodes;
using Lepton.Kubernetes.Models;
using Lepton.Kubernetes.Serialization;
using Lepton.Operator.Members;

namespace Lepton.Operator.Tests.Members;

public sealed class MemberTokenTests
{
    private static readonly DateTimeOffset Ends = new(2030, 1, 2, 0, 0, 0, TimeSpan.Zero);
    private readonly MemberToken _token = new("lepton-system", "lepton-member", Ends, TimeSpan.FromHours(24));

    [Fact]
    public void It_is_read_as_it_was_written()
    {
        var secret = new V1Secret { Metadata = { Annotations = _token.Annotations().ToDictionary(a => a.Key, a => (string)a.Value!) } };
        Assert.Equal(_token, MemberToken.Of(secret));
    }

    [Theory]
    [InlineData("lepton.ai/token-account", "nobody")]
    [InlineData("lepton.ai/token-account", "a/b/c")]
    [InlineData("lepton.ai/token-expires", "soon")]
    [InlineData("lepton.ai/token-lifetime-seconds", "0")]
    [InlineData("lepton.ai/token-lifetime-seconds", null)]
    public void What_does_not_tell_all_is_not_renewed(string key, string? value)
    {
        var annotations = _token.Annotations().ToDictionary(a => a.Key, a => (string)a.Value!);
        if (value is null)
            annotations.Remove(key);
        else
            annotations[key] = value;
        Assert.Null(MemberToken.Of(new V1Secret { Metadata = { Annotations = annotations } }));
    }

    [Fact]
    public void It_is_due_from_half_its_life_on()
    {
        Assert.False(_token.IsDue(Ends.AddHours(-12).AddSeconds(-1)));
        Assert.True(_token.IsDue(Ends.AddHours(-12)));
    }

    [Fact]
    public void Only_the_token_of_a_kubeconfig_changes()
    {
        const string Text = "apiVersion: v1\nkind: Config\nclusters: [{ name: c, cluster: { server: 'https://c:6443' } }]\nusers: [{ name: u, user: { token: old } }]\n";
        var changed = KubernetesYaml.Load(Encoding.UTF8.GetString(MemberToken.WithToken(Encoding.UTF8.GetBytes(Text), "new")))!;
        var expected = KubernetesYaml.Load(Text)!;
        expected["users"]![0]!["user"]!["token"] = "new";
        Assert.True(JsonNode.DeepEquals(expected, changed));
    }

    [Theory]
    [InlineData("users: []")]
    [InlineData("users: [{ name: a, user: {} }, { name: b, user: {} }]")]
    [InlineData("just text")]
    public void A_kubeconfig_of_no_or_several_users_is_refused(string text) =>
        Assert.Throws<FormatException>(() => MemberToken.WithToken(Encoding.UTF8.GetBytes(text), "new"));
}
