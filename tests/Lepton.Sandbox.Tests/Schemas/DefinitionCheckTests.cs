using Lepton.Sandbox.Schemas.Definitions;
using Lepton.Sandbox.Tests.BuiltinSchemas;

namespace Lepton.Sandbox.Tests.Schemas;

public sealed class DefinitionCheckTests
{
    private const string Path = "spec.validation.openAPIV3Schema";
    private const string A = Path + ".properties[spec].properties[a]";

    [Theory]
    [InlineData("'properties':{'x':{'type':'string'}}", "Required %.type: Required value: must not be empty for specified object fields")]
    [InlineData("'type':'array','items':{}", "Required %.items.type: Required value: must not be empty for specified array items")]
    [InlineData("'type':'array'", "Required %.items: Required value: must be specified")]
    [InlineData("'type':'array','x-kubernetes-list-type':'map','x-kubernetes-list-map-keys':['k'],'items':{'type':'object','properties':{'x':{'type':'string'}}}", "Invalid %.x-kubernetes-list-map-keys: Invalid value: [\"k\"]: entries must all be names of item properties")]
    [InlineData("'type':'array','x-kubernetes-list-type':'map','x-kubernetes-list-map-keys':['k'],'items':{'type':'object','properties':{'k':{'type':'string'}}}", "Required %.items.properties[k].default: Required value: this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property")]
    [InlineData("'type':'array','x-kubernetes-list-type':'map','items':{'type':'object','properties':{'k':{'type':'string'}}}", "Required %.x-kubernetes-list-map-keys: Required value: must not be empty if x-kubernetes-list-type is map")]
    [InlineData("'type':'array','x-kubernetes-list-map-keys':['k'],'items':{'type':'string'}", "Required %.x-kubernetes-list-type: Required value: must be map if x-kubernetes-list-map-keys is non-empty")]
    [InlineData("'type':'array','x-kubernetes-list-type':'bag','items':{'type':'string'}", "NotSupported %.x-kubernetes-list-type: Unsupported value: \"bag\": supported values: \"atomic\", \"set\", \"map\"")]
    [InlineData("'type':'integer','default':'x'", "TypeInvalid %.default: Invalid value: \"string\":  in body must be of type integer: \"string\"")]
    [InlineData("'type':'object','properties':{'x':{'type':'string'}},'default':{'y':1}", "Invalid %.default: Invalid value: {\"y\":1}: must not have unknown fields")]
    [InlineData("'type':'object','default':{},'properties':{'b':{'type':'string','default':'x'}},'required':['b']", "Required %.default.b: Required value")]
    [InlineData("'type':'object','default':{},'properties':{'b':{'type':'string','default':'x'}},'x-kubernetes-validations':[{'rule':'self.b.size() == 1','message':'b must be short'}]", "Invalid %.default: Invalid value: \"object\": no such key: b evaluating rule: b must be short")]
    [InlineData("'type':'integer','default':3,'x-kubernetes-validations':[{'rule':'self < 3','message':'too much'}]", "Invalid %.default: Invalid value: 3: too much")]
    [InlineData("'type':'object','default':{'m':[{'c':5}]},'properties':{'m':{'type':'array','maxItems':3,'items':{'type':'object','properties':{'c':{'type':'integer','x-kubernetes-validations':[{'rule':'self < 5','message':'five'}]}}}}}", "Invalid %.default.m[0].c: Invalid value: 5: five")]
    [InlineData("'type':'string','pattern':'('", "Invalid %.pattern: Invalid value: \"(\": must be a valid regular expression, but isn't: error parsing regexp: missing closing ): `(`")]
    [InlineData("'type':'array','uniqueItems':true,'items':{'type':'string'}", "Forbidden %.uniqueItems: Forbidden: uniqueItems cannot be set to true since the runtime complexity becomes quadratic")]
    [InlineData("'type':'object','properties':{'x':{'type':'string'}},'additionalProperties':{'type':'string'}", "Forbidden %.additionalProperties: Forbidden: additionalProperties and properties are mutual exclusive")]
    [InlineData("'type':'object','x-kubernetes-map-type':'odd'", "NotSupported %.x-kubernetes-map-type: Unsupported value: \"odd\": supported values: \"atomic\", \"granular\"")]
    [InlineData("'type':'object','anyOf':[{'type':'object'}]", "Forbidden %.anyOf[0].type: Forbidden: must be empty to be structural")]
    [InlineData("'x-kubernetes-int-or-string':true,'x-kubernetes-preserve-unknown-fields':true", "Invalid %.x-kubernetes-preserve-unknown-fields: Invalid value: true: must be false if x-kubernetes-int-or-string is true")]
    [InlineData("'type':'string','$ref':'#/x'", "Forbidden %.$ref: Forbidden: $ref is not supported")]
    [InlineData("'type':'text'", "NotSupported %.type: Unsupported value: \"text\": supported values: \"array\", \"boolean\", \"integer\", \"number\", \"object\", \"string\"")]
    [InlineData("'type':'string','x-kubernetes-validations':[{'rule':' '}]", "Required %.x-kubernetes-validations[0].rule: Required value: rule is not specified")]
    [InlineData("'type':'string','x-kubernetes-validations':[{'rule':'true','reason':'Odd'}]", "NotSupported %.x-kubernetes-validations[0].reason: Unsupported value: \"Odd\": supported values: \"FieldValueDuplicate\", \"FieldValueForbidden\", \"FieldValueInvalid\", \"FieldValueRequired\"")]
    [InlineData("'type':'object','properties':{'x':{'type':'string'}},'x-kubernetes-validations':[{'rule':'true','fieldPath':'.y'}]", "Invalid %.x-kubernetes-validations[0].fieldPath: Invalid value: \".y\": must be a valid path")]
    public void One_fault_is_told_in_the_server_s_words(string schema, string error) => Assert.Equal([error.Replace("%", A, StringComparison.Ordinal)], Errors(Spec(schema)));

