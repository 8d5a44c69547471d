namespace Lepton.Sandbox.Tests.BuiltinSchemas;

public sealed class PruningTests
{
    [Fact]
    public void Unknown_fields_are_removed_and_named_in_document_order()
    {
        var value = Sample.Object("{'metadata':{'name':'d','nosuch':1},'spec':{'template':{'spec':{'containers':[{'name':'a'},{'name':'b','imagee':'x'}],'Volumes':[]}},'zzz':{}},'other':1}");
        var unknown = Sample.Schema("apps/v1", "Deployment").Prune(value);
        Assert.Equal(["metadata.nosuch", "spec.template.spec.containers[1].imagee", "spec.template.spec.Volumes", "spec.zzz", "other"], unknown);
        Sample.AssertSame("{'metadata':{'name':'d'},'spec':{'template':{'spec':{'containers':[{'name':'a'},{'name':'b'}]}}}}", value);
    }

    [Fact]
    public void Schemas_of_definitions_are_known_to_any_depth()
    {
        var value = Sample.Object("{'spec':{'versions':[{'name':'v1','schema':{'openAPIV3Schema':{'properties':{'a':{'items':{'type':'string','tipe':'x'},'additionalProperties':false,'default':{'free':1}}}}}}]}}");
        var unknown = Sample.Schema("apiextensions.k8s.io/v1", "CustomResourceDefinition").Prune(value);
        Assert.Equal(["spec.versions[0].schema.openAPIV3Schema.properties.a.items.tipe"], unknown);
    }

    [Theory]
    [InlineData("apps/v1", "Deployment", "{'spec':{'replicas':'x'}}", "json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32")]
    [InlineData("v1", "ConfigMap", "{'data':{'a':1}}", "json: cannot unmarshal number into Go struct field ConfigMap.data of type string")]
    [InlineData("v1", "ConfigMap", "{'metadata':{'labels':{'a':1}}}", "json: cannot unmarshal number into Go struct field ObjectMeta.metadata.labels of type string")]
    [InlineData("apps/v1", "Deployment", "{'spec':{'template':{'spec':{'containers':[{'resources':{'limits':{'cpu':'x'}}}]}}}}", "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'")]
    [InlineData("apps/v1", "Deployment", "{'spec':{'replicas':1.5}}", "json: cannot unmarshal number 1.5 into Go struct field DeploymentSpec.spec.replicas of type int32")]
    [InlineData("apps/v1", "Deployment", "{'spec':[]}", "json: cannot unmarshal array into Go struct field Deployment.spec of type v1.DeploymentSpec")]
    [InlineData("apps/v1", "Deployment", "{'spec':{'paused':'yes'}}", "json: cannot unmarshal string into Go struct field DeploymentSpec.spec.paused of type bool")]
    [InlineData("coordination.k8s.io/v1", "Lease", "{'spec':{'renewTime':'2026-01-01T00:01:00Z'}}", "parsing time \"2026-01-01T00:01:00Z\" as \"2006-01-02T15:04:05.000000Z07:00\": cannot parse \"Z\" as \".000000\"")]
    [InlineData("v1", "Secret", "{'data':{'a':'*'}}", "illegal base64 data at input byte 0")]
    [InlineData("v1", "Secret", "{'data':{'a':'Yg=='}}", null)]
    [InlineData("v1", "Service", "{'spec':{'ports':[{'targetPort':'http','port':80}]}}", null)]
    [InlineData("v1", "Pod", "{'spec':{'containers':[{'resources':{'limits':{'nvidia.com/gpu':1}}}]},'status':null}", null)]
    public void Values_of_the_wrong_type_are_told_in_Gos_words(string apiVersion, string kind, string text, string? expected) =>
        Assert.Equal(expected, Sample.Schema(apiVersion, kind).DecodeError(Sample.Object(text)));
}
