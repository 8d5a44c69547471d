using Lepton.Sandbox.Json;
using Lepton.Sandbox.Storage;
using Lepton.Sandbox.Tests.BuiltinSchemas;

namespace Lepton.Sandbox.Tests.FieldManagement;

public sealed class ApplyTests
{
    [Fact]
    public void Creating_by_apply_owns_the_leaves_that_were_given()
    {
        var created = Managing.ConfigMaps.Apply(null, Managing.ConfigMap("{'a':'1','b':'2'}"), "alice", 0);
        Assert.Equal(["alice/Apply@0: {'f:data':{'f:a':{},'f:b':{}}}"], Managing.Owners(created));
        Assert.Equal("1", created["data"].Str("a"));
    }

    [Fact]
    public void An_identical_apply_returns_the_object_as_it_is_times_included()
    {
        var created = Managing.ConfigMaps.Apply(null, Managing.ConfigMap("{'a':'1'}"), "alice", 0);
        var again = Managing.ConfigMaps.Apply(created, Managing.ConfigMap("{'a':'1'}"), "alice", 60);
        Assert.Equal(created.ToJsonString(), again.ToJsonString());
        Assert.NotSame(created, again);
    }

    [Fact]
    public void A_change_moves_the_time()
    {
        var created = Managing.ConfigMaps.Apply(null, Managing.ConfigMap("{'a':'1'}"), "alice", 0);
        var changed = Managing.ConfigMaps.Apply(created, Managing.ConfigMap("{'a':'2'}"), "alice", 60);
        Assert.Equal(["alice/Apply@60: {'f:data':{'f:a':{}}}"], Managing.Owners(changed));
        Assert.Equal("2", changed["data"].Str("a"));
    }

    [Fact]
    public void Another_manager_s_value_is_a_conflict_that_names_it()
    {
        var created = Managing.ConfigMaps.Apply(null, Managing.ConfigMap("{'a':'1','b':'1'}"), "alice", 0);
        var one = Assert.Throws<ApiStatusException>(() => Managing.ConfigMaps.Apply(created, Managing.ConfigMap("{'a':'2'}"), "bob", 1));
        Assert.Equal((409, "Conflict"), (one.Code, one.Reason));
        Assert.Equal("Apply failed with 1 conflict: conflict with \"alice\": .data.a", one.Message);
        Sample.AssertSame("{'causes':[{'reason':'FieldManagerConflict','message':'conflict with \\\"alice\\\"','field':'.data.a'}]}".Replace("\\\\", "\\", StringComparison.Ordinal), one.Details);
        var two = Assert.Throws<ApiStatusException>(() => Managing.ConfigMaps.Apply(created, Managing.ConfigMap("{'a':'2','b':'2'}"), "bob", 1));
        Assert.Equal("Apply failed with 2 conflicts: conflicts with \"alice\":\n- .data.a\n- .data.b", two.Message);
    }

    [Fact]
    public void The_conflict_names_version_and_subresource_of_those_who_update()
    {
        var live = Managing.ConfigMaps.Update(null, Managing.ConfigMap("{'a':'1'}"), "carol", 0);
        var error = Assert.Throws<ApiStatusException>(() => Managing.ConfigMaps.Apply(live, Managing.ConfigMap("{'a':'2'}"), "bob", 1));
        Assert.Equal("Apply failed with 1 conflict: conflict with \"carol\" using v1: .data.a", error.Message);
        var scaled = Managing.ConfigMaps.Update(live, Managing.ConfigMap("{'a':'3'}"), "scaler", 1, "scale");
        error = Assert.Throws<ApiStatusException>(() => Managing.ConfigMaps.Apply(scaled, Managing.ConfigMap("{'a':'2'}"), "bob", 2));
        Assert.Equal("Apply failed with 1 conflict: conflict with \"scaler\" with subresource \"scale\" using v1: .data.a", error.Message);
    }