    [Theory]
    [InlineData("{'type':'string'}", "Invalid %.type: Invalid value: \"string\": must be object at the root")]
    [InlineData("{'properties':{}}", "Required %.type: Required value: must not be empty at the root")]
    [InlineData("{'type':'object','additionalProperties':{'type':'string'}}", "Forbidden %.additionalProperties: Forbidden: must not be used at the root")]
    [InlineData("{'type':'object','properties':{'metadata':{'type':'object','properties':{'labels':{'type':'object'}}}}}", "Forbidden %.properties[metadata]: Forbidden: must not specify anything other than name and generateName, but metadata is implicitly specified")]
    [InlineData("{'type':'object','properties':{'kind':{'type':'integer'}}}", "Invalid %.properties[kind].type: Invalid value: \"integer\": must be string")]
    [InlineData("{'type':'object','anyOf':[{'properties':{'x':{'minLength':1}}}]}", "Required %.properties[x]: Required value: because it is defined in %.anyOf[0].properties[x]")]
    [InlineData("{'type':'object','nullable':true}", "Forbidden %.nullable: Forbidden: nullable cannot be true at the root")]
    public void The_root_has_rules_of_its_own(string schema, string error) => Assert.Equal([error.Replace("%", Path, StringComparison.Ordinal)], Errors(schema));

    [Theory]
    [InlineData("'x-kubernetes-int-or-string':true,'anyOf':[{'type':'integer'},{'type':'string'}]")]
    [InlineData("'x-kubernetes-int-or-string':true,'allOf':[{'anyOf':[{'type':'integer'},{'type':'string'}]},{'pattern':'^a$'}]")]
    [InlineData("'x-kubernetes-preserve-unknown-fields':true")]
    [InlineData("'type':'object','properties':{'x':{'type':'string'}},'oneOf':[{'required':['x']},{'properties':{'x':{'minLength':3}}}]")]
    [InlineData("'type':'object','default':{},'properties':{'x':{'type':'string','default':'y','enum':['y']}}")]
    [InlineData("'type':'object','default':{},'properties':{'b':{'type':'string','default':'x'}},'x-kubernetes-validations':[{'rule':'!has(self.b) || self.b.size() == 1'}]")]
    [InlineData("'type':'integer','default':3,'x-kubernetes-validations':[{'rule':'self == oldSelf'}]")]
    [InlineData("'type':'array','x-kubernetes-list-type':'map','x-kubernetes-list-map-keys':['k','p'],'items':{'type':'object','required':['k'],'properties':{'k':{'type':'string'},'p':{'type':'string','default':'T'}}}")]
    [InlineData("'type':'object','additionalProperties':{'type':'object','properties':{'x':{'type':'string'}}},'x-kubernetes-validations':[{'rule':'true','fieldPath':'[\\\"k\\\"].x'}]")]
    public void What_is_structural_passes(string schema) => Assert.Empty(Errors(Spec(schema)));

    private static string Spec(string a) => $"{{'type':'object','properties':{{'spec':{{'type':'object','properties':{{'a':{{{a}}}}}}}}}}}";

    private static string[] Errors(string schema) =>
        [.. DefinitionCheck.Check(Sample.Object(schema), Path).Select(error => $"{error.Reason["FieldValue".Length..]} {error.Field}: {error.Message}")];
}
