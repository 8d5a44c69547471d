using System.Text.Json.Nodes;
using Lepton.Sandbox.Tests.Support;

namespace Lepton.Sandbox.Tests.Admission;

/// <summary>ValidatingAdmissionPolicies and their bindings.</summary>
public sealed class PolicyTests : IAsyncLifetime
{
    private const string Group = "/apis/admissionregistration.k8s.io/v1";
    private const string Policies = Group + "/validatingadmissionpolicies";
    private const string Bindings = Group + "/validatingadmissionpolicybindings";
    private const string Maps = "/api/v1/namespaces/default/configmaps";
    private const string Validation = "\"validations\":[{\"expression\":\"object.data.k != 'bad'\"}]";
    private TestCluster _cluster = null!;

    public async Task InitializeAsync() => _cluster = await TestCluster.StartAsync();

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task Defaults_are_written()
    {
        var policy = await PolicyAsync(Validation);
        Assert.Equal("Fail", (string?)policy["spec"]!["failurePolicy"]);
        Assert.Equal("Equivalent", (string?)policy["spec"]!["matchConstraints"]!["matchPolicy"]);
        Assert.Equal("*", (string?)policy["spec"]!["matchConstraints"]!["resourceRules"]![0]!["scope"]);
        Assert.Equal("{}", policy["status"]!.ToJsonString());
    }

    [Fact]
    public async Task Nothing_is_refused_before_a_binding_says_so()
    {
        await PolicyAsync(Validation);
        (await CreateAsync("bad")).Expect(201);
        await BindAsync("Audit");
        (await CreateAsync("bad", "b")).Expect(201);
    }

    [Theory]
    [InlineData("\"validations\":[{\"expression\":\"object.data.k != 'bad'\"}]", 422, "Invalid", "failed expression: object.data.k != 'bad'")]
    [InlineData("\"validations\":[{\"expression\":\"object.data.k != 'bad'\",\"message\":\"be good\"}]", 422, "Invalid", "be good")]
    [InlineData("\"validations\":[{\"expression\":\"object.data.k != 'bad'\",\"message\":\"be good\",\"messageExpression\":\"'not ' + object.data.k\"}]", 422, "Invalid", "not bad")]
    [InlineData("\"validations\":[{\"expression\":\"object.data.k != 'bad'\",\"message\":\"be good\",\"messageExpression\":\"object.nosuch\"}]", 422, "Invalid", "be good")]
    [InlineData("\"validations\":[{\"expression\":\"object.data.k != 'bad'\",\"message\":\"no\",\"reason\":\"Forbidden\"}]", 403, "Forbidden", "no")]
    [InlineData("\"validations\":[{\"expression\":\"object.data.k != 'bad'\",\"message\":\"no\",\"reason\":\"Unauthorized\"}]", 401, "Unauthorized", "no")]
    [InlineData("\"validations\":[{\"expression\":\"object.data.k != 'bad'\",\"message\":\"no\",\"reason\":\"RequestEntityTooLarge\"}]", 413, "RequestEntityTooLarge", "no")]
    [InlineData("\"validations\":[{\"expression\":\"object.nosuch == 1\"}]", 422, "Invalid", "expression 'object.nosuch == 1' resulted in error: no such key: nosuch")]
    [InlineData("\"variables\":[{\"name\":\"value\",\"expression\":\"object.data.k\"}],\"validations\":[{\"expression\":\"variables.value != 'bad'\",\"message\":\"v\"}]", 422, "Invalid", "v")]
    [InlineData("\"validations\":[{\"expression\":\"namespaceObject.metadata.name != 'default'\",\"message\":\"n\"}]", 422, "Invalid", "n")]
    [InlineData("\"validations\":[{\"expression\":\"request.operation != 'CREATE' || oldObject != null\",\"message\":\"r\"}]", 422, "Invalid", "r")]
    public async Task A_write_that_does_not_hold_is_refused(string spec, int status, string reason, string message)
    {
        await PolicyAsync(spec);
        await BindAsync("Deny");
        var refused = (await CreateAsync("bad")).Expect(status);
        const string prefix = "ValidatingAdmissionPolicy 'p' with binding 'b' denied request: ";
        Assert.Equal($"configmaps \"a\" is forbidden: {prefix}{message}", (string?)refused["message"]);
        Assert.Equal(reason, (string?)refused["reason"]);
        Assert.Equal(prefix + message, (string?)refused["details"]!["causes"]![0]!["message"]);
        Assert.Equal(404, (await _cluster.GetAsync($"{Maps}/a")).Status);
    }

