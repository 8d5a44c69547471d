using Microsoft.Extensions.Hosting;

namespace Lepton.Sandbox.Hosting;

/// <summary>A server that starts and stops when told and listens to no signal of the process.</summary>
internal sealed class PassiveLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
