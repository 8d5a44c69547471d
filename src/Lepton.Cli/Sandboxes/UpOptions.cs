using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using Lepton.Cli.Sandboxes.Control;

namespace Lepton.Cli.Sandboxes;

/// <summary>Options of <c>lepton sandbox up</c> alone.</summary>
internal sealed class UpOptions
{
    private readonly Option<bool> _empty = new("--no-samples") { Description = "Apply no sample models." };
    private readonly Option<bool> _bare = new("--no-operator") { Description = "Start no operator." };
    private readonly Option<string> _name = new("--name") { Description = "Name of the sandbox, where several run.", DefaultValueFactory = _ => SandboxFolders.DefaultName };
    private readonly Option<int> _port = new("--port") { Description = "Port of the hub; the members take those that follow. 0 for any free ports." };
    private readonly Option<int> _metrics = new("--metrics-port") { Description = "Port of the operator's metrics, for a Prometheus on this machine. 0 for any free port." };
    private readonly Option<int> _dashboard = new("--dashboard-port") { Description = "Port of the operator's dashboard on this machine. 0 for any free port." };
    private readonly Option<double> _speed = new("--speed") { Description = "Sandbox seconds per real second.", DefaultValueFactory = _ => 1 };
    private readonly Option<bool> _realistic = new("--realistic") { Description = "Nodes, images and models take the time they take on real clouds (use with --speed)." };

    public UpOptions()
    {
        foreach (var port in new[] { _port, _metrics, _dashboard })
        {
            port.Validators.Add(result =>
            {
                if (result.GetValueOrDefault<int>() is < 0 or > 65_535)
                    result.AddError($"{port.Name}: found {result.GetValueOrDefault<int>()}; expected a number from 0 to 65535");
            });
        }

        _speed.Validators.Add(result =>
        {
            if (!(result.GetValueOrDefault<double>() is >= 0 and <= 100_000))
                result.AddError(FormattableString.Invariant($"--speed: found {result.GetValueOrDefault<double>()}; expected a number from 0 to 100000"));
        });
        _name.Validators.Add(result =>
        {
            var name = result.GetValueOrDefault<string>() ?? "";
            if (name.Length is 0 or > 40 || name.Any(c => !char.IsAsciiLetterOrDigit(c) && c != '-'))
                result.AddError($"--name: found \"{name}\"; expected up to 40 letters, digits and dashes");
        });
    }

    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { _empty, _bare, _name, _port, _metrics, _dashboard, _speed, _realistic })
            command.Options.Add(option);
    }

    public bool Empty(ParseResult result) => result.GetValue(_empty);

    public bool Bare(ParseResult result) => result.GetValue(_bare);

    public string Name(ParseResult result) => result.GetValue(_name)!;

    public int Port(ParseResult result) => result.GetValue(_port);

    public int MetricsPort(ParseResult result) => result.GetValue(_metrics);

    /// <summary>A port, also when any would do: it is told to people before the operator listens.</summary>
    public int DashboardPort(ParseResult result)
    {
        if (result.GetValue(_dashboard) is > 0 and var port)
            return port;
        using var any = new TcpListener(IPAddress.Loopback, 0);
        any.Start();
        return ((IPEndPoint)any.LocalEndpoint).Port;
    }

    public double Speed(ParseResult result) => result.GetValue(_speed);

    public bool Realistic(ParseResult result) => result.GetValue(_realistic);
}
