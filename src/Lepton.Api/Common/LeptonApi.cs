namespace Lepton.Api;

/// <summary>Names of the API group that appear outside the types.</summary>
public static class LeptonApi
{
    public const string Group = "lepton.ai";

    public const string Version = "v1alpha1";

    public const string ApiVersion = Group + "/" + Version;

    /// <summary><c>kubectl get lepton</c> lists all kinds of this category.</summary>
    public const string Category = "lepton";
}
