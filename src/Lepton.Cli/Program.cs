using System.CommandLine;
using Lepton.Cli;
using Lepton.Cli.Crds;
using Lepton.Cli.Demo;
using Lepton.Cli.Members;
using Lepton.Cli.Moves;
using Lepton.Cli.Plan;
using Lepton.Cli.Rbac;
using Lepton.Cli.Sandboxes;
using Lepton.Cli.Simulate;
using Lepton.Cli.Solve;

var root = new RootCommand("Lepton: places models over many clouds by price and GPU capacity.")
{
    PlanCommand.Create(),
    SolveCommand.Create(),
    CrdsCommand.Create(),
    RbacCommand.Create(),
    MembersCommand.Create(),
    DemoCommand.Create(),
    UpCommand.Create(),
    SimulateCommand.Create(),
    ApproveCommand.Create(),
};
using var interruption = new Interruption();
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null }, interruption.Token);
