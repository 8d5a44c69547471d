using System.CommandLine;
using Lepton.Operator.Hosting;

// After SIGTERM work in hand is finished and the Lease released, so that the next instance need not wait for its expiry; that takes longer than the library's two seconds.
return await OperatorCommand.Create().Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(35) });
