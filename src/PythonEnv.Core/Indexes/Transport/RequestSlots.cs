namespace PythonEnv.Indexes.Transport;

/// <summary>
/// How many requests a server has to answer at once: few until it has answered, one more for each answer, and half as many once it has said
/// that it is busy.
/// </summary>
/// <param name="first">How many to begin with.</param>
/// <param name="most">How many pay off.</param>
internal sealed class RequestSlots(int first, int most) : IDisposable
{
    private const int Fewest = 2;

    private readonly SemaphoreSlim _free = new(first);
    private readonly Lock _lock = new();
    private int _count = first;
    private int _most = most;
    private int _surplus;

    public void Dispose() => _free.Dispose();

    public Task EnterAsync(CancellationToken cancellation) => _free.WaitAsync(cancellation);

    /// <summary>Gives a slot to the next in line, unless there are to be fewer.</summary>
    public void Leave()
    {
        lock (_lock)
        {
            if (_surplus > 0)
                _surplus--;
            else
                _free.Release();
        }
    }

    /// <summary>The server has answered.</summary>
    public void Grow()
    {
        lock (_lock)
        {
            if (_count == _most)
                return;
            _count++;
            _free.Release();
        }
    }

    /// <summary>The server has too much to do: from now on it is asked half as much at once.</summary>
    public void Halve()
    {
        lock (_lock)
        {
            _most = Math.Max(Fewest, _count / 2);
            _surplus += Math.Max(0, _count - _most);
            _count = Math.Min(_count, _most);
        }
    }
}
