using Lepton.Sandbox.Schemas.Definitions;
using Lepton.Sandbox.Tests.BuiltinSchemas;

namespace Lepton.Sandbox.Tests.Cel;

/// <summary>Which rules a CRD may not have.</summary>
public sealed class RuleCheckTests
{
    private const string Advice = " (try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)";

    [Theory]
    [InlineData("'type':'string'", "{'rule':'self.nosuch == 1'}", "x-kubernetes-validations[0].rule: Invalid value: {\"Rule\":\"self.nosuch == 1\",\"Message\":\"\",\"MessageExpression\":\"\",\"Reason\":null,\"FieldPath\":\"\",\"OptionalOldSelf\":null}: compilation failed: ERROR: <input>:1:5: type 'string' does not support field selection\n | self.nosuch == 1\n | ....^")]
    [InlineData("'type':'string'", "{'rule':'self'}", "x-kubernetes-validations[0].rule: Invalid value: {\"Rule\":\"self\",\"Message\":\"\",\"MessageExpression\":\"\",\"Reason\":null,\"FieldPath\":\"\",\"OptionalOldSelf\":null}: cel expression must evaluate to a bool")]
    [InlineData("'type':'integer'", "{'rule':'self > 0','messageExpression':'self'}", "x-kubernetes-validations[0].messageExpression: Invalid value: {\"Rule\":\"self > 0\",\"Message\":\"\",\"MessageExpression\":\"self\",\"Reason\":null,\"FieldPath\":\"\",\"OptionalOldSelf\":null}: messageExpression must evaluate to a string")]
    [InlineData("'type':'integer'", "{'rule':'self > 0','messageExpression':'1 +'}", "x-kubernetes-validations[0].messageExpression: Invalid value: {\"Rule\":\"self > 0\",\"Message\":\"\",\"MessageExpression\":\"1 +\",\"Reason\":null,\"FieldPath\":\"\",\"OptionalOldSelf\":null}: messageExpression compilation failed: ERROR: <input>:1:4: Syntax error: mismatched input '<EOF>' expecting {'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}\n | 1 +\n | ...^")]
    [InlineData("'type':'integer'", "{'rule':'self > 0','optionalOldSelf':true}", "x-kubernetes-validations[0].optionalOldSelf: Invalid value: true: may not be set if oldSelf is not used in rule")]
    [InlineData("'type':'string','maxLength':10", "{'rule':'self.find(\\\"(\\\") == \\\"\\\"'}", "x-kubernetes-validations[0].rule: Invalid value: {\"Rule\":\"self.find(\\\"(\\\") == \\\"\\\"\",\"Message\":\"\",\"MessageExpression\":\"\",\"Reason\":null,\"FieldPath\":\"\",\"OptionalOldSelf\":null}: program instantiation failed: error parsing regexp: missing closing ): `(`")]
    [InlineData("'type':'integer'", "{'rule':' '}", "x-kubernetes-validations[0].rule: Required value: rule is not specified")]
    public void A_rule_that_cannot_be_run_is_refused(string type, string rule, string expected) => Assert.Equal([$"s.properties[a].{expected}"], Errors($"'a':{{{type},'x-kubernetes-validations':[{rule}]}}"));

    [Theory]
    [InlineData("'type':'string'", "self.contains(self)", "more than 100x")]
    [InlineData("'type':'string','maxLength':5000", "self.contains(self)", null)]
    [InlineData("'type':'array','maxItems':3300,'items':{'type':'integer'}", "self.all(x, self.all(y, x != y))", "5.4x")]
    [InlineData("'type':'array','maxItems':1500,'items':{'type':'integer'}", "self.all(x, self.all(y, x != y))", "1.125750x")]
    [InlineData("'type':'array','maxItems':500,'items':{'type':'integer'}", "self.all(x, self.all(y, x != y))", null)]
    public void A_rule_that_may_cost_too_much_is_refused(string type, string rule, string? factor)
    {
        var errors = Errors($"'a':{{{type},'x-kubernetes-validations':[{{'rule':'{rule}'}}]}}");
        if (factor is null)
            Assert.Empty(errors);
        else
            Assert.Equal($"s.properties[a].x-kubernetes-validations[0].rule: Forbidden: estimated rule cost exceeds budget by factor of {factor}{Advice}", errors[0]);
    }

    [Fact]
    public void Limits_of_lists_above_multiply_the_cost()
    {
        const string rule = "'x-kubernetes-validations':[{'rule':'self.startsWith(\\\"aaaaaaaaaa\\\") || self.contains(\\\"x\\\")'}]";
        Assert.Empty(Errors($"'a':{{'type':'array','maxItems':10,'items':{{'type':'string','maxLength':100,{rule}}}}}"));
        Assert.NotEmpty(Errors($"'a':{{'type':'array','items':{{'type':'string','maxLength':100,{rule}}}}}"));
    }

    [Fact]
    public void Rules_that_are_too_much_together_are_named()
    {
        const string rule = "{'rule':'self.all(x, self.all(y, x != y))'}";
        var errors = Errors($"'a':{{'type':'array','maxItems':1400,'items':{{'type':'integer'}},'x-kubernetes-validations':[{string.Join(',', Enumerable.Repeat(rule, 11))}]}}");
        Assert.Equal(5, errors.Length);
        Assert.All(errors[..4], error => Assert.EndsWith("Forbidden: contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema", error, StringComparison.Ordinal));
        Assert.Equal($"s: Forbidden: x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema exceeds budget by factor of 1.078770x{Advice}", errors[4]);
    }

    [Theory]
    [InlineData("atomic", true)]
    [InlineData("map", false)]
    public void Items_that_cannot_be_matched_have_no_old_value(string listType, bool refused)
    {
        var errors = Errors($"'a':{{'type':'array','maxItems':5,'x-kubernetes-list-type':'{listType}'{(listType == "map" ? ",'x-kubernetes-list-map-keys':['n']" : "")},'items':{{'type':'object','required':['n'],'properties':{{'n':{{'type':'string','maxLength':5}}}},'x-kubernetes-validations':[{{'rule':'self.n == oldSelf.n'}}]}}}}");
        Assert.Equal(refused ? ["s.properties[a].items.x-kubernetes-validations[0].rule: Invalid value: \"self.n == oldSelf.n\": oldSelf cannot be used on the uncorrelatable portion of the schema within s.properties[a]"] : [], errors);
    }

    [Fact]
    public void What_the_schema_preserves_without_naming_it_cannot_be_used()
    {
        Assert.Contains("undefined field 'x'", Assert.Single(Errors("'a':{'type':'object','x-kubernetes-preserve-unknown-fields':true,'x-kubernetes-validations':[{'rule':'self.x == 1'}]}")), StringComparison.Ordinal);
    }

    private static string[] Errors(string properties) =>
        [.. DefinitionCheck.Check(Sample.Object($"{{'type':'object','properties':{{{properties}}}}}"), "s").Select(error => $"{error.Field}: {error.Message}")];
}
