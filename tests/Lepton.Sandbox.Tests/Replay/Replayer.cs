using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Lepton.Sandbox.Hosting;
using Lepton.Sandbox.Tests.Support;

namespace Lepton.Sandbox.Tests.Replay;

/// <param name="Differences">Empty when our answer is the recorded one.</param>
internal sealed record StepResult(string Scenario, int Step, string Note, IReadOnlyList<string> Differences)
{
    public bool Equal => Differences.Count == 0;
}

/// <summary>Sends the requests of recorded scenarios to a sandbox and compares the answers.</summary>
internal sealed partial class Replayer
{
    private static readonly SandboxUser Nobody = new("nobody");
    private static readonly SandboxUser Admin = new("admin", "system:masters") { Uid = "admin-uid" };
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan UntilServed = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(30);

    /// <summary>Stands in one recorded request for the object as it is then.</summary>
    private const string CurrentObject = "x";

    private readonly TestCluster _cluster;
    private readonly Correspondence _correspondence = new();
    private readonly WireTemplates _templates = new();
    private readonly KubectlReplay _kubectl;
    private readonly List<(int CloseAfter, JsonObject Step, ReplayWatch Watch)> _open = [];
    private ReplayWebhook? _webhook;
    private string? _serviceAccountToken;

    public Replayer(TestCluster cluster)
    {
        _cluster = cluster;
        _kubectl = new KubectlReplay(cluster.Client(), SendAsync, _correspondence);
    }

    public Task<List<StepResult>> RunAsync(string scenario) => RunAsync(scenario, Recording.Steps(scenario));

    /// <param name="steps">Of the form of the recordings.</param>
    public async Task<List<StepResult>> RunAsync(string scenario, IReadOnlyList<JsonObject> steps)
    {
        await using var webhook = ReplayWebhook.IsNeeded(steps) ? await ReplayWebhook.StartAsync(steps, _correspondence) : null;
        _webhook = webhook;
        var results = new List<StepResult>();
        foreach (var step in steps)
        {
            foreach (var setup in step["setupBefore"] as JsonArray ?? [])
                await PrepareAsync((JsonObject)setup!);
            if (step.ContainsKey("exchanges"))
                results.Add(Result(scenario, step, await _kubectl.StepAsync(step)));
            if (step["request"] is JsonObject && step["response"] is JsonObject answer && answer["status"] is not null)
                await StepAsync(scenario, step, results);
            if (BulkCreates.Begins(step))
                await AllAsync(BulkCreates.Others(step, steps[(int)step["step"]! - 2]));
            foreach (var done in _open.Where(w => w.CloseAfter <= (int)step["step"]!).ToArray())
            {
                _open.Remove(done);
                results.Add(Result(scenario, done.Step, await done.Watch.CloseAsync()));
            }
        }

        foreach (var (_, _, watch) in _open)
            await watch.CloseAsync();
        _open.Clear();
        _webhook = null;
        return [.. results.OrderBy(r => r.Step)];
    }

    private async Task AllAsync(IEnumerable<JsonObject> requests)
    {
        foreach (var request in requests)
            await SendAsync(request);
    }

    private async Task PrepareAsync(JsonObject setup)
    {
        var answer = await SendAsync((JsonObject)setup["request"]!);
        if ((string?)setup["id"] is { } id)
            _templates.Keep(id, answer.Body);
        new BodyComparer(_correspondence, partial: true).Compare(setup["response"]!["body"], answer.Body);
    }

    private async Task StepAsync(string scenario, JsonObject step, List<StepResult> results)
    {
        var request = (JsonObject)step["request"]!;
        var response = (JsonObject)step["response"]!;
        if (((string)request["path"]!).Contains("timeoutSeconds=70", StringComparison.Ordinal))
            return;
        if (request["body"] is JsonValue omitted && omitted.ToString().StartsWith("(omitted", StringComparison.Ordinal))
            return;
        if (_templates.IsUnknown(CurrentObject, request))
            _templates.Keep(CurrentObject, (await SendAsync(new JsonObject { ["method"] = "GET", ["path"] = request["path"]!.DeepClone() })).Body);
        if (response.ContainsKey("ended"))
        {
            var watch = await ReplayWatch.OpenAsync(_cluster.Client(), _templates.Path(request), request, response, _correspondence);
            _open.Add(((int?)response["closedAfterStep"] ?? (int)step["step"]!, step, watch));
            return;
        }

        var (answer, differences) = await CompareAsync(request, response, step.ContainsKey("earlierAttempts"));
        if ((string?)step["id"] is { } id)
            _templates.Keep(id, answer.Body);
        differences.AddRange(_webhook?.Compare(step) ?? []);
        results.Add(Result(scenario, step, differences));
    }

