using Lepton.Kubernetes.Schema;

namespace Lepton.Api.Models;

/// <summary>How data is brought along to a cluster a served model moves to: a Job there that copies, and then verifies by checksum, before the first replica starts.</summary>
public sealed class DatasetSync
{
    [Default, Length(1, 1024)]
    [Description("Image of the Job's containers, whose entry point takes the arguments below.")]
    public string Image { get; set; } = "docker.io/rclone/rclone:1.71";

    [Length(1, 4096)]
    [Description("Where the data is, in the words of the program, such as s3:bucket/models/llama.")]
    public string Source { get; set; } = "";

    [Length(1, 4096)]
    [Description("Where it is brought, such as gcs:bucket-$(LEPTON_REGION)/llama, or a path on one of the model's volumes. $(LEPTON_CLUSTER), $(LEPTON_PROVIDER) and $(LEPTON_REGION) are those of the target.")]
    public string Destination { get; set; } = "";

    [Default, Count(1, 64), Length(4096)]
    [Description("Arguments that copy. $(SOURCE) and $(DESTINATION) are the two above.")]
    public List<string> CopyArgs { get; set; } = ["copy", "--checksum", "$(SOURCE)", "$(DESTINATION)"];

    [Default, Count(1, 64), Length(4096)]
    [Description("Arguments that compare checksums once all is copied, and fail when anything is missing or differs.")]
    public List<string> VerifyArgs { get; set; } = ["check", "--one-way", "$(SOURCE)", "$(DESTINATION)"];

    [Length(1, 253), Pattern(Patterns.DnsSubdomain)]
    [Description("A Secret among propagate whose keys become environment variables of both, such as RCLONE_CONFIG_S3_TYPE.")]
    public string? SecretName { get; set; }

    [Default, Minimum(0), Maximum(100)]
    [Description("Attempts that may fail before the move has failed.")]
    public int BackoffLimit { get; set; } = 3;

    [Default]
    [Description("Time for all of it, such as 6h. Then the move has failed.")]
    public Duration Timeout { get; set; } = "6h";
}