    [Theory]
    [InlineData("\"failurePolicy\":\"Ignore\",\"validations\":[{\"expression\":\"object.nosuch == 1\"}]")]
    [InlineData("\"matchConditions\":[{\"name\":\"c\",\"expression\":\"object.data.k == 'other'\"}]," + Validation)]
    [InlineData("\"failurePolicy\":\"Ignore\",\"matchConditions\":[{\"name\":\"c\",\"expression\":\"object.nosuch\"}]," + Validation)]
    public async Task What_is_ignored_or_does_not_match_passes(string spec)
    {
        await PolicyAsync(spec);
        await BindAsync("Deny");
        (await CreateAsync("bad")).Expect(201);
    }

    [Theory]
    [InlineData("\"excludeResourceRules\":[{\"apiGroups\":[\"\"],\"apiVersions\":[\"v1\"],\"operations\":[\"CREATE\"],\"resources\":[\"configmaps\"]}],", 201)]
    [InlineData("\"excludeResourceRules\":[{\"resourceNames\":[\"other\"],\"apiGroups\":[\"\"],\"apiVersions\":[\"v1\"],\"operations\":[\"CREATE\"],\"resources\":[\"configmaps\"]}],", 422)]
    [InlineData("\"objectSelector\":{\"matchLabels\":{\"x\":\"y\"}},", 201)]
    [InlineData("\"namespaceSelector\":{\"matchLabels\":{\"kubernetes.io/metadata.name\":\"default\"}},", 422)]
    public async Task Constraints_say_what_is_judged(string constraints, int status)
    {
        await PolicyAsync(Validation, constraints);
        await BindAsync("Deny");
        (await CreateAsync("bad")).Expect(status);
    }

    [Theory]
    [InlineData("\"namespaceSelector\":{\"matchLabels\":{\"kubernetes.io/metadata.name\":\"elsewhere\"}}", 201)]
    [InlineData("\"resourceRules\":[{\"apiGroups\":[\"\"],\"apiVersions\":[\"v1\"],\"operations\":[\"DELETE\"],\"resources\":[\"configmaps\"]}]", 201)]
    [InlineData("\"resourceRules\":[{\"apiGroups\":[\"\"],\"apiVersions\":[\"v1\"],\"operations\":[\"CREATE\"],\"resources\":[\"configmaps\"]}]", 422)]
    public async Task A_binding_may_narrow_it(string resources, int status)
    {
        await PolicyAsync(Validation);
        await BindAsync("Deny", $"\"matchResources\":{{{resources}}}");
        (await CreateAsync("bad")).Expect(status);
    }

    [Fact]
    public async Task A_warning_lets_pass()
    {
        await PolicyAsync("\"validations\":[{\"expression\":\"object.data.k != 'bad'\",\"message\":\"be good\"}]");
        await BindAsync("Warn");
        var created = await CreateAsync("bad");
        created.Expect(201);
        Assert.Equal(["299 - \"Validation failed for ValidatingAdmissionPolicy 'p' with binding 'b': be good\""], created.Warnings);
    }