    /// <summary>A read that differs is made again for a while: controllers, ours as the recorded ones, take a moment.</summary>
    private async Task<(ReplayAnswer Answer, List<string> Differences)> CompareAsync(JsonObject request, JsonObject response, bool polled)
    {
        var patience = (string)request["method"]! == "GET" || polled ? Patience : TimeSpan.Zero;
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var answer = await SendAsync(request);
            var correspondence = _correspondence.Copy();
            var differences = ReplayComparison.Compare(response, answer, correspondence, (string?)(request["body"] as JsonObject)?["metadata"]?["generateName"]);
            var elapsed = TimeProvider.System.GetElapsedTime(started);
            if (differences.Count == 0 || elapsed > (IsNotServedYet(answer, response) ? UntilServed : patience))
            {
                _correspondence.Take(correspondence);
                return (answer, differences);
            }

            await Task.Delay(Pause);
        }
    }

    /// <summary>A custom resource is served some moments after its definition was made; the recorder had waited for that.</summary>
    private static bool IsNotServedYet(ReplayAnswer answer, JsonObject response) =>
        answer.Status == 404 && (int)response["status"]! != 404 && answer.Body is JsonValue text && text.ToString().StartsWith("404 page not found", StringComparison.Ordinal);

    private async Task<ReplayAnswer> SendAsync(JsonObject recorded)
    {
        using var request = new HttpRequestMessage(new HttpMethod((string)recorded["method"]!), await PathAsync(recorded));
        var headers = recorded["headers"] as JsonObject ?? [];
        if (_templates.Body(recorded) is { } body)
        {
            request.Content = new ByteArrayContent(Bytes(body));
            if ((string?)headers["Content-Type"] is { } type)
                request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        }

        foreach (var (name, value) in headers.Where(h => h.Key is not ("Content-Type" or "Authorization")))
            request.Headers.TryAddWithoutValidation(name, name == "If-None-Match" ? _correspondence.TagOf((string)value!) : (string?)value);
        if (!headers.ContainsKey("User-Agent"))
            request.Headers.TryAddWithoutValidation("User-Agent", "wire-recorder/1.0");
        Authorize(request, (string?)headers["Authorization"]);
        using var response = await _cluster.Anonymous.SendAsync(request);
        var answer = await ReplayAnswer.ReadAsync(response);
        _serviceAccountToken = (string?)((answer.Body as JsonObject)?["status"] as JsonObject)?["token"] ?? _serviceAccountToken;
        return answer;
    }

    /// <summary>Texts were recorded byte by byte; protobuf is not UTF-8. Tokens were recorded by their claims.</summary>
    private byte[] Bytes(JsonNode body)
    {
        if (body is not JsonValue text)
            return Encoding.UTF8.GetBytes(Token().Replace(_webhook is null ? PythonJson.Text(body) : _correspondence.Translate(PythonJson.Text(body)), _serviceAccountToken ?? ""));
        var bytes = text.GetValue<string>();
        return bytes.StartsWith("k8s\0", StringComparison.Ordinal) ? Encoding.Latin1.GetBytes(bytes) : Encoding.UTF8.GetBytes(bytes);
    }

    [GeneratedRegex("<JWT claims=[^>]*>", RegexOptions.ExplicitCapture)]
    private static partial Regex Token();

    /// <summary>The hash of a schema is ours to choose: the index says it.</summary>
    private async Task<string> PathAsync(JsonObject recorded)
    {
        var path = _templates.Path(recorded);
        if (!path.StartsWith("/openapi/v3/", StringComparison.Ordinal) || !path.Contains("?hash=", StringComparison.Ordinal) || path.EndsWith("=00", StringComparison.Ordinal))
            return path;
        var index = await SendAsync(new JsonObject { ["method"] = "GET", ["path"] = "/openapi/v3" });
        return (string?)index.Body?["paths"]?[path["/openapi/v3/".Length..path.IndexOf('?')]]?["serverRelativeURL"] ?? path;
    }

    private void Authorize(HttpRequestMessage request, string? recorded)
    {
        var token = recorded switch
        {
            null => _cluster.Cluster.TokenOf(Admin),
            "(none)" => null,
            _ when recorded.Contains("service account", StringComparison.Ordinal) => _serviceAccountToken,
            _ when recorded.Contains("nobody", StringComparison.Ordinal) => _cluster.Cluster.TokenOf(Nobody),
            _ => "nonsense",
        };
        if (token is not null)
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
    }

    private static StepResult Result(string scenario, JsonObject step, List<string> differences) =>
        new(scenario, (int)step["step"]!, (string?)step["note"] ?? "", differences);
}
