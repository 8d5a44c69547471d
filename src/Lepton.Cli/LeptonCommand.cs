using System.CommandLine;
using Lepton.Cli.Completion;
using Lepton.Cli.Crds;
using Lepton.Cli.Demo;
using Lepton.Cli.Hub;
using Lepton.Cli.Import;
using Lepton.Cli.Members;
using Lepton.Cli.Moves;
using Lepton.Cli.Plan;
using Lepton.Cli.Rbac;
using Lepton.Cli.Rollouts;
using Lepton.Cli.Sandboxes;
using Lepton.Cli.Simulate;
using Lepton.Cli.Solve;
using Lepton.Cli.Views;

namespace Lepton.Cli;

/// <summary>The command line of <c>lepton</c>, also found as <c>kubectl lepton</c>.</summary>
internal static class LeptonCommand
{
    public static RootCommand Create() => Numbers.Checked(new RootCommand("Lepton: places models over many clouds by price and GPU capacity.")
    {
        PlanCommand.Create(),
        ViewCommands.Explain(),
        ViewCommands.Cost(),
        ViewCommands.Top(),
        ViewCommands.DoctorCommand(),
        DrainCommands.DrainCommand(),
        DrainCommands.UncordonCommand(),
        ApproveCommand.Create(),
        RolloutCommands.History(),
        RolloutCommands.RollbackCommand(),
        MembersCommand.Create(),
        ImportCommand.Create(),
        DemoCommand.Create(),
        UpCommand.Create(),
        SimulateCommand.Create(),
        SolveCommand.Create(),
        CrdsCommand.Create(),
        RbacCommand.Create(),
        CompletionCommand.Create(),
    });
}
