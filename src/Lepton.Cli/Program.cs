using System.CommandLine;
using Lepton.Cli;

using var interruption = new Interruption();
return await LeptonCommand.Create().Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null }, interruption.Token);
