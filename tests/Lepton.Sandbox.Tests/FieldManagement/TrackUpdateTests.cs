using System.Text.Json.Nodes;
using Lepton.Sandbox.FieldManagement.Managers;
using Lepton.Sandbox.Json;
using Lepton.Sandbox.Tests.BuiltinSchemas;

namespace Lepton.Sandbox.Tests.FieldManagement;

public sealed class TrackUpdateTests
{
    [Fact]
    public void The_creator_owns_what_it_gave_containers_included()
    {
        var created = Managing.ConfigMaps.Update(null, Managing.ConfigMap("{'a':'1'}"), "kubectl", 0);
        Assert.Equal(["kubectl/Update@0: {'f:data':{'.':{},'f:a':{}}}"], Managing.Owners(created));
    }

    [Fact]
    public void Whoever_changes_a_field_takes_it_from_the_others()
    {
        var live = Managing.ConfigMaps.Apply(null, Managing.ConfigMap("{'a':'1','b':'1'}"), "alice", 0);
        live = Managing.ConfigMaps.Update(live, Changed(live, data => data["a"] = "2"), "carol", 1);
        Assert.Equal(["alice/Apply@0: {'f:data':{'f:b':{}}}", "carol/Update@1: {'f:data':{'f:a':{}}}"], Managing.Owners(live));
    }

    [Fact]
    public void What_is_removed_is_owned_by_nobody()
    {
        var live = Managing.ConfigMaps.Apply(null, Managing.ConfigMap("{'a':'1','b':'1'}"), "alice", 0);
        live = Managing.ConfigMaps.Update(live, Changed(live, data => data.Remove("a")), "carol", 1);
        Assert.Equal(["alice/Apply@0: {'f:data':{'f:b':{}}}"], Managing.Owners(live));
    }

    [Fact]
    public void A_later_update_of_the_same_manager_joins_its_entry()
    {
        var live = Managing.ConfigMaps.Update(null, Managing.ConfigMap("{'a':'1'}"), "carol", 0);
        live = Managing.ConfigMaps.Update(live, Changed(live, data => data["b"] = "1"), "carol", 5);
        Assert.Equal(["carol/Update@5: {'f:data':{'.':{},'f:a':{},'f:b':{}}}"], Managing.Owners(live));
    }

    [Fact]
    public void An_update_that_changes_nothing_leaves_the_times()
    {
        var live = Managing.ConfigMaps.Update(null, Managing.ConfigMap("{'a':'1'}"), "carol", 0);
        Assert.Equal(live.ToJsonString(), Managing.ConfigMaps.Update(live, JsonTree.Clone(live), "dave", 9).ToJsonString());
    }

    [Fact]
    public void A_client_that_does_not_know_managedFields_does_not_delete_them()
    {
        var live = Managing.ConfigMaps.Apply(null, Managing.ConfigMap("{'a':'1'}"), "alice", 0);
        var plain = Managing.ConfigMap("{'a':'1','b':'1'}");
        Assert.Equal(["alice/Apply@0: {'f:data':{'f:a':{}}}", "old/Update@1: {'f:data':{'f:b':{}}}"], Managing.Owners(Managing.ConfigMaps.Update(live, plain, "old", 1)));
    }

    [Fact]
    public void Objects_without_owners_stay_so_until_they_are_applied()
    {
        var live = Managing.ConfigMap("{'a':'1'}");
        Assert.Empty(Managing.Owners(Managing.ConfigMaps.Update(live, Managing.ConfigMap("{'a':'2'}"), "carol", 1)));
    }

    [Fact]
    public void A_client_may_edit_the_entries_themselves()
    {
        var live = Managing.ConfigMaps.Update(null, Managing.ConfigMap("{'a':'1'}"), "kubectl-client-side-apply", 0);
        var edited = JsonTree.Clone(live);
        edited["metadata"]!["managedFields"]![0]!["operation"] = "Apply";
        edited["metadata"]!["managedFields"]![0]!["manager"] = "kubectl";
        Assert.Equal(["kubectl/Apply@0: {'f:data':{'.':{},'f:a':{}}}"], Managing.Owners(Managing.ConfigMaps.Update(live, edited, "kubectl", 1)));
    }

    [Fact]
    public void Subresources_have_entries_of_their_own()
    {
        var live = Managing.Deployments.Update(null, Sample.Object("{'apiVersion':'apps/v1','kind':'Deployment','metadata':{'name':'d'},'spec':{'replicas':1}}"), "carol", 0);
        var scaled = JsonTree.Clone(live);
        scaled["spec"]!["replicas"] = JsonNumbers.From(3);
        scaled["status"] = Sample.Object("{'replicas':7}");
        var after = Managing.Deployments.Update(live, scaled, "hpa", 1, "scale");
        Assert.Contains(Managing.Owners(after), owner => owner.StartsWith("hpa/Update/scale@-: ", StringComparison.Ordinal));
        var status = JsonTree.Clone(live);
        status["status"] = Sample.Object("{'replicas':7}");
        Assert.Contains("ctl/Update/status@1: {'f:status':{'.':{},'f:replicas':{}}}", Managing.Owners(Managing.Deployments.Update(live, status, "ctl", 1, "status")));
    }

    [Fact]
    public void Beyond_ten_updaters_the_oldest_are_gathered()
    {
        var live = Managing.ConfigMaps.Update(null, Managing.ConfigMap("{'k0':'1'}"), "m0", 0);
        for (var i = 1; i < 13; i++)
        {
            var key = $"k{i}";
            live = Managing.ConfigMaps.Update(live, Changed(live, data => data[key] = "1"), $"m{i}", i);
        }

        var owners = Managing.Owners(live);
        Assert.Equal(UpdaterCap.Limit, owners.Length);
        Assert.Equal("ancient-changes/Update@3: {'f:data':{'.':{},'f:k0':{},'f:k1':{},'f:k2':{},'f:k3':{}}}", owners[0]);
    }

    private static JsonObject Changed(JsonObject live, Action<JsonObject> change)
    {
        var copy = JsonTree.Clone(live);
        change(copy["data"]!.AsObject());
        return copy;
    }
}
