namespace Lepton.Sandbox.Tests.BuiltinSchemas;

public sealed class JobValidationTests
{
    private const string Job = "{'metadata':{'name':'j','uid':'u'},'spec':{'completionMode':'Indexed','completions':4,'parallelism':2,'selector':{'matchLabels':{'batch.kubernetes.io/controller-uid':'u'}},'template':{'metadata':{'labels':{'batch.kubernetes.io/controller-uid':'u'}},'spec':{'restartPolicy':'Never','containers':[{'name':'c','image':'i'}]}}}}";

    [Fact]
    public void A_right_one_has_no_errors() => Assert.Empty(Sample.Errors("batch/v1", "Job", Job, Job));

    [Fact]
    public void Pods_of_a_job_must_end() => Assert.Equal(
        ["spec.template.spec.restartPolicy: Required value: valid values: \"OnFailure\", \"Never\""],
        Sample.Errors("batch/v1", "Job", Job.Replace("'restartPolicy':'Never',", "", StringComparison.Ordinal)));

    [Fact]
    public void The_template_cannot_change() => Assert.Contains(
        "field is immutable",
        Assert.Single(Sample.Errors("batch/v1", "Job", Job.Replace("'image':'i'", "'image':'j'", StringComparison.Ordinal), Job)),
        StringComparison.Ordinal);

    [Fact]
    public void While_suspended_and_not_started_its_node_selector_may_change()
    {
        var suspended = Job.Replace("'spec':{'completionMode'", "'spec':{'suspend':true,'completionMode'", StringComparison.Ordinal);
        var moved = suspended.Replace("'restartPolicy'", "'nodeSelector':{'a':'b'},'restartPolicy'", StringComparison.Ordinal);
        Assert.Empty(Sample.Errors("batch/v1", "Job", moved, suspended));
        Assert.NotEmpty(Sample.Errors("batch/v1", "Job", Job.Replace("'restartPolicy'", "'nodeSelector':{'a':'b'},'restartPolicy'", StringComparison.Ordinal), Job));
    }

    [Theory]
    [InlineData("'parallelism':2", "'parallelism':3", null)]
    [InlineData("'completions':4,'parallelism':2", "'completions':5,'parallelism':5", null)]
    [InlineData("'completions':4", "'completions':5", "spec.completions: Invalid value: 5: can only be modified in tandem with spec.parallelism")]
    [InlineData("'completionMode':'Indexed'", "'completionMode':'Indexed','podReplacementPolicy':'Odd'", "spec.podReplacementPolicy: Unsupported value: \"Odd\": supported values: \"Failed\", \"TerminatingOrFailed\"")]
    public void Its_size_changes_within_limits(string from, string to, string? error) =>
        Assert.Equal(error is null ? [] : [error], Sample.Errors("batch/v1", "Job", Job.Replace(from, to, StringComparison.Ordinal), Job).Distinct());

    [Fact]
    public void A_selector_of_one_s_own_is_told_four_times()
    {
        var errors = Sample.Errors("batch/v1", "Job", Job.Replace("{'matchLabels':{'batch", "{'matchLabels':{'x':'y','batch", StringComparison.Ordinal), Job);
        Assert.Equal(4, errors.Length);
        Assert.EndsWith("`selector` not auto-generated", errors[0], StringComparison.Ordinal);
        Assert.StartsWith("spec.template.metadata.labels: ", errors[1], StringComparison.Ordinal);
        Assert.Equal(errors[1], errors[2]);
        Assert.EndsWith("field is immutable", errors[3], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{'spec':{'schedule':'0 0 * *','jobTemplate':{'spec':{'template':{'spec':{'restartPolicy':'Never','containers':[{'name':'c','image':'i'}]}}}}}}", "spec.schedule: Invalid value: \"0 0 * *\": expected exactly 5 fields, found 4: [0 0 * *]")]
    [InlineData("{'spec':{'schedule':'@daily','jobTemplate':{'spec':{'template':{'spec':{'containers':[{'name':'c','image':'i'}]}}}}}}", "spec.jobTemplate.spec.template.spec.restartPolicy: Required value: valid values: \"OnFailure\", \"Never\"")]
    public void A_cron_job_is_checked_with_its_template(string text, string error) => Assert.Equal([error], Sample.Errors("batch/v1", "CronJob", text));
}
