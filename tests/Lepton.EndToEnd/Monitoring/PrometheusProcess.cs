using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Lepton.Testing.Files;

namespace Lepton.EndToEnd.Monitoring;

/// <summary>A real Prometheus that scrapes the operator every second and knows the alerts. Debian: package prometheus.</summary>
internal sealed class PrometheusProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly HttpClient _client;
    private readonly TempFolder _folder;
    private readonly Task<string> _errors;

    private PrometheusProcess(Process process, int port, TempFolder folder)
    {
        (_process, _folder) = (process, folder);
        _client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromSeconds(30) };
        _errors = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Null where it is not installed.</summary>
    public static string? Program => Find("prometheus");

    public static string? Find(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(f => Path.Combine(f, program)).FirstOrDefault(File.Exists);

    /// <param name="target">Host and port of the operator's metrics.</param>
    /// <param name="rules">File with alerts.</param>
    public static PrometheusProcess Start(string target, string rules)
    {
        var folder = new TempFolder();
        var configuration = folder.Write("prometheus.yaml", $$"""
            global: { scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s }
            rule_files: ["{{rules}}"]
            scrape_configs:
            - job_name: lepton-operator
              honor_labels: true
              static_configs: [{ targets: ["{{target}}"] }]
            """);
        var port = FreePort();
        var start = new ProcessStartInfo(Program!, [$"--config.file={configuration}", $"--storage.tsdb.path={folder.File("data")}", $"--web.listen-address=127.0.0.1:{port}", "--enable-feature=exemplar-storage", "--log.level=warn"])
        {
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        return new PrometheusProcess(Process.Start(start)!, port, folder);
    }

    /// <summary>A port nobody listened on a moment ago.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Series with their values now.</summary>
    /// <exception cref="InvalidOperationException">Prometheus does not understand the query; says why.</exception>
    public async Task<IReadOnlyList<(JsonObject Labels, double Value)>> QueryAsync(string expression)
    {
        var answer = await PostAsync("/api/v1/query", ("query", expression));
        var data = answer["data"]!;
        if ((string)data["resultType"]! == "scalar")
            return [([], Number(data["result"]![1]!))];
        return [.. data["result"]!.AsArray().Select(r => ((JsonObject)r!["metric"]!, Number(r["value"]![1]!)))];
    }

    public async Task<JsonArray> SeriesAsync(string selector) => (await PostAsync("/api/v1/series", ("match[]", selector)))["data"]!.AsArray();

    /// <summary>All rules with state, health and last error.</summary>
    public async Task<IReadOnlyList<JsonObject>> RulesAsync() =>
        [.. (await GetAsync("/api/v1/rules"))["data"]!["groups"]!.AsArray().SelectMany(g => g!["rules"]!.AsArray()).Cast<JsonObject>()];

    /// <summary>How its one target is scraped: <c>up</c>, or what is wrong.</summary>
    public async Task<string> TargetAsync()
    {
        try
        {
            var target = (await GetAsync("/api/v1/targets"))["data"]!["activeTargets"]!.AsArray().SingleOrDefault();
            return target is null ? "no target yet" : (string)target["health"]! == "up" ? "up" : $"{target["health"]}: {target["lastError"]}";
        }
        catch (HttpRequestException e)
        {
            return _process.HasExited ? throw new InvalidOperationException($"prometheus ended: {await _errors}", e) : e.Message;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _client.Dispose();
        _folder.Dispose();
    }

    private static double Number(JsonNode text) => (string)text! switch
    {
        "NaN" => double.NaN,
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        var number => double.Parse(number, System.Globalization.CultureInfo.InvariantCulture),
    };

    private async Task<JsonObject> GetAsync(string path) => (JsonObject)JsonNode.Parse(await _client.GetStringAsync(path))!;

    private async Task<JsonObject> PostAsync(string path, params (string Key, string Value)[] form)
    {
        using var content = new FormUrlEncodedContent(form.Select(f => new KeyValuePair<string, string>(f.Key, f.Value)));
        using var response = await _client.PostAsync(path, content);
        var answer = (JsonObject)JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        return (string)answer["status"]! == "success" ? answer : throw new InvalidOperationException($"{form[0].Value}: {answer["error"]}");
    }
}
