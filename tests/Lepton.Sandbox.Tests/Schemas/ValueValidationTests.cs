namespace Lepton.Sandbox.Tests.Schemas;

public sealed class ValueValidationTests
{
    [Theory]
    [InlineData("'type':'string','enum':['small','large']", "'huge'", "NotSupported spec.a: Unsupported value: \"huge\": supported values: \"small\", \"large\"")]
    [InlineData("'type':'integer','minimum':0", "-1", "Invalid spec.a: Invalid value: -1: spec.a in body should be greater than or equal to 0")]
    [InlineData("'type':'integer','maximum':100", "101", "Invalid spec.a: Invalid value: 101: spec.a in body should be less than or equal to 100")]
    [InlineData("'type':'number','maximum':1000000000", "2e9", "Invalid spec.a: Invalid value: 2e9: spec.a in body should be less than or equal to 1e+09")]
    [InlineData("'type':'integer','minimum':0,'exclusiveMinimum':true", "0", "Invalid spec.a: Invalid value: 0: spec.a in body should be greater than 0")]
    [InlineData("'type':'integer','maximum':5,'exclusiveMaximum':true", "5", "Invalid spec.a: Invalid value: 5: spec.a in body should be less than 5")]
    [InlineData("'type':'integer','multipleOf':10", "15", "Invalid spec.a: Invalid value: 15: spec.a in body should be a multiple of 10")]
    [InlineData("'type':'string','pattern':'^[A-Z]{3}-[0-9]+$'", "'abc'", "Invalid spec.a: Invalid value: \"abc\": spec.a in body should match '^[A-Z]{3}-[0-9]+$'")]
    [InlineData("'type':'string','minLength':2", "'x'", "Invalid spec.a: Invalid value: \"x\": spec.a in body should be at least 2 chars long")]
    [InlineData("'type':'string','maxLength':3", "'xxxx'", "TooLong spec.a: Too long: may not be more than 3 bytes")]
    [InlineData("'type':'integer'", "'3'", "TypeInvalid spec.a: Invalid value: \"string\": spec.a in body must be of type integer: \"string\"")]
    [InlineData("'type':'string'", "5", "TypeInvalid spec.a: Invalid value: \"integer\": spec.a in body must be of type string: \"integer\"")]
    [InlineData("'type':'object'", "[]", "TypeInvalid spec.a: Invalid value: \"array\": spec.a in body must be of type object: \"array\"")]
    [InlineData("'type':'string'", "null", "TypeInvalid spec.a: Invalid value: \"null\": spec.a in body must be of type string: \"null\"")]
    [InlineData("'type':'integer'", "1.5", "TypeInvalid spec.a: Invalid value: \"number\": spec.a in body must be of type integer: \"number\"")]
    [InlineData("'x-kubernetes-int-or-string':true", "true", "TypeInvalid spec.a: Invalid value: \"boolean\": spec.a in body must be of type integer,string: \"boolean\"")]
    [InlineData("'type':'string','format':'date-time'", "'yesterday'", "TypeInvalid spec.a: Invalid value: \"yesterday\": spec.a in body must be of type date-time: \"yesterday\"")]
    [InlineData("'type':'string','format':'duration'", "'often'", "TypeInvalid spec.a: Invalid value: \"often\": spec.a in body must be of type duration: \"often\"")]
    [InlineData("'type':'object','maxProperties':1,'additionalProperties':{'type':'string'}", "{'a':'1','b':'2'}", "TooMany spec.a: Too many: 2: must have at most 1 items")]
    [InlineData("'type':'object','additionalProperties':{'type':'string'}", "{'k':1}", "TypeInvalid spec.a.k: Invalid value: \"integer\": spec.a.k in body must be of type string: \"integer\"")]
    [InlineData("'type':'array','maxItems':1,'items':{'type':'string'}", "['a','b']", "TooMany spec.a: Too many: 2: must have at most 1 items")]
    [InlineData("'type':'array','minItems':1,'items':{'type':'string'}", "[]", "Invalid spec.a: Invalid value: 0: spec.a in body should have at least 1 items")]
    [InlineData("'type':'array','items':{'type':'object','required':['name'],'properties':{'name':{'type':'string'}}}", "[{}]", "Required spec.a[0].name: Required value")]
    [InlineData("'type':'array','x-kubernetes-list-type':'set','items':{'type':'string'}", "['x','x']", "Duplicate spec.a[1]: Duplicate value: \"x\"")]
    [InlineData("'type':'array','x-kubernetes-list-type':'map','x-kubernetes-list-map-keys':['n','p'],'items':{'type':'object','properties':{'n':{'type':'string'},'p':{'type':'string'}}}", "[{'n':'a','p':'T'},{'p':'T','n':'a'}]", "Duplicate spec.a[1]: Duplicate value: {\"n\":\"a\",\"p\":\"T\"}")]
    [InlineData("'type':'object','properties':{'x':{'type':'string'},'y':{'type':'string'}},'not':{'required':['x','y']}", "{'x':'1','y':'2'}", "Invalid <nil>: Invalid value: \"\": \"spec.a\" must not validate the schema (not)")]
    public void One_violation_is_told_in_the_server_s_words(string schema, string value, string error) =>
        Assert.Equal([error], Custom.Errors(Custom.Schema($"'a':{{{schema}}}"), $"{{'a':{value}}}"));

