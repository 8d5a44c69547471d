using System.Net;
using Lepton.ControllerRuntime.Serving;

namespace Lepton.Operator.Dashboard;

/// <summary>Whom the dashboard lets in.</summary>
internal enum DashboardAccess
{
    /// <summary>Whom the hub knows by a bearer token (TokenReview), as far as its roles let them read the same by kubectl (SubjectAccessReview).</summary>
    Kubernetes,

    /// <summary>Everybody on this machine: for a sandbox.</summary>
    Open,
}

/// <summary>The read-only dashboard (configuration section <c>Dashboard</c>).</summary>
internal sealed record DashboardOptions
{
    /// <summary><c>127.0.0.1:8082</c> …; <c>0</c> serves none.</summary>
    public string BindAddress { get; init; } = "0";

    public DashboardAccess Access { get; init; }

    /// <summary>Serve it by TLS, with the certificate of the admission webhooks: then it may listen on other addresses than those of this machine.</summary>
    public bool Tls { get; init; }

    /// <summary>How long a browser stays logged in, at most; a token that ends sooner ends it sooner.</summary>
    public TimeSpan SessionLifetime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long what the hub said of a token and of rights is taken for granted.</summary>
    public TimeSpan ReviewLifetime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a point of the lines of cost and GPUs is taken; a day of them is kept at a minute each.</summary>
    public TimeSpan HistoryInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <exception cref="FormatException">It is no address, or one on which tokens, or the fleet, would be open to others.</exception>
    public BindAddress Bind
    {
        get
        {
            var bind = ControllerRuntime.Serving.BindAddress.Parse(BindAddress);
            if (bind.IsDisabled || (Tls && Access == DashboardAccess.Kubernetes) || (bind.Address is { } address && IPAddress.IsLoopback(address)))
                return bind;
            throw new FormatException(Access == DashboardAccess.Open
                ? $"--dashboard-bind-address: found {BindAddress} with Dashboard:Access=Open, which shows the fleet to everybody who reaches it; expected an address of this machine alone, such as 127.0.0.1:8082"
                : $"--dashboard-bind-address: found {BindAddress}, where tokens would be sent by plain HTTP over the network; expected an address of this machine alone, such as 127.0.0.1:8082, which kubectl port-forward reaches too, or Dashboard:Tls=true");
        }
    }
}
