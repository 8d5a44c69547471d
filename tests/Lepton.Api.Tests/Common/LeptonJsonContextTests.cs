using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Lepton.Api.Models;
using Lepton.Api.Tests.Samples;
using Lepton.Kubernetes.Serialization;

namespace Lepton.Api.Tests.Common;

public class LeptonJsonContextTests
{
    /// <summary>The options of the client, once with generated code alone for our kinds and once with reflection alone.</summary>
    private static JsonSerializerOptions With(IJsonTypeInfoResolver resolver) => new(KubernetesJson.Options) { TypeInfoResolver = resolver };

    [Fact]
    public void Generated_code_and_reflection_write_the_same()
    {
        var generated = With(JsonTypeInfoResolver.Combine(LeptonJsonContext.Default, new DefaultJsonTypeInfoResolver()));
        var reflected = With(new DefaultJsonTypeInfoResolver());
        var set = Sample.Read();
        foreach (var value in (object[])[.. set.Providers, .. set.Policies, .. set.Models])
            Assert.Equal(JsonSerializer.Serialize(value, value.GetType(), reflected), JsonSerializer.Serialize(value, value.GetType(), generated));
    }

    [Fact]
    public void Generated_code_reads_enums_durations_and_quantities()
    {
        var options = With(JsonTypeInfoResolver.Combine(LeptonJsonContext.Default, new DefaultJsonTypeInfoResolver()));
        var model = Sample.Read().Models.Single(m => m.Metadata.Name == "ddp-training");
        var back = JsonSerializer.Deserialize<LeptonModel>(JsonSerializer.Serialize(model, options), options)!;
        Assert.Equal(WorkloadKind.Training, back.Spec.Workload);
        Assert.Equal(model.Spec.Resources!.Requests!["memory"], back.Spec.Resources!.Requests!["memory"]);
        Assert.Equal(JsonSerializer.Serialize(model, options), JsonSerializer.Serialize(back, options));
    }
}
