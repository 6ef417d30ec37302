namespace Local.Journal;

/// <summary>
/// An append-only file of records, from which an owner rebuilds its state after a crash. An append is acknowledged when it is
/// on disk; appends that come while the disk is busy share the next write and flush. The records' order is that of the calls.
/// Safe to use from several threads.
/// </summary>
/// <remarks>
/// What is on disk is known only when an append's task completes, so an owner that has already applied a change must not
/// show it to anybody before.
/// </remarks>
public sealed class RecordJournal : IAsyncDisposable
{
    /// <summary>Longest record, in bytes.</summary>
    public const int MaxRecordBytes = 64 * 1024 * 1024;

    /// <summary>Bytes not yet written at which the disk counts as failed.</summary>
    private const long MaxBacklogBytes = 512L * 1024 * 1024;

    private readonly string path;
    private readonly JournalOptions options;
    private readonly FileStream exclusive;
    private readonly JournalFile file;
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // What follows is guarded by this, which the writing thread also waits on.
    private readonly object gate = new();
    private readonly Queue<JournalWork> pending = [];
    private JournalBatch? filling;
    private JournalFrame? spare;
    private long backlog;
    private long snapshotBytes;
    private long grown;
    private bool compacting;
    private bool closing;
    private JournalFailedException? failure;

    private RecordJournal(string path, JournalOptions options, FileStream exclusive, JournalFile file)
    {
        this.path = path;
        this.options = options;
        this.exclusive = exclusive;
        this.file = file;
        snapshotBytes = file.SnapshotEnd;
        grown = file.End - file.SnapshotEnd;

        // Of its own, since it spends its life in system calls that block.
        new Thread(WriteAll) { IsBackground = true, Name = $"Journal {Path.GetFileName(path)}" }.Start();
    }

    /// <summary>Bytes of a write interrupted by a crash, found at the end when opening and cut off. Nobody was told they were stored.</summary>
    public long DroppedBytes => file.DroppedBytes;

    /// <summary>Whether the file has outgrown its last snapshot, so that the owner should <see cref="CompactAsync"/>.</summary>
    public bool NeedsCompaction
    {
        get
        {
            lock (gate)
            {
                return !compacting && failure is null
                    && grown > options.CompactAfterBytes && grown / options.CompactAfterMultiple > snapshotBytes;
            }
        }
    }

    /// <summary>
    /// Opens the journal, made with its folder when there is none, and gives all its records in order to
    /// <paramref name="replay"/>; a span is valid during the call only. An interrupted last write is cut off.
    /// </summary>
    /// <exception cref="JournalUnavailableException">It cannot be created, read or written, or is open elsewhere.</exception>
    /// <exception cref="JournalDamagedException">It is damaged other than by an interrupted last write.</exception>
    /// <exception cref="JournalVersionException">It is of another format version.</exception>
    public static RecordJournal Open(string file, JournalOptions options, Action<ReadOnlySpan<byte>> replay)
    {
        ArgumentException.ThrowIfNullOrEmpty(file);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(replay);
        ArgumentOutOfRangeException.ThrowIfNegative(options.CompactAfterBytes);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.CompactAfterMultiple, 1);
        var path = Path.GetFullPath(file);
        FileStream? exclusive = null;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);

            // Beside the journal, as compaction replaces that file. It stays: deleting it could take it from the next owner.
            exclusive = new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            return new RecordJournal(path, options, exclusive, JournalFile.Open(path, replay));
        }
        catch (Exception e) when (e is UnauthorizedAccessException or (IOException and not JournalException))
        {
            exclusive?.Dispose();
            throw new JournalUnavailableException(path, e.Message, e);
        }
        catch
        {
            exclusive?.Dispose();
            throw;
        }
    }

    /// <summary>Completes when the record, and all before it, are on disk. Tasks complete in the order of the calls.</summary>
    /// <returns>A task that fails with <see cref="JournalFailedException"/> when this or any earlier write failed.</returns>
    /// <exception cref="ArgumentException">The record is longer than <see cref="MaxRecordBytes"/>; nothing is appended.</exception>
    public Task AppendAsync(ReadOnlySpan<byte> record)
    {
        if (record.Length > MaxRecordBytes)
        {
            throw new ArgumentException($"A record has at most {MaxRecordBytes} bytes, not {record.Length}.", nameof(record));
        }

        lock (gate)
        {
            ObjectDisposedException.ThrowIf(closing, this);
            if (failure is null && backlog > MaxBacklogBytes)
            {
                Fail(new IOException($"{backlog} bytes wait to be written; the disk does not keep up."));
            }

            if (failure is not null)
            {
                return Task.FromException(failure);
            }

            if (filling is null || filling.Frame.IsFull)
            {
                filling = new JournalBatch(spare ?? new JournalFrame());
                spare = null;
                Enqueue(filling);
            }

            var before = filling.Frame.Length;
            filling.Frame.Add(record);
            backlog += filling.Frame.Length - before;
            grown += filling.Frame.Length - before;
            return filling.Written.Task;
        }
    }

    /// <summary>
    /// Replaces everything appended before this call by a snapshot of what it amounts to; later appends follow it. The records
    /// are read on another thread after the return, so they must be a copy that no longer changes; each is done with before
    /// the next is asked for.
    /// </summary>
    /// <returns>Completes when the new file is in use. Until then later appends wait.</returns>
    public Task CompactAsync(IEnumerable<ReadOnlyMemory<byte>> snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(closing, this);
            if (failure is not null)
            {
                return Task.FromException(failure);
            }

            filling = null;
            compacting = true;
            grown = 0;
            var work = new JournalCompaction(snapshot);
            Enqueue(work);
            return work.Written.Task;
        }
    }

    /// <summary>Writes what was appended, then lets go of the file.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (gate)
        {
            closing = true;
            Monitor.Pulse(gate);
        }

        await ended.Task.ConfigureAwait(false);
        file.Dispose();
        await exclusive.DisposeAsync().ConfigureAwait(false);
    }

    private void Enqueue(JournalWork work)
    {
        pending.Enqueue(work);
        Monitor.Pulse(gate);
    }

    private void WriteAll()
    {
        while (Next() is { } work)
        {
            try
            {
                work.WriteTo(file);
            }
            catch (Exception e)
            {
                lock (gate)
                {
                    pending.Enqueue(work);
                    Fail(e);
                }

                continue;
            }

            work.Written.SetResult();
            Finish(work);
        }

        ended.SetResult();
    }

    private JournalWork? Next()
    {
        lock (gate)
        {
            while (pending.Count == 0 && !closing)
            {
                Monitor.Wait(gate);
            }

            var work = pending.TryDequeue(out var next) ? next : null;
            filling = ReferenceEquals(work, filling) ? null : filling;
            return work;
        }
    }

    private void Finish(JournalWork work)
    {
        lock (gate)
        {
            if (work is JournalBatch batch)
            {
                backlog -= batch.Frame.Length - JournalFrame.HeadBytes;
                batch.Frame.Clear();
                spare = batch.Frame;
            }
            else
            {
                compacting = false;
                snapshotBytes = file.SnapshotEnd;
            }
        }
    }

    private void Fail(Exception cause)
    {
        failure ??= new JournalFailedException(path, cause);
        filling = null;
        while (pending.TryDequeue(out var work))
        {
            work.Written.TrySetException(failure);
        }
    }
}
