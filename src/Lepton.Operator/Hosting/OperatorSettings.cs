using System.Globalization;
using Lepton.Operator.Dashboard;
using Lepton.Operator.Members;
using Lepton.Operator.Monitoring;
using Lepton.Operator.Planning;
using Lepton.Operator.Webhooks;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Lepton.Operator.Hosting;

/// <summary>
/// How the operator runs. The command line gives the first five; the rest are configuration keys, given as environment variables with the prefix
/// <c>LEPTON_</c> and <c>__</c> between parts (<c>LEPTON_Members__ProbeInterval=00:00:02</c>), or in <c>appsettings.json</c> beside the program.
/// docs/reference/configuration.md lists them.
/// </summary>
internal sealed record OperatorSettings
{
    /// <summary>Kubeconfig of the hub; null for the cluster the operator runs in.</summary>
    public string? Kubeconfig { get; init; }

    public bool LeaderElect { get; init; } = true;

    /// <summary><c>:8080</c>, <c>127.0.0.1:0</c> …; <c>0</c> serves no metrics.</summary>
    public string MetricsBindAddress { get; init; } = ":8080";

    public string HealthProbeBindAddress { get; init; } = ":8081";

    /// <summary><c>json</c> or <c>text</c>.</summary>
    public string LogFormat { get; init; } = "json";

    /// <summary>Namespace of the Lease and of the operator's own events.</summary>
    public string Namespace { get; init; } = "lepton-system";

    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(15);

    public TimeSpan RenewDeadline { get; init; } = TimeSpan.FromSeconds(10);

