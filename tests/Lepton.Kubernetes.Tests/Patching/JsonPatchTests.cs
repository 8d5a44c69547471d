using Lepton.Kubernetes.Patching;

namespace Lepton.Kubernetes.Tests.Patching;

public sealed class JsonPatchTests
{
    [Theory]
    [InlineData("{'a':1}", "[{'op':'add','path':'/b','value':2}]", "{'a':1,'b':2}")]
    [InlineData("{'a':1}", "[{'op':'add','path':'/a','value':null}]", "{'a':null}")]
    [InlineData("{'l':[1,3]}", "[{'op':'add','path':'/l/1','value':2}]", "{'l':[1,2,3]}")]
    [InlineData("{'l':[1]}", "[{'op':'add','path':'/l/-','value':2}]", "{'l':[1,2]}")]
    [InlineData("{'l':[1]}", "[{'op':'add','path':'/l/1','value':2}]", "{'l':[1,2]}")]
    [InlineData("{'l':[1,2]}", "[{'op':'replace','path':'/l/0','value':9}]", "{'l':[9,2]}")]
    [InlineData("{'l':[1,2,3]}", "[{'op':'remove','path':'/l/-1'}]", "{'l':[1,2]}")]
    [InlineData("{'a':1,'b':2}", "[{'op':'remove','path':'/a'}]", "{'b':2}")]
    [InlineData("{'a':{'x':1}}", "[{'op':'copy','from':'/a','path':'/b'}]", "{'a':{'x':1},'b':{'x':1}}")]
    [InlineData("{'l':['first','c','d']}", "[{'op':'move','from':'/l/0','path':'/l/1'}]", "{'l':['c','first','d']}")]
    [InlineData("{'m':{'a/b':1,'c~d':2}}", "[{'op':'replace','path':'/m/a~1b','value':3},{'op':'remove','path':'/m/c~0d'}]", "{'m':{'a/b':3}}")]
    [InlineData("{'a':1}", "[{'op':'test','path':'/a','value':1.0},{'op':'replace','path':'/a','value':2}]", "{'a':2}")]
    [InlineData("{'a':1}", "[]", "{'a':1}")]
    public void Applies(string target, string patch, string expected) =>
        Json.AssertSame(expected, JsonPatch.Parse(Json.Node(patch)).Apply(Json.Node(target)));

    [Fact]
    public void Replace_of_an_absent_key_of_an_existing_parent_adds_it() =>
        Json.AssertSame("{'spec':{'title':'t'}}", JsonPatch.Parse(Json.Node("[{'op':'replace','path':'/spec/title','value':'t'}]")).Apply(Json.Node("{'spec':{}}")));

    [Fact]
    public void Test_for_null_accepts_an_absent_key() =>
        Json.AssertSame("{'a':1}", JsonPatch.Parse(Json.Node("[{'op':'test','path':'/b','value':null}]")).Apply(Json.Node("{'a':1}")));

    [Theory]
    [InlineData("[{'op':'test','path':'/a','value':2}]", "test /a: found 1, expected 2")]
    [InlineData("[{'op':'remove','path':'/nosuch'}]", "remove /nosuch: there is nothing to remove")]
    [InlineData("[{'op':'replace','path':'/nosuch/x','value':1}]", "there is nothing to replace")]
    [InlineData("[{'op':'add','path':'/nosuch/x','value':1}]", "no such place")]
    [InlineData("[{'op':'add','path':'/l/9','value':1}]", "no such place")]
    [InlineData("[{'op':'replace','path':'/l/1','value':1}]", "there is nothing to replace")]
    [InlineData("[{'op':'add','path':'/l/x','value':1}]", "no such place")]
    [InlineData("[{'op':'copy','from':'/b','path':'/c'}]", "there is nothing at /b")]
    [InlineData("[{'op':'copy','path':'/c'}]", "needs from")]
    [InlineData("[{'op':'add','path':'/c'}]", "needs a value")]
    [InlineData("[{'op':'frobnicate','path':'/a'}]", "unknown operation \"frobnicate\"")]
    [InlineData("[{'op':'remove','path':''}]", "the whole document")]
    [InlineData("[{'op':'remove','path':'a'}]", "must begin with /")]
    public void Says_which_operation_cannot_be_done_and_changes_nothing(string patch, string why)
    {
        var target = Json.Node("{'a':1,'l':[1]}");
        var error = Assert.Throws<PatchException>(() => JsonPatch.Parse(Json.Node(patch)).Apply(target));
        Assert.Equal(PatchProblem.NotApplicable, error.Problem);
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
        Json.AssertSame("{'a':1,'l':[1]}", target);
    }

    [Fact]
    public void A_later_failure_undoes_earlier_operations()
    {
        var target = Json.Node("{'a':1}");
        var patch = JsonPatch.Parse(Json.Node("[{'op':'replace','path':'/a','value':5},{'op':'test','path':'/a','value':6}]"));
        Assert.Throws<PatchException>(() => patch.Apply(target));
        Json.AssertSame("{'a':1}", target);
    }

    [Theory]
    [InlineData("{'op':'add'}", "json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp")]
    [InlineData("[1]", "json: cannot unmarshal number into Go value of type handlers.jsonPatchOp")]
    [InlineData("[{'op':1,'path':'/a'}]", "json: cannot unmarshal number into Go struct field jsonPatchOp.op of type string")]
    public void Refuses_what_is_not_a_patch(string patch, string message)
    {
        var error = Assert.Throws<PatchException>(() => JsonPatch.Parse(Json.Node(patch)));
        Assert.Equal(PatchProblem.Malformed, error.Problem);
        Assert.Equal(message, error.Message);
    }
}
