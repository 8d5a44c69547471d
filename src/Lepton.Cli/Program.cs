using System.CommandLine;
using System.Runtime.InteropServices;
using Lepton.Cli.Crds;
using Lepton.Cli.Demo;
using Lepton.Cli.Plan;
using Lepton.Cli.Sandboxes;

var root = new RootCommand("Lepton: places models over many clouds by price and GPU capacity.")
{
    PlanCommand.Create(),
    CrdsCommand.Create(),
    DemoCommand.Create(),
    UpCommand.Create(),
};

// A closed terminal is as good a reason to clean up as Ctrl-C, which the library takes care of.
using var hangup = new CancellationTokenSource();
using var registration = OperatingSystem.IsWindows() ? null : PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
{
    context.Cancel = true;
    hangup.Cancel();
});

// Time to end the operator and remove files after an interruption; the library's two seconds would leave both behind.
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromMinutes(1) }, hangup.Token);