    public TimeSpan RetryPeriod { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Least level by category; <c>Default</c> for all others.</summary>
    public IReadOnlyDictionary<string, LogLevel> LogLevels { get; init; } = new Dictionary<string, LogLevel>();

    /// <summary>Each decision and each step of a move as a line of JSON on standard output.</summary>
    public bool Audit { get; init; }

    public MemberOptions Members { get; init; } = new();

    public WebhookOptions Webhooks { get; init; } = new();

    public DashboardOptions Dashboard { get; init; } = new();

    public PlannerOptions Planner { get; init; } = new();

    public MetricsOptions Metrics { get; init; } = new();

    /// <summary>Whether something else than the webhooks is served by TLS.</summary>
    public bool ServesByTls => (Metrics.Tls && MetricsBindAddress != "0") || (Dashboard.Tls && Dashboard.BindAddress != "0");

    /// <exception cref="FormatException">A value cannot be read; names the key, what was found and what would be right.</exception>
    public OperatorSettings With(IConfiguration configuration) => this with
    {
        Namespace = configuration["Namespace"] ?? Namespace,
        LeaseDuration = Time(configuration, "LeaderElection:LeaseDuration", LeaseDuration),
        RenewDeadline = Time(configuration, "LeaderElection:RenewDeadline", RenewDeadline),
        RetryPeriod = Time(configuration, "LeaderElection:RetryPeriod", RetryPeriod),
        LogLevels = configuration.GetSection("Logging:LogLevel").GetChildren().ToDictionary(
            c => c.Key,
            c => Enum.TryParse<LogLevel>(c.Value, ignoreCase: true, out var level) && Enum.IsDefined(level)
                ? level
                : throw new FormatException($"configuration Logging:LogLevel:{c.Key}: found \"{c.Value}\", expected one of {string.Join(", ", Enum.GetNames<LogLevel>())}"),
            StringComparer.Ordinal),
        Audit = Flag(configuration, "Audit:Enabled", Audit),
        Members = Members with
        {
            ProbeInterval = Time(configuration, "Members:ProbeInterval", Members.ProbeInterval),
            ProbeTimeout = Time(configuration, "Members:ProbeTimeout", Members.ProbeTimeout),
            FailuresUntilUnreachable = Count(configuration, "Members:FailuresUntilUnreachable", Members.FailuresUntilUnreachable),
            RefreshInterval = Time(configuration, "Members:RefreshInterval", Members.RefreshInterval),
            FirstReadPatience = Time(configuration, "Members:FirstReadPatience", Members.FirstReadPatience),
            SweepInterval = Time(configuration, "Members:SweepInterval", Members.SweepInterval),
            ApplyConcurrency = Count(configuration, "Members:ApplyConcurrency", Members.ApplyConcurrency),
            ClusterProfileProviders = configuration["Members:ClusterProfileProviders"] is { Length: > 0 } providers ? providers : Members.ClusterProfileProviders,
            AllowedExecPlugins = Names(configuration, "Members:AllowedExecPlugins", Members.AllowedExecPlugins),
        },
        Webhooks = Webhooks with
        {
            Service = configuration["Webhooks:Service"] ?? Webhooks.Service,
            Configuration = configuration["Webhooks:Configuration"] ?? Webhooks.Configuration,
            Secret = configuration["Webhooks:Secret"] ?? Webhooks.Secret,
            FurtherNames = Names(configuration, "Webhooks:FurtherNames", Webhooks.FurtherNames),
            CertificateDirectory = configuration["Webhooks:CertificateDirectory"] is { Length: > 0 } folder ? folder : Webhooks.CertificateDirectory,
            CheckInterval = Time(configuration, "Webhooks:CheckInterval", Webhooks.CheckInterval),
        },
        Dashboard = Dashboard with
        {
            Access = Word(configuration, "Dashboard:Access", Dashboard.Access),
            Tls = Flag(configuration, "Dashboard:Tls", Dashboard.Tls),
            SessionLifetime = Time(configuration, "Dashboard:SessionLifetime", Dashboard.SessionLifetime),
            ReviewLifetime = Time(configuration, "Dashboard:ReviewLifetime", Dashboard.ReviewLifetime),
            HistoryInterval = Time(configuration, "Dashboard:HistoryInterval", Dashboard.HistoryInterval),
        },
        Planner = Planner with
        {
            Debounce = Time(configuration, "Planner:Debounce", Planner.Debounce),
            Resync = Time(configuration, "Planner:Resync", Planner.Resync),
            StartupPatience = Time(configuration, "Planner:StartupPatience", Planner.StartupPatience),
            SaveConcurrency = Count(configuration, "Planner:SaveConcurrency", Planner.SaveConcurrency),
        },
        Metrics = Metrics with
        {
            Tls = Flag(configuration, "Metrics:Tls", Metrics.Tls),
            ModelSeries = configuration["Metrics:ModelSeries"] == "0" ? 0 : Count(configuration, "Metrics:ModelSeries", Metrics.ModelSeries),
            BaselineInterval = configuration["Metrics:BaselineInterval"] == "0" ? TimeSpan.Zero : Time(configuration, "Metrics:BaselineInterval", Metrics.BaselineInterval),
        },
    };

    private static TimeSpan Time(IConfiguration configuration, string key, TimeSpan otherwise)
    {
        if (configuration[key] is not { Length: > 0 } text)
            return otherwise;
        // A number alone would be read as days, which nobody means.
        return text.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var value) && value > TimeSpan.Zero
            ? value
            : throw new FormatException($"configuration {key}: found \"{text}\", expected a time above zero such as 00:00:05");
    }

    private static IReadOnlyList<string> Names(IConfiguration configuration, string key, IReadOnlyList<string> otherwise) =>
        configuration[key]?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? otherwise;

    private static bool Flag(IConfiguration configuration, string key, bool otherwise)
    {
        if (configuration[key] is not { Length: > 0 } text)
            return otherwise;
        return bool.TryParse(text, out var value) ? value : throw new FormatException($"configuration {key}: found \"{text}\", expected true or false");
    }

    private static T Word<T>(IConfiguration configuration, string key, T otherwise) where T : struct, Enum
    {
        if (configuration[key] is not { Length: > 0 } text)
            return otherwise;
        return Enum.TryParse<T>(text, ignoreCase: true, out var value) && Enum.IsDefined(value)
            ? value
            : throw new FormatException($"configuration {key}: found \"{text}\", expected one of {string.Join(", ", Enum.GetNames<T>())}");
    }

    private static int Count(IConfiguration configuration, string key, int otherwise)
    {
        if (configuration[key] is not { Length: > 0 } text)
            return otherwise;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value > 0
            ? value
            : throw new FormatException($"configuration {key}: found \"{text}\", expected a whole number above zero");
    }
}
