using Lepton.Sandbox.Tests.BuiltinSchemas;

namespace Lepton.Sandbox.Tests.Schemas;

/// <summary>On updates, what was wrong before and did not change is forgiven.</summary>
public sealed class RatchetingTests
{
    private static readonly Lepton.Sandbox.Schemas.CustomSchema Tight = Custom.Schema(
        "'a':{'type':'string','maxLength':3},'b':{'type':'string'},'items':{'type':'array','x-kubernetes-list-type':'map','x-kubernetes-list-map-keys':['n'],'items':{'type':'object','properties':{'n':{'type':'string'},'v':{'type':'integer','maximum':5}}}},'plain':{'type':'array','items':{'type':'integer','maximum':5}}",
        ",'required':['b']");

    [Theory]
    [InlineData("{'a':'lower'}", "{'a':'lower'}", 0)]
    [InlineData("{'a':'lower','b':'y'}", "{'a':'lower'}", 0)]
    [InlineData("{'a':'other','b':'y'}", "{'a':'lower','b':'y'}", 1)]
    [InlineData("{'a':'low'}", "{'a':'lower'}", 1)]
    [InlineData("{'b':'y','items':[{'n':'new','v':1},{'n':'x','v':9}]}", "{'b':'y','items':[{'n':'x','v':9}]}", 0)]
    [InlineData("{'b':'y','items':[{'n':'x','v':8}]}", "{'b':'y','items':[{'n':'x','v':9}]}", 1)]
    [InlineData("{'b':'z','plain':[9]}", "{'b':'y','plain':[9]}", 0)]
    [InlineData("{'b':'y','plain':[9,1]}", "{'b':'y','plain':[9]}", 1)]
    public void Only_what_changed_is_judged(string now, string before, int errors) => Assert.Equal(errors, Custom.Errors(Tight, now, before).Length);

    [Fact]
    public void On_creation_everything_is_judged() => Assert.Equal(2, Custom.Errors(Tight, "{'a':'lower'}").Length);

    [Fact]
    public void Duplicates_that_were_there_may_stay()
    {
        var schema = Custom.Schema("'t':{'type':'array','x-kubernetes-list-type':'set','items':{'type':'string'}},'b':{'type':'string'}");
        Assert.Empty(Custom.Errors(schema, "{'t':['x','x'],'b':'2'}", "{'t':['x','x'],'b':'1'}"));
        Assert.Single(Custom.Errors(schema, "{'t':['x','x']}", "{'t':['x']}"));
    }

    [Fact]
    public void Texts_of_a_status_write_name_paths_from_the_status()
    {
        var schema = Custom.Of("{'type':'object','properties':{'status':{'type':'object','properties':{'n':{'type':'integer','minimum':0}}}}}");
        var (old, now) = (Custom.Resource("{}"), Custom.Resource("{}"));
        now["status"] = Sample.Object("{'n':-1}");
        var error = Assert.Single(schema.Validate(now, old));
        Assert.Equal("status.n", error.Field);
        Assert.Equal("Invalid value: -1: n in body should be greater than or equal to 0", error.Message);
    }
}
