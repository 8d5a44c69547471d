using System.Text.Json.Nodes;
using Lepton.Sandbox.Schemas;
using Lepton.Sandbox.Tests.BuiltinSchemas;
using Lepton.Sandbox.Tests.Schemas;

namespace Lepton.Sandbox.Tests.Cel;

/// <summary>What the writer of an object is told: message, field and reason; which rules run at all.</summary>
public sealed class RuleOutcomeTests
{
    private const string Numbers = "'min':{'type':'integer'},'max':{'type':'integer'},'mode':{'type':'string'},'tags':{'type':'object','additionalProperties':{'type':'string'}}";

    [Theory]
    [InlineData("{'rule':'self.min <= self.max'}", "Invalid spec: Invalid value: failed rule: self.min <= self.max")]
    [InlineData("{'rule':' self.min <= self.max '}", "Invalid spec: Invalid value: failed rule: self.min <= self.max")]
    [InlineData("{'rule':'self.min <= self.max','message':' min over max '}", "Invalid spec: Invalid value: min over max")]
    [InlineData("{'rule':'self.min <= self.max','message':'m','fieldPath':'.min'}", "Invalid spec.min: Invalid value: m")]
    [InlineData("{'rule':'self.min <= self.max','message':'m','reason':'FieldValueForbidden'}", "Forbidden spec: Forbidden: m")]
    [InlineData("{'rule':'self.min <= self.max','message':'m','reason':'FieldValueRequired','fieldPath':'.max'}", "Required spec.max: Required value: m")]
    [InlineData("{'rule':'self.min <= self.max','message':'m','reason':'FieldValueDuplicate'}", "Duplicate spec: Duplicate value")]
    [InlineData("{'rule':'self.min <= self.max','messageExpression':'\\\"%d > %d\\\".format([self.min, self.max])'}", "Invalid spec: Invalid value: 5 > 3")]
    [InlineData("{'rule':'self.min <= self.max','message':'m','messageExpression':'self.mode'}", "Invalid spec: Invalid value: m")]
    [InlineData("{'rule':'self.min <= self.max','message':'m','messageExpression':'\\\"  \\\"'}", "Invalid spec: Invalid value: m")]
    [InlineData("{'rule':'self.min <= self.max','message':'m','messageExpression':'\\\"a\\\\nb\\\"'}", "Invalid spec: Invalid value: m")]
    [InlineData("{'rule':'self.mode == \\\"x\\\"'}", "Invalid spec: Invalid value: \"object\": no such key: mode evaluating rule: self.mode == \"x\"")]
    [InlineData("{'rule':'self.min / 0 == 1','message':'m'}", "Invalid spec: Invalid value: \"object\": division by zero evaluating rule: m")]
    public void A_failed_rule_says_what_and_where(string rule, string expected)
    {
        var schema = Custom.Schema(Numbers, $",'x-kubernetes-validations':[{rule}]");
        Assert.Equal([expected], Custom.Errors(schema, "{'min':5,'max':3}"));
    }

    [Theory]
    [InlineData("{'type':'string','x-kubernetes-validations':[{'rule':'self != \\\"bad\\\"','message':'m'}]}", "'bad'", "Invalid spec.v: Invalid value: \"bad\": m")]
    [InlineData("{'type':'integer','x-kubernetes-validations':[{'rule':'self < 5','message':'m'}]}", "7", "Invalid spec.v: Invalid value: 7: m")]
    [InlineData("{'type':'array','items':{'type':'integer','x-kubernetes-validations':[{'rule':'self < 5','message':'m'}]}}", "[1,7]", "Invalid spec.v[1]: Invalid value: 7: m")]
    [InlineData("{'type':'object','additionalProperties':{'type':'integer','x-kubernetes-validations':[{'rule':'self < 5','message':'m'}]}}", "{'a':1,'b':7}", "Invalid spec.v[b]: Invalid value: 7: m")]
    [InlineData("{'type':'array','x-kubernetes-validations':[{'rule':'self.size() < 2','message':'m'}],'items':{'type':'integer'}}", "[1,7]", "Invalid spec.v: Invalid value: m")]
    [InlineData("{'x-kubernetes-int-or-string':true,'x-kubernetes-validations':[{'rule':'self < 5'}]}", "'a'", "Invalid spec.v: Invalid value: \"\": 'no such overload': call arguments did not match a supported operator, function or macro signature for rule: self < 5")]
    [InlineData("{'type':'string','nullable':true,'x-kubernetes-validations':[{'rule':'self != \\\"bad\\\"'}]}", "null", null)]
    public void Rules_stand_at_every_level(string property, string value, string? expected)
    {
        var schema = Custom.Schema($"'v':{property}");
        Assert.Equal(expected is null ? [] : [expected], Custom.Errors(schema, $"{{'v':{value}}}"));
    }