    [Theory]
    [InlineData("'type':'string','nullable':true", "null")]
    [InlineData("'type':'integer'", "3.0")]
    [InlineData("'type':'number'", "3")]
    [InlineData("'type':'integer','multipleOf':10", "20")]
    [InlineData("'type':'number','multipleOf':0.01", "1.1")]
    [InlineData("'x-kubernetes-int-or-string':true", "3")]
    [InlineData("'x-kubernetes-int-or-string':true,'anyOf':[{'type':'integer'},{'type':'string'}],'pattern':'^[0-9]+m?$'", "'300m'")]
    [InlineData("'type':'string','format':'date-time'", "'2026-01-01T00:00:00Z'")]
    [InlineData("'type':'string','format':'duration'", "'1h30m'")]
    [InlineData("'type':'string','format':'nosuch'", "'anything'")]
    [InlineData("'type':'string','maxLength':2", "'éé'")]
    [InlineData("'type':'string','maxLength':1", "'🚀'")]
    [InlineData("'type':'object','properties':{'x':{'type':'string'},'y':{'type':'string'}},'oneOf':[{'required':['x']},{'required':['y']}]", "{'x':'1'}")]
    [InlineData("'x-kubernetes-preserve-unknown-fields':true", "[1,{'a':null}]")]
    public void What_is_right_is_not_an_error(string schema, string value) =>
        Assert.Empty(Custom.Errors(Custom.Schema($"'a':{{{schema}}}"), $"{{'a':{value}}}"));

    [Fact]
    public void Alternatives_tell_which_keyword_failed_and_what_came_nearest()
    {
        var schema = Custom.Schema("'a':{'type':'object','properties':{'x':{'type':'string'},'y':{'type':'string'}},'oneOf':[{'required':['x']},{'required':['y']}]}");
        Assert.Equal(
            ["Invalid <nil>: Invalid value: \"\": \"spec.a\" must validate one and only one schema (oneOf). Found 2 valid alternatives"],
            Custom.Errors(schema, "{'a':{'x':'1','y':'2'}}"));
        Assert.Equal(
            ["Invalid <nil>: Invalid value: \"\": \"spec.a\" must validate one and only one schema (oneOf). Found none valid", "Required spec.a.x: Required value"],
            Custom.Errors(schema, "{'a':{}}"));
        var any = Custom.Schema("'a':{'type':'integer','anyOf':[{'minimum':10},{'maximum':0}]}");
        Assert.Equal(
            ["Invalid <nil>: Invalid value: \"\": \"spec.a\" must validate at least one schema (anyOf)", "Invalid spec.a: Invalid value: 5: spec.a in body should be greater than or equal to 10"],
            Custom.Errors(any, "{'a':5}"));
        var all = Custom.Schema("'a':{'type':'integer','allOf':[{'minimum':10},{'maximum':20}]}");
        Assert.Equal(
            ["Invalid <nil>: Invalid value: \"\": \"spec.a\" must validate all the schemas (allOf)", "Invalid spec.a: Invalid value: 25: spec.a in body should be less than or equal to 20"],
            Custom.Errors(all, "{'a':25}"));
    }

    [Fact]
    public void An_integer_format_has_a_range()
    {
        var schema = Custom.Schema("'a':{'type':'integer','format':'int32'}");
        Assert.Equal(["Invalid <nil>: Invalid value: \"\": Checked value must be of type integer with format int32 in spec.a"], Custom.Errors(schema, "{'a':99999999999}"));
        Assert.Equal(
            ["Invalid <nil>: Invalid value: \"\": Checked value must be of type integer with format int32 in spec.a", "TypeInvalid spec.a: Invalid value: \"float64\": spec.a in body must be of type int32: \"float64\""],
            Custom.Errors(schema, "{'a':1.5}"));
    }

    [Fact]
    public void Several_violations_are_all_told()
    {
        var errors = Custom.Errors(Custom.Schema("'a':{'type':'integer','minimum':0},'b':{'type':'string','enum':['x']}", ",'required':['c']"), "{'a':-1,'b':'y'}");
        Assert.Equal(3, errors.Length);
    }

    [Fact]
    public void Counts_of_a_scale_subresource_are_checked_where_it_points()
    {
        const string schema = "{'type':'object','x-kubernetes-preserve-unknown-fields':true}";
        var custom = Custom.Of(schema, "{'scale':{'specReplicasPath':'.spec.replicas','statusReplicasPath':'.status.replicas'}}");
        Assert.Equal(["Invalid .spec.replicas: Invalid value: -1: should be a non-negative integer"], Custom.Errors(custom, "{'replicas':-1}"));
        Assert.Equal(["Invalid .spec.replicas: Invalid value: 99999999999: should be less than or equal to 2147483647"], Custom.Errors(custom, "{'replicas':99999999999}"));
        Assert.Equal(["Invalid .spec.replicas: Invalid value: 0: .spec.replicas accessor error: x is of the type string, expected int64"], Custom.Errors(custom, "{'replicas':'x'}"));
        Assert.Equal(["Invalid .spec.replicas: Invalid value: 0: .spec.replicas accessor error: x is of the type string, expected map[string]interface{}"], Custom.Errors(custom, "'x'"));
        Assert.Empty(Custom.Errors(custom, "{'replicas':0}"));
    }
}
