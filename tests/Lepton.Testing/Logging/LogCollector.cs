using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Lepton.Testing.Logging;

/// <summary>A logger factory that keeps every line.</summary>
public sealed class LogCollector : ILoggerFactory
{
    private readonly ConcurrentQueue<LogLine> _lines = new();

    public IReadOnlyList<LogLine> Lines => [.. _lines];

    /// <summary>The messages of a level.</summary>
    public IReadOnlyList<string> Of(LogLevel level) => [.. _lines.Where(l => l.Level == level).Select(l => l.Message)];

    public ILogger CreateLogger(string categoryName) => new Collecting(categoryName, _lines);

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("this factory only collects");

    public void Dispose()
    {
    }

    private sealed class Collecting(string category, ConcurrentQueue<LogLine> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue(new LogLine(category, logLevel, formatter(state, exception), exception));
    }
}

/// <summary>One line of a log.</summary>
public sealed record LogLine(string Category, LogLevel Level, string Message, Exception? Exception);