    [Theory]
    [InlineData("\"name\":\"limits\"", 422)]
    [InlineData("\"name\":\"nosuch\",\"parameterNotFoundAction\":\"Allow\"", 201)]
    [InlineData("\"name\":\"nosuch\",\"parameterNotFoundAction\":\"Deny\"", 422)]
    [InlineData("\"selector\":{\"matchLabels\":{\"role\":\"limits\"}}", 422)]
    public async Task Parameters_are_objects(string reference, int status)
    {
        (await _cluster.PostAsync(Maps, Objects.ConfigMap("limits", "bad", """{"role":"limits"}"""))).Expect(201);
        await PolicyAsync("\"paramKind\":{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\"},\"validations\":[{\"expression\":\"object.data.k != params.data.k\",\"message\":\"no\"}]");
        await BindAsync("Deny", $"\"paramRef\":{{{reference}}}");
        (await CreateAsync("bad")).Expect(status);
    }

    [Theory]
    [InlineData("\"validations\":[]", "spec.validations: Required value: validations or auditAnnotations must contain at least one item")]
    [InlineData("\"validations\":[{\"expression\":\"nosuch == 1\"}]", "undeclared reference to 'nosuch'")]
    [InlineData("\"validations\":[{\"expression\":\"1\"}]", "spec.validations[0].expression: Invalid value: \"1\": must evaluate to bool")]
    [InlineData("\"validations\":[{\"expression\":\"true\",\"reason\":\"Gone\"}]", "spec.validations[0].reason: Unsupported value: \"Gone\": supported values: \"Forbidden\", \"Invalid\", \"RequestEntityTooLarge\", \"Unauthorized\"")]
    [InlineData("\"validations\":[{\"expression\":\"authorizer.group('').resource('pods').check('get').allowed()\"}]", "undeclared reference to 'authorizer'")]
    [InlineData("\"matchConditions\":[{\"name\":\"c\",\"expression\":\"object.\"}],\"validations\":[{\"expression\":\"true\"}]", "spec.matchConditions[0].expression: Invalid value")]
    public async Task A_policy_that_cannot_be_judged_is_refused(string spec, string message)
    {
        var refused = (await _cluster.PostAsync(Policies, Policy(spec, ""))).Expect(422);
        Assert.Contains(message, (string)refused["message"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"policyName\":\"p\"", "spec.validationActions: Required value: at least one validation action is required")]
    [InlineData("\"policyName\":\"p\",\"validationActions\":[\"Refuse\"]", "spec.validationActions[0]: Unsupported value: \"Refuse\"")]
    [InlineData("\"policyName\":\"p\",\"validationActions\":[\"Deny\",\"Warn\"]", "must not contain both Deny and Warn")]
    [InlineData("\"validationActions\":[\"Deny\"]", "spec.policyName: Required value")]
    public async Task A_binding_needs_a_policy_and_an_action(string spec, string message)
    {
        var refused = (await _cluster.PostAsync(Bindings, $$$"""{"apiVersion":"admissionregistration.k8s.io/v1","kind":"ValidatingAdmissionPolicyBinding","metadata":{"name":"b"},"spec":{{{{spec}}}}}""")).Expect(422);
        Assert.Contains(message, (string)refused["message"]!, StringComparison.Ordinal);
    }

    private Task<TestResponse> CreateAsync(string value, string name = "a") => _cluster.PostAsync(Maps, Objects.ConfigMap(name, value));

    private async Task<JsonObject> PolicyAsync(string spec, string constraints = "") => (await _cluster.PostAsync(Policies, Policy(spec, constraints))).Expect(201);

    private static string Policy(string spec, string constraints) =>
        $$$"""{"apiVersion":"admissionregistration.k8s.io/v1","kind":"ValidatingAdmissionPolicy","metadata":{"name":"p"},"spec":{"matchConstraints":{{{{constraints}}}"resourceRules":[{"apiGroups":[""],"apiVersions":["v1"],"operations":["CREATE","UPDATE"],"resources":["configmaps"]}]},{{{spec}}}}}""";

    private async Task BindAsync(string action, string? more = null) => (await _cluster.PostAsync(
        Bindings,
        $$$"""{"apiVersion":"admissionregistration.k8s.io/v1","kind":"ValidatingAdmissionPolicyBinding","metadata":{"name":"b"},"spec":{"policyName":"p","validationActions":["{{{action}}}"]{{{(more is null ? "" : "," + more)}}}}}""")).Expect(201);
}
