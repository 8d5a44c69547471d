using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Lepton.Benchmarks.EndToEnd;
using Lepton.Benchmarks.Solver;

switch (args)
{
    case [EndToEndCommand.Name, ..]:
        return await EndToEndCommand.RunAsync(args[1..]);
    case [SolverCommand.Name, ..]:
        return SolverCommand.Run(args[1..]);
    case [ServersProcess.Command, ..]:
        return await ServersProcess.ServeAsync(args[1..]);
}

// The footprint needs a process that has done nothing else yet, so it comes first; alone with "footprint [clusters] [nodes]".
if (args is [] or ["footprint", ..])
    await Lepton.Benchmarks.FleetFootprint.RunAsync(args.Length > 1 ? int.Parse(args[1]) : 100, args.Length > 2 ? int.Parse(args[2]) : 200);
if (args is ["footprint", ..])
    return 0;

// In process: one build, no generated projects, and the same runtime as the programs. Quote ratios of one run, not times of two.
var config = ManualConfig.Create(DefaultConfig.Instance)
    .AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithWarmupCount(2).WithIterationCount(5))
    .AddDiagnoser(MemoryDiagnoser.Default)
    .AddColumn(StatisticColumn.Median);
BenchmarkSwitcher.FromAssembly(typeof(Lepton.Benchmarks.SolverBenchmarks).Assembly).Run(args.Length == 0 ? ["--filter", "*"] : args, config);
return 0;
