using System.Globalization;
using Lepton.Api;
using Lepton.Api.Providers;
using Lepton.Kubernetes.Http;
using Lepton.Sandbox.Fleet;
using Lepton.Sandbox.Hosting;

namespace Lepton.Cli.Sandboxes.Control;

/// <summary>Does in a running sandbox what commands ask for.</summary>
/// <param name="down">Ends the sandbox.</param>
internal sealed class SandboxController(SandboxSession session, FleetDirector director, SandboxLoad load, SandboxClock clock, Action down)
{
    public async Task<ControlResponse> HandleAsync(ControlRequest request, CancellationToken cancellationToken) => request.Verb switch
    {
        "status" => await StatusAsync(),
        "fault" => ControlResponse.Done(Describe(await director.BeginAsync(Fault(request)))),
        "end-fault" => await EndAsync(request.Text("cluster")!),
        "price" => await PriceAsync(request, cancellationToken),
        "load" => ControlResponse.Done(await load.SetAsync(request.Text("model")!, request.Number("units")!.Value, cancellationToken)),
        "clock" => Clock(request),
        "down" => Down(),
        _ => throw new ArgumentException($"unknown request \"{request.Verb}\""),
    };

    private static FaultEvent Fault(ControlRequest request) => new(0, Enum.Parse<FaultKind>(request.Text("kind")!), request.Text("cluster")!)
    {
        Pool = request.Text("pool") ?? "",
        Node = (int)(request.Number("node") ?? 0),
        Gpus = (int)(request.Number("gpus") ?? 1),
        Pods = request.Text("pods") ?? "",
        ForHours = request.Number("minutes") / 60,
    };

    private static string Describe(ActiveFault fault) => fault.Id == 0 ? fault.Effect : $"fault {fault.Id}: {fault.Effect}";

    private async Task<ControlResponse> StatusAsync()
    {
        var lines = new List<string> { FormattableString.Invariant($"fleet {session.Fleet.Definition.Name}, sandbox time {clock.GetUtcNow():yyyy-MM-dd HH:mm:ss} at {clock.Speed:0.##} times real time") };
        foreach (var cluster in session.Fleet.Clusters)
        {
            var nodes = cluster.Definition.NodePools.Sum(pool => cluster.NodesOf(pool.Name).Count);
            lines.Add($"{cluster.Name,-24} {(cluster.Server.IsRunning ? "serving" : "down"),-8} {nodes,4} nodes  {cluster.Server.Server}");
        }

        lines.AddRange(director.Active.Select(fault => $"fault {fault.Id}: {fault.Effect}"));
        lines.AddRange(await Task.FromResult(load.Describe()));
        return ControlResponse.Done(lines);
    }

    private async Task<ControlResponse> EndAsync(string which)
    {
        if (which == "all")
        {
            await director.EndAllAsync();
            return ControlResponse.Done("all faults are over");
        }

        if (!int.TryParse(which, NumberStyles.None, CultureInfo.InvariantCulture, out var id) || !await director.EndAsync(id))
            throw new ArgumentException($"no fault \"{which}\" is in force; in force: {(director.Active.Count == 0 ? "none" : string.Join(", ", director.Active.Select(fault => fault.Id)))}");
        return ControlResponse.Done($"fault {id} is over");
    }

    private async Task<ControlResponse> PriceAsync(ControlRequest request, CancellationToken cancellationToken)
    {
        var terms = request.Text("spot") is null ? CapacityKind.OnDemand : CapacityKind.Spot;
        var dollars = await new HubPrices(session.Hub).SetAsync(request.Text("provider")!, request.Text("accelerator")!, terms, request.Number("dollars"), request.Number("factor"), cancellationToken);
        return ControlResponse.Done(FormattableString.Invariant($"{request.Text("provider")} now asks ${dollars:0.####} per {request.Text("accelerator")} and hour ({terms})"));
    }

    private ControlResponse Clock(ControlRequest request)
    {
        if (request.Number("speed") is { } speed)
            clock.Speed = speed;
        if (request.Number("step") is { } minutes)
            clock.Step(TimeSpan.FromMinutes(minutes));
        return ControlResponse.Done(FormattableString.Invariant($"sandbox time {clock.GetUtcNow():yyyy-MM-dd HH:mm:ss} at {clock.Speed:0.##} times real time"));
    }

    private ControlResponse Down()
    {
        down();
        return ControlResponse.Done("ending");
    }
}
