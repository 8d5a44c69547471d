namespace Lepton.Api.Accelerators;

public static partial class InstanceTypes
{
    /// <summary>
    /// Beginning and end of a type's name, and its GPU; the first that fits holds. From the clouds' own instance pages. Null: parts of GPUs
    /// only, or devices we have no name for, so that the rest of the name must not be believed.
    /// </summary>
    private static readonly (string Prefix, string Suffix, string? Name)[] Families =
    [
        // AWS; t4g is an ARM machine without GPU
        ("t4g.", "", null),
        ("p2.", "", "K80"), ("p3.", "", "V100"), ("p3dn.", "", "V100"), ("p4d.", "", "A100-40GB"), ("p4de.", "", "A100-80GB"),
        ("p5.", "", "H100"), ("p5e.", "", "H200"), ("p5en.", "", "H200"), ("p6-b200.", "", "B200"), ("p6-b300.", "", "B300"),
        ("p6e-gb200.", "", "GB200"), ("p6e-gb300.", "", "GB300"), ("u-p6e-gb200", "", "GB200"),
        ("g3.", "", "M60"), ("g3s.", "", "M60"), ("g4dn.", "", "T4"), ("g4ad.", "", null), ("g5.", "", "A10G"), ("g5g.", "", "T4G"),
        ("g6.", "", "L4"), ("gr6.", "", "L4"), ("g6f.", "", null), ("gr6f.", "", null), ("g6e.", "", "L40S"), ("g7e.", "", "RTX-PRO-6000"),
        // Azure
        ("Standard_NC6s_v2", "", "P100"), ("Standard_NC12s_v2", "", "P100"), ("Standard_NC24s_v2", "", "P100"), ("Standard_NC24rs_v2", "", "P100"),
        ("Standard_NC", "s_v3", "V100"), ("Standard_ND40rs_v2", "", "V100"), ("Standard_ND40s_v3", "", "V100"),
        ("Standard_NC", "as_T4_v3", "T4"), ("Standard_NC", "_A100_v4", "A100-80GB"),
        ("Standard_ND96asr_v4", "", "A100-40GB"), ("Standard_ND", "_A100_v4", "A100-80GB"),
        ("Standard_NV36ads_A10_v5", "", "A10"), ("Standard_NV36adms_A10_v5", "", "A10"), ("Standard_NV72ads_A10_v5", "", "A10"), ("Standard_NV", "_A10_v5", null),
        // Google Cloud
        ("a2-highgpu-", "", "A100-40GB"), ("a2-megagpu-", "", "A100-40GB"), ("a2-ultragpu-", "", "A100-80GB"),
        ("a3-highgpu-", "", "H100"), ("a3-edgegpu-", "", "H100"), ("a3-megagpu-", "", "H100"), ("a3-ultragpu-", "", "H200"),
        ("a4-highgpu-", "", "B200"), ("a4x-highgpu-", "", "GB200"), ("a4x-maxgpu-", "", "GB300"), ("g2-standard-", "", "L4"), ("g4-standard-", "", "RTX-PRO-6000"),
        // CoreWeave, RunPod and others put the GPU into the name; A100 there is the 80 GB one.
        ("gd-8xa100", "", "A100-80GB"), ("1A100.", "", "A100-80GB"), ("4A100.", "", "A100-80GB"), ("8A100.", "", "A100-80GB"), ("n3-A100", "", "A100-80GB"),
        ("gpu_1x_a100", "_sxm4", "A100-40GB"), ("gpu_8x_a100_80gb", "", "A100-80GB"),
    ];
}
