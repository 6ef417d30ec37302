using System.CommandLine;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using BenchmarkDotNet.Validators;
using Perfolizer.Horology;

namespace Serverless.Benchmarks.Micro;

/// <summary><c>micro</c>: each hot path beside a baseline, measured in one run, so that the ratio means something.</summary>
internal static class MicroCommand
{
    private static readonly Type[] Suites =
        [typeof(SignatureBenchmarks), typeof(SessionTokenBenchmarks), typeof(ReadingBenchmarks), typeof(MergeBenchmarks)];

    public static Command Create()
    {
        var micro = new Command("micro", "Hot paths against baselines, in nanoseconds and as ratios. About two minutes.");
        micro.SetAction(_ => Run() ? 0 : 1);
        return micro;
    }

    private static bool Run()
    {
        Console.WriteLine("Measuring; the tables follow at the end.");
        var summaries = BenchmarkRunner.Run(Suites, Config());
        foreach (var summary in summaries)
        {
            Console.WriteLine();
            Console.WriteLine(summary.BenchmarksCases.FirstOrDefault()?.Descriptor.Type.Name);
            MarkdownExporter.Console.ExportToLog(summary, ConsoleLogger.Default);
        }

        return summaries.All(summary => !summary.HasCriticalValidationErrors && summary.Reports.All(report => report.Success));
    }

    private static ManualConfig Config() => ManualConfig.CreateEmpty()
        // In this process: nothing is generated and built per benchmark, and both sides of a ratio share one JIT.
        .AddJob(Job.Default
            .WithToolchain(InProcessEmitToolchain.Instance)
            .WithWarmupCount(5)
            .WithIterationCount(10)
            .WithIterationTime(TimeInterval.FromMilliseconds(250)))
        .AddColumnProvider(DefaultColumnProviders.Instance)
        .AddDiagnoser(MemoryDiagnoser.Default)
        .AddValidator(JitOptimizationsValidator.FailOnError)
        .HideColumns(Column.Error, Column.RatioSD, Column.Gen0, Column.Gen1, Column.Gen2)
        .WithArtifactsPath(Path.Combine(AppContext.BaseDirectory, "BenchmarkDotNet.Artifacts"));
}