    [Fact]
    public void Rules_at_the_root_see_names_but_not_the_rest_of_the_metadata()
    {
        var schema = Custom.Of("{'type':'object','x-kubernetes-validations':[{'rule':'self.metadata.name.startsWith(\\\"a-\\\") && self.kind == \\\"Widget\\\"','message':'name'}],'properties':{'spec':{'type':'object'}}}");
        Assert.Equal(["Invalid <nil>: Invalid value: name"], Custom.Errors(schema, "{}"));
        Assert.Contains("undefined field 'labels'", Problem("{'rule':'has(self.metadata.labels)'}"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("'b'", "'a'", true)]
    [InlineData("'a'", "'a'", false)]
    [InlineData("'b'", null, false)]
    public void A_transition_rule_runs_when_there_was_a_value(string now, string? before, bool fails)
    {
        var schema = Custom.Schema("'v':{'type':'string','x-kubernetes-validations':[{'rule':'self == oldSelf','message':'immutable'}]}");
        var errors = Custom.Errors(schema, $"{{'v':{now}}}", before is null ? "{}" : $"{{'v':{before}}}");
        Assert.Equal(fails ? [$"Invalid spec.v: Invalid value: {now.Replace('\'', '"')}: immutable"] : [], errors);
        Assert.Empty(Custom.Errors(schema, $"{{'v':{now}}}"));
    }

    [Fact]
    public void Items_of_list_maps_are_compared_by_key_and_other_items_not_at_all()
    {
        const string item = "{'type':'object','required':['n'],'properties':{'n':{'type':'string'},'v':{'type':'integer'}},'x-kubernetes-validations':[{'rule':'self.v >= oldSelf.v','message':'grow'}]}";
        var keyed = Custom.Schema($"'l':{{'type':'array','x-kubernetes-list-type':'map','x-kubernetes-list-map-keys':['n'],'items':{item}}}");
        Assert.Equal(["Invalid spec.l[1]: Invalid value: grow"], Custom.Errors(keyed, "{'l':[{'n':'b','v':1},{'n':'a','v':1}]}", "{'l':[{'n':'a','v':2}]}"));
        var plain = Custom.Schema($"'l':{{'type':'array','items':{item}}}");
        Assert.Empty(Custom.Errors(plain, "{'l':[{'n':'a','v':1}]}", "{'l':[{'n':'a','v':2}]}"));
    }

    [Theory]
    [InlineData("{'v':3}", null, true)]
    [InlineData("{'v':1}", null, false)]
    [InlineData("{'v':3}", "{'v':3}", false)]
    [InlineData("{'v':2}", "{'v':3}", true)]
    public void With_an_optional_old_value_a_rule_runs_always(string now, string? before, bool fails)
    {
        var schema = Custom.Schema("'v':{'type':'integer','x-kubernetes-validations':[{'rule':'oldSelf.hasValue() ? self >= oldSelf.value() : self == 1','optionalOldSelf':true,'message':'step'}]}");
        Assert.Equal(fails ? 1 : 0, Custom.Errors(schema, now, before).Length);
    }

    [Fact]
    public void What_failed_before_and_did_not_change_is_a_warning()
    {
        var schema = Custom.Schema("'v':{'type':'string','x-kubernetes-validations':[{'rule':'self != \\\"bad\\\"','message':'m'}]},'w':{'type':'string'}");
        var warnings = new List<string>();
        Assert.Empty(schema.Validate(Custom.Resource("{'v':'bad','w':'2'}"), Custom.Resource("{'v':'bad','w':'1'}"), warnings));
        Assert.Equal(["spec.v: Invalid value: \"bad\": m"], warnings);
        Assert.Single(Custom.Errors(schema, "{'v':'bad'}", "{'v':'good'}"));
        Assert.Single(Custom.Errors(schema, "{'v':'bad'}"));
    }

    [Fact]
    public void A_transition_rule_is_never_only_a_warning()
    {
        var schema = Custom.Schema("'v':{'type':'integer','x-kubernetes-validations':[{'rule':'self > oldSelf'}]}");
        Assert.Single(Custom.Errors(schema, "{'v':1}", "{'v':1}"));
    }

    [Fact]
    public void An_object_whose_values_are_wrong_is_not_judged_by_rules()
    {
        var schema = Custom.Schema(Numbers, ",'x-kubernetes-validations':[{'rule':'self.min <= self.max'}]");
        var errors = Custom.Errors(schema, "{'min':'x','max':3}");
        Assert.DoesNotContain(errors, error => error.Contains("failed rule", StringComparison.Ordinal));
        Assert.Contains(errors, error => error.Contains("some validation rules were not checked", StringComparison.Ordinal));
    }

    [Fact]
    public void A_rule_that_costs_too_much_ends_the_validation()
    {
        var schema = Custom.Schema("'l':{'type':'array','maxItems':2000,'items':{'type':'integer'},'x-kubernetes-validations':[{'rule':'self.all(a, self.all(b, a + b >= 0))'}]},'z':{'type':'integer','x-kubernetes-validations':[{'rule':'self == 2'}]}");
        var errors = Custom.Errors(schema, $"{{'l':[{string.Join(',', Enumerable.Range(0, 2000))}],'z':1}}");
        Assert.Equal(["Invalid spec.l: Invalid value: \"array\": 'operation cancelled: actual cost limit exceeded': no further validation rules will be run due to call cost exceeds limit for rule: self.all(a, self.all(b, a + b >= 0))"], errors);
    }

    [Fact]
    public void All_rules_of_an_object_share_a_budget()
    {
        const string rule = "{'rule':'self.all(a, self.all(b, a + b >= 0))'}";
        var schema = Custom.Schema($"'l':{{'type':'array','maxItems':300,'items':{{'type':'integer'}},'x-kubernetes-validations':[{string.Join(',', Enumerable.Repeat(rule, 40))}]}}");
        var error = Assert.Single(Custom.Errors(schema, $"{{'l':[{string.Join(',', Enumerable.Range(0, 300))}]}}"));
        Assert.EndsWith("validation failed due to running out of cost budget, no further validation rules will be run", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_that_are_no_identifiers_are_escaped()
    {
        var schema = Custom.Schema("'a-b':{'type':'integer'},'c.d':{'type':'integer'},'e/f':{'type':'integer'},'g__h':{'type':'integer'},'namespace':{'type':'integer'},'in':{'type':'integer'}",
            ",'x-kubernetes-validations':[{'rule':'self.a__dash__b + self.c__dot__d + self.e__slash__f + self.g__underscores__h + self.__namespace__ + self.__in__ == 63'}]");
        Assert.Empty(Custom.Errors(schema, "{'a-b':1,'c.d':2,'e/f':4,'g__h':8,'namespace':16,'in':32}"));
        Assert.Single(Custom.Errors(schema, "{'a-b':1,'c.d':2,'e/f':4,'g__h':8,'namespace':16,'in':33}"));
    }

    private static string Problem(string rule) => string.Join('\n', Lepton.Sandbox.Schemas.Definitions.DefinitionCheck.Check(
        Sample.Object($"{{'type':'object','x-kubernetes-validations':[{rule}]}}"), "s").Select(error => error.Message));
}
