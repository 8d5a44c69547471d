using Lepton.Kubernetes.Schema;

namespace Lepton.Api.Policies;

public enum MigrationStrategy
{
    [Description("The source runs until the target serves all that is wanted.")]
    MakeBeforeBreak,

    [Description("The source goes first; the model serves less, or nothing, until the target is ready.")]
    BreakBeforeMake,

    [Description("Part by part, as steps say: the source shrinks by as much as the target has proven.")]
    Stepwise,
}

public enum DataSyncRule
{
    [Description("Data is brought along where the model says how (dataset.sync).")]
    IfGiven,

    [Description("Served models that do not say how are refused: no replica starts without its data.")]
    Required,
}

/// <summary>How served models change places. Training runs always break before they make: two runs of one must never be alive at once.</summary>
[ValidationRule("!has(self.strategy) || self.strategy != 'Stepwise' || (has(self.steps) && self.steps.size() > 0)", Message = "strategy Stepwise needs steps", FieldPath = ".steps")]
public sealed class MigrationPolicy
{
    [Default]
    [Description("In which order the source goes and the target comes.")]
    public MigrationStrategy Strategy { get; set; } = MigrationStrategy.MakeBeforeBreak;

    [Count(20)]
    [Description("For Stepwise: how much runs at the target after each step. The last one is followed by the whole.")]
    public List<MigrationStep>? Steps { get; set; }

    [Default]
    [Description("When the target counts as proven.")]
    public MigrationVerification Verification { get; set; } = new();

    [Default]
    [Description("Whether data has to be brought to the target before anything starts there.")]
    public DataSyncRule DataSync { get; set; } = DataSyncRule.IfGiven;

    [Default, Minimum(0), Maximum(10_000)]
    [Description("Replicas that may be missing of those wanted while a model moves: a step is proven with so many fewer. BreakBeforeMake does not keep to it.")]
    public int MaxUnavailable { get; set; }

    [Default]
    [Description("How long the source runs on after status.endpoints named the target, such as 30s: for those who send requests to learn of it.")]
    public Duration Drain { get; set; } = "5s";

    [Default]
    [Description("Time within which each step of a move must have been proven, beyond the model's loadTime, such as 30m. Then the move has failed.")]
    public Duration Timeout { get; set; } = "30m";

    [Default]
    [Description("Whether the source is taken up again when a move because of cost has failed; else the target is waited for. The target's pool is avoided for failover.penalty.")]
    public bool RollbackOnFailure { get; set; } = true;

    [Default, Minimum(0), Maximum(1_000_000)]
    [Description("Dollars of people's work that the move of one model costs.")]
    public double LaborCostPerMove { get; set; }
}

/// <summary>One step of a stepwise move.</summary>
public sealed class MigrationStep
{
    [Minimum(1), Maximum(100)]
    [Description("Percent of the replicas that run at the target after it.")]
    public int Percent { get; set; }

    [Default]
    [Description("How long the step is left alone once it is proven, such as 10m.")]
    public Duration Pause { get; set; } = "0s";
}

/// <summary>When new replicas count as proven.</summary>
public sealed class MigrationVerification
{
    [Default, Minimum(0), Maximum(86_400)]
    [Description("Seconds for which all of them must have been ready without a break.")]
    public int MinReadySeconds { get; set; }

    [Description("A request that every replica at the target has to answer, passed on by the member's API server (pods/proxy). Models without a port are not asked.")]
    public VerificationProbe? HttpGet { get; set; }
}

public enum ProbeScheme
{
    [Description("In plain text.")]
    HTTP,

    [Description("Over TLS; the certificate is not verified.")]
    HTTPS,
}

/// <summary>What new replicas are asked before they count as proven.</summary>
public sealed class VerificationProbe
{
    [Default, Length(1, 1024), Pattern("^/.*$")]
    [Description("Path, and query if need be.")]
    public string Path { get; set; } = "/";

    [Minimum(1), Maximum(65_535)]
    [Description("Port of the container. Without it, the first of the model's ports.")]
    public int? Port { get; set; }

    [Default]
    [Description("How it is asked.")]
    public ProbeScheme Scheme { get; set; } = ProbeScheme.HTTP;

    [Minimum(200), Maximum(599)]
    [Description("The HTTP status of the answer. Without it, any from 200 to 299.")]
    public int? ExpectedStatus { get; set; }

    [Default, Minimum(1), Maximum(60)]
    [Description("Seconds within which the answer has to come.")]
    public int TimeoutSeconds { get; set; } = 3;
}
