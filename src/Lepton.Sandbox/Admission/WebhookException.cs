namespace Lepton.Sandbox.Admission;

/// <summary>A webhook could not be asked, or its answer is none. The failure policy decides what that means.</summary>
internal sealed class WebhookException(string message) : Exception(message)
{
    public static WebhookException Call(string why) => new("failed to call webhook: " + why);

    public static WebhookException Invalid(string why) => new("received invalid webhook response: " + why);
}
