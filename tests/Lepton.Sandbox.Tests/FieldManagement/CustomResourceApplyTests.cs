using System.Text.Json.Nodes;
using Lepton.Sandbox.FieldManagement;
using Lepton.Sandbox.Schemas;
using Lepton.Sandbox.Storage;
using Lepton.Sandbox.Tests.BuiltinSchemas;

namespace Lepton.Sandbox.Tests.FieldManagement;

public sealed class CustomResourceApplyTests
{
    private const string Schema =
        "{'type':'object','properties':{'spec':{'type':'object','properties':{'size':{'type':'string'},'tags':{'type':'array','x-kubernetes-list-type':'set','items':{'type':'string'}},'args':{'type':'array','items':{'type':'string'}},'limits':{'type':'object','additionalProperties':{'x-kubernetes-int-or-string':true}},'selector':{'type':'object','x-kubernetes-map-type':'atomic','properties':{'a':{'type':'string'},'b':{'type':'string'}}},'free':{'type':'object','x-kubernetes-preserve-unknown-fields':true},'endpoints':{'type':'array','x-kubernetes-list-type':'map','x-kubernetes-list-map-keys':['port','protocol'],'items':{'type':'object','properties':{'port':{'type':'integer'},'protocol':{'type':'string','default':'TCP'},'weight':{'type':'integer'}}}}}},'status':{'type':'object','properties':{'ready':{'type':'boolean'}}}}}";

    private static readonly FieldManager Fields = new(StructuralFieldTypes.OfResource(Sample.Object(Schema)), schema: null, hasStatus: true, () => []);

    [Theory]
    [InlineData("'tags':['x','y']", "'f:tags':{'v:`x`':{},'v:`y`':{}}")]
    [InlineData("'args':['x','y']", "'f:args':{}")]
    [InlineData("'limits':{'cpu':1}", "'f:limits':{'f:cpu':{}}")]
    [InlineData("'selector':{'a':'1'}", "'f:selector':{}")]
    [InlineData("'free':{'a':{'b':[1]}}", "'f:free':{'f:a':{'.':{},'f:b':{}}}")]
    [InlineData("'endpoints':[{'port':80,'weight':1}]", "'f:endpoints':{'k:{`port`:80,`protocol`:`TCP`}':{'.':{},'f:port':{},'f:weight':{}}}")]
    public void Ownership_follows_the_list_and_map_types(string fields, string owned) =>
        Assert.Equal([$"alice/Apply@0: {{'f:spec':{{{owned}}}}}"], Managing.Owners(Fields.Apply(null, Widget(fields), "alice", 0)));

    [Fact]
    public void The_creator_by_update_owns_the_containers_too() =>
        Assert.Equal(["alice/Update@0: {'f:spec':{'.':{},'f:size':{}}}"], Managing.Owners(Fields.Update(null, Widget("'size':'s'"), "alice", 0)));

    [Fact]
    public void Members_of_sets_come_and_go_with_their_owners()
    {
        var live = Fields.Apply(null, Widget("'tags':['a','b']"), "alice", 0);
        live = Fields.Apply(live, Widget("'tags':['b','c']"), "bob", 1);
        Sample.AssertSame("['a','b','c']", live["spec"]!["tags"]);
        live = Fields.Apply(live, Widget("'tags':['a']"), "alice", 2);
        Sample.AssertSame("['a','b','c']", live["spec"]!["tags"]);
        live = Fields.Apply(live, Widget("'size':'s'"), "bob", 3);
        Sample.AssertSame("['a']", live["spec"]!["tags"]);
    }

    [Fact]
    public void An_atomic_map_changes_hands_as_a_whole()
    {
        var live = Fields.Apply(null, Widget("'selector':{'a':'1'}"), "alice", 0);
        Assert.Contains(".spec.selector", Assert.Throws<ApiStatusException>(() => Fields.Apply(live, Widget("'selector':{'b':'1'}"), "bob", 1)).Message, StringComparison.Ordinal);
        live = Fields.Apply(live, Widget("'selector':{'b':'1'}"), "bob", 1, force: true);
        Sample.AssertSame("{'b':'1'}", live["spec"]!["selector"]);
        Assert.Equal(["bob/Apply@1: {'f:spec':{'f:selector':{}}}"], Managing.Owners(live));
    }

    [Theory]
    [InlineData("'nosuch':1", ".spec.nosuch: field not declared in schema")]
    [InlineData("'size':1", ".spec.size: expected string, got &value.valueUnstructured{Value:1}")]
    [InlineData("'tags':['a','a']", ".spec.tags: duplicate entries for key [=\"a\"]")]
    public void What_the_schema_does_not_have_is_refused(string fields, string problem) =>
        Assert.EndsWith(problem, Assert.Throws<ApiStatusException>(() => Fields.Apply(null, Widget(fields), "alice", 0)).Message, StringComparison.Ordinal);

    private static JsonObject Widget(string fields) => Sample.Object($"{{'apiVersion':'example.lepton.ai/v1','kind':'Widget','metadata':{{'name':'w'}},'spec':{{{fields}}}}}");
}
