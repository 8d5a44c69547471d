using Lepton.Kubernetes.Patching;

namespace Lepton.Kubernetes.Tests.Patching;

public sealed class StrategicMergeTests
{
    [Theory]

    // Containers, env and volumes by name.
    [InlineData(
        "{'containers':[{'name':'new','image':'busybox'}]}",
        "{'containers':[{'name':'new','image':'busybox:2','env':[{'name':'E','value':'1'}]},{'name':'side','image':'s'}]}",
        "{'containers':[{'name':'new','image':'busybox:2','env':[{'name':'E','value':'1'}]},{'name':'side','image':'s'}]}")]

    // What the patch names comes first unless the stored order says otherwise.
    [InlineData(
        "{'containers':[{'name':'new','env':[{'name':'E','value':'1'}]}]}",
        "{'containers':[{'name':'new','env':[{'name':'F','value':'2'}],'ports':[{'containerPort':80}]}]}",
        "{'containers':[{'name':'new','env':[{'name':'F','value':'2'},{'name':'E','value':'1'}],'ports':[{'containerPort':80}]}]}")]
    [InlineData(
        "{'containers':[{'name':'a'},{'name':'b'},{'name':'c'}]}",
        "{'containers':[{'name':'b','image':'x'}]}",
        "{'containers':[{'name':'a'},{'name':'b','image':'x'},{'name':'c'}]}")]

    // $patch in lists.
    [InlineData(
        "{'containers':[{'name':'new'},{'name':'side'}]}",
        "{'containers':[{'name':'side','$patch':'delete'}]}",
        "{'containers':[{'name':'new'}]}")]
    [InlineData(
        "{'containers':[{'name':'new'}]}",
        "{'containers':[{'$patch':'replace'},{'name':'only','image':'o'}]}",
        "{'containers':[{'name':'only','image':'o'}]}")]

    // $setElementOrder.
    [InlineData(
        "{'containers':[{'name':'only'}]}",
        "{'$setElementOrder/containers':[{'name':'zero'},{'name':'only'}],'containers':[{'name':'zero','image':'z'}]}",
        "{'containers':[{'name':'zero','image':'z'},{'name':'only'}]}")]
    [InlineData(
        "{'containers':[{'name':'a'},{'name':'b'},{'name':'server'}]}",
        "{'$setElementOrder/containers':[{'name':'b'},{'name':'a'}]}",
        "{'containers':[{'name':'b'},{'name':'a'},{'name':'server'}]}")]

    // Maps: $patch replace and delete, $retainKeys, null.
    [InlineData("{'securityContext':{'a':1,'b':2}}", "{'securityContext':{'$patch':'replace','c':3}}", "{'securityContext':{'c':3}}")]
    [InlineData("{'securityContext':{'a':1}}", "{'securityContext':{'$patch':'delete'}}", "{'securityContext':{}}")]
    [InlineData("{'v':{'type':'x','rollingUpdate':{}}}", "{'v':{'$retainKeys':['type'],'type':'Recreate'}}", "{'v':{'type':'Recreate'}}")]
    [InlineData("{'hostname':'h','nodeSelector':{'a':'1','b':'2'}}", "{'hostname':null,'nodeSelector':{'a':null}}", "{'nodeSelector':{'b':'2'}}")]

    // Lists without a merge key are replaced; scalars of another type replace.
    [InlineData("{'tolerations':[{'key':'a'}]}", "{'tolerations':[{'key':'b'}]}", "{'tolerations':[{'key':'b'}]}")]
    [InlineData("{'a':{'b':1}}", "{'a':'text'}", "{'a':'text'}")]
    [InlineData("{}", "{'nodeSelector':{'a':'1','b':null},'containers':[{'name':'x','env':null}]}", "{'nodeSelector':{'a':'1'},'containers':[{'name':'x'}]}")]
    [InlineData(
        "{'topologySpreadConstraints':[{'topologyKey':'zone','maxSkew':1}]}",
        "{'topologySpreadConstraints':[{'topologyKey':'zone','maxSkew':2}]}",
        "{'topologySpreadConstraints':[{'topologyKey':'zone','maxSkew':2}]}")]
    [InlineData(
        "{'containers':[{'name':'a','volumeMounts':[{'mountPath':'/x','name':'v'}]}]}",
        "{'containers':[{'name':'a','volumeMounts':[{'mountPath':'/y','name':'v'}]}]}",
        "{'containers':[{'name':'a','volumeMounts':[{'mountPath':'/y','name':'v'},{'mountPath':'/x','name':'v'}]}]}")]
    public void Merges_a_pod_spec(string original, string patch, string expected) =>
        Json.AssertSame(expected, StrategicMerge.Apply(Json.Object(original), Json.Object(patch), PatchSchemas.PodSpec));

