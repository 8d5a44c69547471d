namespace Lepton.Operator.Monitoring;

/// <summary>The same value for all who ask within a second: the instruments of one page of metrics are read one after the other, and tell of one moment.</summary>
internal sealed class FreshReading<T>(Func<T> read, TimeProvider time) where T : class
{
    private static readonly TimeSpan Same = TimeSpan.FromSeconds(1);
    private readonly Lock _lock = new();
    private T? _value;
    private long _readAt;

    public T Value
    {
        get
        {
            lock (_lock)
            {
                if (_value is null || time.GetElapsedTime(_readAt) >= Same)
                    (_value, _readAt) = (read(), time.GetTimestamp());
                return _value;
            }
        }
    }
}