    [Fact]
    public void The_same_value_is_owned_together_without_a_time()
    {
        var created = Managing.ConfigMaps.Apply(null, Managing.ConfigMap("{'a':'1'}"), "alice", 5);
        var shared = Managing.ConfigMaps.Apply(created, Managing.ConfigMap("{'a':'1'}"), "bob", 6);
        Assert.Equal(["bob/Apply@-: {'f:data':{'f:a':{}}}", "alice/Apply@5: {'f:data':{'f:a':{}}}"], Managing.Owners(shared));
        var error = Assert.Throws<ApiStatusException>(() => Managing.ConfigMaps.Apply(shared, Managing.ConfigMap("{'a':'2'}"), "alice", 7));
        Assert.Contains("conflict with \"bob\"", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Force_takes_the_fields_over()
    {
        var created = Managing.ConfigMaps.Apply(null, Managing.ConfigMap("{'a':'1','b':'1'}"), "alice", 0);
        var forced = Managing.ConfigMaps.Apply(created, Managing.ConfigMap("{'a':'2'}"), "bob", 1, force: true);
        Assert.Equal(["alice/Apply@0: {'f:data':{'f:b':{}}}", "bob/Apply@1: {'f:data':{'f:a':{}}}"], Managing.Owners(forced));
        Assert.Equal("2", forced["data"].Str("a"));
    }

    [Fact]
    public void What_is_given_up_goes_unless_another_owns_it()
    {
        var live = Managing.ConfigMaps.Apply(null, Managing.ConfigMap("{'a':'1','b':'1','c':'1'}"), "alice", 0);
        live = Managing.ConfigMaps.Apply(live, Managing.ConfigMap("{'b':'1'}"), "bob", 1);
        live = Managing.ConfigMaps.Update(live, With(live, "d", "1"), "carol", 2);
        live = Managing.ConfigMaps.Apply(live, Managing.ConfigMap("{'a':'1'}"), "alice", 3);
        Sample.AssertSame("{'a':'1','b':'1','d':'1'}", live["data"]);
        Assert.Equal(["bob/Apply@-: {'f:data':{'f:b':{}}}", "alice/Apply@3: {'f:data':{'f:a':{}}}", "carol/Update@2: {'f:data':{'f:d':{}}}"], Managing.Owners(live));
    }

    [Fact]
    public void An_empty_configuration_removes_everything_and_the_entry()
    {
        var live = Managing.ConfigMaps.Apply(null, Managing.ConfigMap("{'a':'1'}"), "alice", 0);
        live = Managing.ConfigMaps.Apply(live, Sample.Object("{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'c','namespace':'n'}}"), "alice", 1);
        Assert.Empty(Managing.Owners(live));
        Assert.Null(live["data"]);
    }

    [Fact]
    public void Over_an_object_nobody_tracked_the_existing_fields_belong_to_whoever_was_before()
    {
        var live = Managing.ConfigMap("{'a':'1','b':'1'}");
        var applied = Managing.ConfigMaps.Apply(live, Managing.ConfigMap("{'a':'1','c':'1'}"), "alice", 1);
        Assert.Equal(["alice/Apply@1: {'f:data':{'f:a':{},'f:c':{}}}", "before-first-apply/Update@1: {'f:data':{'.':{},'f:a':{},'f:b':{}}}"], Managing.Owners(applied));
    }

    [Theory]
    [InlineData("{'nosuch':1}", ".nosuch: field not declared in schema")]
    [InlineData("{'spec':{'nosuch':1}}", ".spec.nosuch: field not declared in schema")]
    [InlineData("{'spec':{'replicas':'x'}}", ".spec.replicas: expected numeric (int or float), got string")]
    [InlineData("{'spec':{'template':{'spec':{'containers':[{'name':'a'},{'name':'a'}]}}}}", ".spec.template.spec.containers: duplicate entries for key [name=\"a\"]")]
    [InlineData("{'spec':{'template':{'spec':{'containers':[{'name':'a','volumeMounts':[{}]}],'volumes':['x']}}}}", ".spec.template.spec.volumes: element 0: associative list with keys may not have non-map elements")]
    [InlineData("{'spec':[]}", ".spec: expected map, got &value.valueUnstructured{Value:[]}")]
    public void What_does_not_fit_the_schema_is_refused_in_the_server_s_words(string fields, string problem)
    {
        var applied = Sample.Object(fields);
        applied["apiVersion"] = "apps/v1";
        applied["kind"] = "Deployment";
        applied["metadata"] = Sample.Object("{'name':'web'}");
        var error = Assert.Throws<ApiStatusException>(() => Managing.Deployments.Apply(null, applied, "alice", 0));
        Assert.Equal(500, error.Code);
        Assert.Null(error.Reason);
        Assert.Equal($"failed to create typed patch object (/web; apps/v1, Kind=Deployment): {problem}", error.Message);
    }

    [Fact]
    public void managedFields_in_the_configuration_are_refused()
    {
        var applied = Managing.ConfigMap("{}");
        applied["metadata"]!["managedFields"] = Sample.Object("{'x':[]}")["x"]!.DeepClone();
        Assert.Equal("metadata.managedFields must be nil", Assert.Throws<ApiStatusException>(() => Managing.ConfigMaps.Apply(null, applied, "alice", 0)).Message);
    }

    [Fact]
    public void The_arguments_stay_as_they_are()
    {
        var live = Managing.ConfigMaps.Apply(null, Managing.ConfigMap("{'a':'1'}"), "alice", 0);
        var applied = Managing.ConfigMap("{'b':'1'}");
        var (liveText, appliedText) = (live.ToJsonString(), applied.ToJsonString());
        Managing.ConfigMaps.Apply(live, applied, "bob", 1);
        Assert.Equal(liveText, live.ToJsonString());
        Assert.Equal(appliedText, applied.ToJsonString());
    }

    private static System.Text.Json.Nodes.JsonObject With(System.Text.Json.Nodes.JsonObject live, string key, string value)
    {
        var copy = JsonTree.Clone(live);
        copy["data"]![key] = value;
        return copy;
    }
}
