using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Lepton.Benchmarks;
using Lepton.Benchmarks.EndToEnd;
using Lepton.Benchmarks.Runtime;
using Lepton.Benchmarks.Solver;

switch (args)
{
    case [EndToEndCommand.Name, ..]:
        return await EndToEndCommand.RunAsync(args[1..]);
    case [SolverCommand.Name, ..]:
        return SolverCommand.Run(args[1..]);
    case [ServersProcess.Command, ..]:
        return await ServersProcess.ServeAsync(args[1..]);
    case [ObjectServerProcess.Command, ..]:
        return await ObjectServerProcess.ServeAsync(args[1..]);
    case [CacheRun.Command, ..]:
        return await CacheRun.RunAsync(args[1..]);
    case ["footprint", ..]:
        await FleetFootprint.RunAsync(args.Length > 1 ? int.Parse(args[1]) : 100, args.Length > 2 ? int.Parse(args[2]) : 200);
        return 0;
    case ["micro", ..]:
        // In process: one build, no generated projects, and the same runtime as the programs. Quote ratios of one run, not times of two.
        var config = ManualConfig.Create(DefaultConfig.Instance)
            .AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithWarmupCount(2).WithIterationCount(5))
            .AddDiagnoser(MemoryDiagnoser.Default)
            .AddColumn(StatisticColumn.Median);
        BenchmarkSwitcher.FromAssembly(typeof(SolverBenchmarks).Assembly).Run(args.Length == 1 ? ["--filter", "*"] : args[1..], config);
        return 0;
    default:
        return await RuntimeCommand.RunAsync(args);
}
