using Lepton.Sandbox.Tests.BuiltinSchemas;

namespace Lepton.Sandbox.Tests.Schemas;

public sealed class PruningAndDefaultsTests
{
    [Theory]
    [InlineData("'a':{'type':'object','properties':{'x':{'type':'string'}}}", "{'a':{'x':'1','y':2},'b':3}", "{'a':{'x':'1'}}", "spec.a.y,spec.b")]
    [InlineData("'a':{'type':'object','x-kubernetes-preserve-unknown-fields':true,'properties':{'x':{'type':'object'}}}", "{'a':{'x':{'gone':1},'y':2}}", "{'a':{'x':{},'y':2}}", "spec.a.x.gone")]
    [InlineData("'a':{'type':'object','additionalProperties':{'type':'object','properties':{'x':{'type':'string'}}}}", "{'a':{'k':{'x':'1','z':1}}}", "{'a':{'k':{'x':'1'}}}", "spec.a.k.z")]
    [InlineData("'a':{'type':'object','additionalProperties':true}", "{'a':{'k':{'z':1}}}", "{'a':{'k':{'z':1}}}", "")]
    [InlineData("'a':{'type':'array','items':{'type':'object','properties':{'x':{'type':'string'}}}}", "{'a':[{'x':'1'},{'y':1}]}", "{'a':[{'x':'1'},{}]}", "spec.a[1].y")]
    [InlineData("'a':{'type':'object','x-kubernetes-embedded-resource':true,'properties':{'spec':{'type':'object'}}}", "{'a':{'apiVersion':'v1','kind':'K','metadata':{'name':'n','nosuch':1},'other':1}}", "{'a':{'apiVersion':'v1','kind':'K','metadata':{'name':'n'}}}", "spec.a.metadata.nosuch,spec.a.other")]
    public void What_the_schema_does_not_name_is_removed(string properties, string spec, string expected, string unknown)
    {
        var value = Custom.Resource(spec);
        Assert.Equal(unknown.Length == 0 ? [] : unknown.Split(','), Custom.Schema(properties).Prune(value));
        Sample.AssertSame(expected, value.Spec());
    }

    [Fact]
    public void Unknown_metadata_and_top_level_fields_go_too()
    {
        var value = Custom.Resource("{}");
        value["metadata"]!["nosuch"] = 1;
        value["toplevel"] = Sample.Object("{'x':1}");
        Assert.Equal(["metadata.nosuch", "toplevel"], Custom.Schema("").Prune(value));
    }

    [Theory]
    [InlineData("'a':{'type':'integer','default':1}", "{}", "{'a':1}")]
    [InlineData("'a':{'type':'integer','default':1}", "{'a':0}", "{'a':0}")]
    [InlineData("'a':{'type':'integer','default':1}", "{'a':null}", "{'a':1}")]
    [InlineData("'a':{'type':'string','nullable':true,'default':'x'}", "{'a':null}", "{'a':null}")]
    [InlineData("'s':{'type':'object','default':{},'properties':{'t':{'type':'string','default':'Rolling'}}}", "{}", "{'s':{'t':'Rolling'}}")]
    [InlineData("'s':{'type':'object','properties':{'t':{'type':'string','default':'Rolling'}}}", "{}", "{}")]
    [InlineData("'l':{'type':'array','items':{'type':'object','properties':{'p':{'type':'string','default':'TCP'}}}}", "{'l':[{},{'p':'UDP'}]}", "{'l':[{'p':'TCP'},{'p':'UDP'}]}")]
    [InlineData("'m':{'type':'object','additionalProperties':{'type':'object','properties':{'p':{'type':'string','default':'TCP'}}}}", "{'m':{'k':{}}}", "{'m':{'k':{'p':'TCP'}}}")]
    public void Defaults_fill_what_is_absent(string properties, string spec, string expected)
    {
        var value = Custom.Resource(spec);
        Custom.Schema(properties).ApplyDefaults(value);
        Sample.AssertSame(expected, value.Spec());
    }

    [Fact]
    public void Nulls_go_where_null_is_not_allowed()
    {
        var value = Custom.Resource("{'a':null,'b':null,'c':null,'o':{'x':null}}");
        Custom.Schema("'a':{'type':'string'},'b':{'type':'string','nullable':true},'c':{'type':'string','default':'d'},'o':{'type':'object','properties':{'x':{'type':'string'}}}").DropNulls(value);
        Sample.AssertSame("{'b':null,'c':null,'o':{}}", value.Spec());
    }

    [Fact]
    public void Metadata_is_decoded_and_canonical()
    {
        var schema = Custom.Schema("");
        var value = Custom.Resource("{}");
        value["metadata"] = Sample.Object("{'name':'w','labels':{'a':1}}");
        Assert.Equal("json: cannot unmarshal number into Go struct field ObjectMeta.labels of type string", schema.DecodeError(value));
        value["metadata"] = Sample.Object("{'name':'w','labels':{'b':'2','a':'1'},'finalizers':null}");
        Assert.Null(schema.DecodeError(value));
        schema.ApplyDefaults(value);
        Sample.AssertSame("{'name':'w','labels':{'a':'1','b':'2'}}", value["metadata"]);
    }
}