    [Theory]
    [InlineData("{'finalizers':['a','b']}", "{'$deleteFromPrimitiveList/finalizers':['a']}", "{'finalizers':['b']}")]
    [InlineData("{'finalizers':['a']}", "{'finalizers':['b','a']}", "{'finalizers':['b','a']}")]
    [InlineData("{'finalizers':['a','b','c']}", "{'finalizers':['d']}", "{'finalizers':['d','a','b','c']}")]
    [InlineData("{'finalizers':['a','b']}", "{'$setElementOrder/finalizers':['c','b'],'$deleteFromPrimitiveList/finalizers':['a'],'finalizers':['c']}", "{'finalizers':['c','b']}")]
    [InlineData("{'finalizers':['a']}", "{'finalizers':null}", "{}")]
    [InlineData("{'labels':{'a':'1'}}", "{'labels':{'b':'2'}}", "{'labels':{'a':'1','b':'2'}}")]
    public void Merges_metadata(string original, string patch, string expected) =>
        Json.AssertSame(expected, StrategicMerge.Apply(Json.Object(original), Json.Object(patch), PatchSchemas.ObjectMeta));

    [Fact]
    public void Conditions_merge_by_type()
    {
        var result = StrategicMerge.Apply(
            Json.Object("{'status':{'conditions':[{'type':'Available','status':'True'}]}}"),
            Json.Object("{'status':{'conditions':[{'type':'Progressing','status':'True'}]}}"),
            PatchSchemas.For("apps", "Deployment"));
        Json.AssertSame("{'status':{'conditions':[{'type':'Progressing','status':'True'},{'type':'Available','status':'True'}]}}", result);
    }

    [Theory]
    [InlineData("{'containers':[{'image':'o'}]}", "map: map[image:o] does not contain declared merge key: name")]
    [InlineData("{'containers':[{'name':'a','$patch':'explode'}]}", "unknown patch type: explode in map: map[$patch:explode name:a]")]
    [InlineData("{'$patch':'explode'}", "unknown patch type: explode in map: map[$patch:explode]")]
    [InlineData("{'containers':['x']}", "list element types are not identical: [[map[name:a]] [x]]")]
    [InlineData("{'securityContext':{'$retainKeys':['a'],'b':1}}", "invalid patch format of retainKeys")]
    [InlineData("{'$setElementOrder/containers':[{'name':'a'}],'containers':[{'name':'z'}]}", "The order in patch list:\n[map[name:z]]\n doesn't match $setElementOrder list:\n[map[name:a]]\n")]
    [InlineData("{'$deleteFromPrimitiveList/x':1}", "invalid patch format of primitive list")]
    public void Refuses_what_cannot_be_merged_with_the_servers_text(string patch, string message)
    {
        var original = Json.Object("{'containers':[{'name':'a'}],'securityContext':{}}");
        var error = Assert.Throws<PatchException>(() => StrategicMerge.Apply(original, Json.Object(patch), PatchSchemas.PodSpec));
        Assert.Equal(PatchProblem.NotMergeable, error.Problem);
        Assert.Equal(message, error.Message);
        Json.AssertSame("{'containers':[{'name':'a'}],'securityContext':{}}", original);
    }

    [Fact]
    public void A_pod_template_overlay_adds_to_the_container_of_the_same_name_only()
    {
        var template = Json.Object("{'metadata':{'labels':{'app':'m'}},'spec':{'containers':[{'name':'model','image':'vllm','resources':{'limits':{'nvidia.com/gpu':'4'}}}]}}");
        var overlay = Json.Object("{'metadata':{'annotations':{'x':'1'}},'spec':{'priorityClassName':'high','containers':[{'name':'model','env':[{'name':'HF_HOME','value':'/data'}]},{'name':'proxy','image':'envoy'}]}}");
        Json.AssertSame(
            "{'metadata':{'labels':{'app':'m'},'annotations':{'x':'1'}},'spec':{'containers':[{'name':'model','image':'vllm','resources':{'limits':{'nvidia.com/gpu':'4'}},'env':[{'name':'HF_HOME','value':'/data'}]},{'name':'proxy','image':'envoy'}],'priorityClassName':'high'}}",
            StrategicMerge.Apply(template, overlay, PatchSchemas.PodTemplateSpec));
    }

    [Fact]
    public void Applying_the_same_patch_again_changes_nothing()
    {
        var patch = Json.Object("{'containers':[{'name':'b','env':[{'name':'X','value':'1'}]},{'name':'a','ports':[{'containerPort':80}]}],'nodeSelector':{'z':'1'}}");
        var once = StrategicMerge.Apply(Json.Object("{'containers':[{'name':'a'},{'name':'c'}]}"), patch, PatchSchemas.PodSpec);
        var twice = StrategicMerge.Apply(once, patch, PatchSchemas.PodSpec);
        Assert.Equal(once.ToJsonString(), twice.ToJsonString());
    }
}
