using System.Text.Json.Nodes;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Tests.BuiltinSchemas;

namespace Lepton.Sandbox.Tests.FieldManagement;

public sealed class DeploymentApplyTests
{
    private const string App = "{'name':'app','image':'nginx:1','ports':[{'containerPort':80,'name':'http'}],'env':[{'name':'A','value':'1'}]}";

    [Fact]
    public void Defaults_are_filled_in_and_owned_by_nobody()
    {
        var live = Managing.Deployments.Apply(null, Deployment("'replicas':2", App), "alice", 0);
        Assert.Equal("RollingUpdate", live["spec"]!["strategy"].Str("type"));
        Assert.Equal(
            "alice/Apply@0: {'f:metadata':{'f:labels':{'f:app':{}}},'f:spec':{'f:replicas':{},'f:selector':{},'f:template':{'f:metadata':{'f:labels':{'f:app':{}}},'f:spec':{'f:containers':{'k:{`name`:`app`}':{'.':{},'f:env':{'k:{`name`:`A`}':{'.':{},'f:name':{},'f:value':{}}},'f:image':{},'f:name':{},'f:ports':{'k:{`containerPort`:80,`protocol`:`TCP`}':{'.':{},'f:containerPort':{},'f:name':{}}}}}}}}}",
            Assert.Single(Managing.Owners(live)));
    }

    [Fact]
    public void A_default_returns_when_its_owner_gives_the_field_up()
    {
        var live = Managing.Deployments.Apply(null, Deployment("'replicas':5", App), "alice", 0);
        live = Managing.Deployments.Apply(live, Deployment(null, App), "alice", 1);
        Assert.Equal(1, live["spec"].Int("replicas"));
    }

    [Fact]
    public void Items_of_list_maps_are_owned_one_by_one_and_go_with_their_owner()
    {
        var live = Managing.Deployments.Apply(null, Deployment(null, App), "alice", 0);
        live = Managing.Deployments.Apply(live, Extra("{'name':'app','ports':[{'containerPort':81,'protocol':'UDP'}]},{'name':'side','image':'s'}"), "bob", 1);
        Assert.Equal(["app", "side"], Names(live));
        Assert.Equal(2, Container(live, 0).Arr("ports")!.Count);
        live = Managing.Deployments.Apply(live, Extra("{'name':'app'}"), "bob", 2);
        Assert.Equal(["app"], Names(live));
        Assert.Single(Container(live, 0).Arr("ports")!);
        Assert.Equal("nginx:1", Container(live, 0).Str("image"));
    }

    [Fact]
    public void New_items_keep_the_applied_order()
    {
        var live = Managing.Deployments.Apply(null, Deployment(null, App), "alice", 0);
        live = Managing.Deployments.Apply(live, Deployment(null, "{'name':'first','image':'y'}," + App + ",{'name':'last','image':'z'}"), "alice", 1);
        Assert.Equal(["first", "app", "last"], Names(live));
        live = Managing.Deployments.Apply(live, Deployment(null, "{'name':'last','image':'z'},{'name':'first','image':'y'}," + App), "alice", 2);
        Assert.Equal(["last", "first", "app"], Names(live));
    }

    [Fact]
    public void An_equal_quantity_in_another_spelling_changes_nothing()
    {
        var live = Managing.Deployments.Apply(null, Deployment(null, "{'name':'app','image':'i','resources':{'limits':{'cpu':'2','nvidia.com/gpu':1}}}"), "alice", 0);
        var again = Managing.Deployments.Apply(live, Deployment(null, "{'name':'app','image':'i','resources':{'limits':{'cpu':'2000m','nvidia.com/gpu':'1'}}}"), "alice", 9);
        Assert.Equal(live.ToJsonString(), again.ToJsonString());
    }

    [Fact]
    public void Lists_without_keys_and_selectors_conflict_as_a_whole()
    {
        var live = Managing.Deployments.Apply(null, Deployment(null, "{'name':'app','image':'i','args':['a']}"), "alice", 0);
        var error = Assert.Throws<Lepton.Sandbox.Storage.ApiStatusException>(() => Managing.Deployments.Apply(live, Extra("{'name':'app','args':['a','b']}"), "bob", 1));
        Assert.Contains(".spec.template.spec.containers[name=\"app\"].args", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Status_is_owned_through_its_own_path_only()
    {
        var live = Managing.Deployments.Apply(null, Deployment("'replicas':2", App), "alice", 0);
        var status = Sample.Object("{'apiVersion':'apps/v1','kind':'Deployment','metadata':{'name':'web'},'spec':{'replicas':9},'status':{'replicas':4}}");
        var applied = Managing.Deployments.Apply(live, status, "ctl", 1, subresource: "status");
        Assert.Contains("ctl/Apply/status@1: {'f:status':{'f:replicas':{}}}", Managing.Owners(applied));
        var ignored = Managing.Deployments.Apply(live, Sample.Object("{'apiVersion':'apps/v1','kind':'Deployment','metadata':{'name':'web'},'status':{'replicas':4}}"), "ctl", 1);
        Assert.DoesNotContain(Managing.Owners(ignored), owner => owner.StartsWith("ctl", StringComparison.Ordinal));
    }

    [Fact]
    public void A_null_is_owned_and_the_default_stands()
    {
        var live = Managing.Deployments.Apply(null, Deployment("'replicas':5", App), "alice", 0);
        live = Managing.Deployments.Apply(live, Deployment("'replicas':null", App), "alice", 1);
        Assert.Equal(1, live["spec"].Int("replicas"));
        Assert.Contains("'f:replicas':{}", Managing.Owners(live)[0], StringComparison.Ordinal);
    }

    private static JsonObject Deployment(string? fields, string containers) => Sample.Object(
        $"{{'apiVersion':'apps/v1','kind':'Deployment','metadata':{{'name':'web','labels':{{'app':'web'}}}},'spec':{{{(fields is null ? "" : fields + ",")}'selector':{{'matchLabels':{{'app':'web'}}}},'template':{{'metadata':{{'labels':{{'app':'web'}}}},'spec':{{'containers':[{containers}]}}}}}}}}");

    private static JsonObject Extra(string containers) =>
        Sample.Object($"{{'apiVersion':'apps/v1','kind':'Deployment','metadata':{{'name':'web'}},'spec':{{'template':{{'spec':{{'containers':[{containers}]}}}}}}}}");

    private static JsonNode Container(JsonObject live, int index) => live["spec"]!["template"]!["spec"]!["containers"]![index]!;

    private static string[] Names(JsonObject live) => [.. live["spec"]!["template"]!["spec"]!["containers"]!.AsArray().Select(item => item.Str("name")!)];
}
