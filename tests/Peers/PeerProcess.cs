using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Serverless.Tests.Peers;

/// <summary>The node process behind <c>peer.mjs</c>. Calls take turns.</summary>
internal sealed class PeerProcess : IAsyncDisposable
{
    private static readonly TimeSpan callLimit = TimeSpan.FromSeconds(30);
    private static readonly UTF8Encoding utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private readonly SemaphoreSlim turn = new(1);
    private readonly StringBuilder complaints = new();
    private readonly Process process;

    public PeerProcess()
    {
        process = Process.Start(new ProcessStartInfo("node", ["peer.mjs"])
        {
            WorkingDirectory = PeerFolder.FullName,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = utf8,
            StandardOutputEncoding = utf8,
        })!;
        process.ErrorDataReceived += (_, line) =>
        {
            lock (complaints)
            {
                complaints.AppendLine(line.Data);
            }
        };
        process.BeginErrorReadLine();
    }

    /// <param name="request">An object with the operation's name in <c>operation</c>, and its arguments.</param>
    /// <exception cref="InvalidOperationException">The operation failed, or the process ended.</exception>
    public async Task<string?> CallAsync(object request, CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            using var answer = JsonDocument.Parse(await ExchangeAsync(JsonSerializer.Serialize(request)));
            return answer.RootElement.TryGetProperty("error", out var error)
                ? throw new InvalidOperationException($"peer.mjs: {error}")
                : answer.RootElement.GetProperty("result").GetString();
        }
        finally
        {
            turn.Release();
        }
    }

    // Takes no cancellation: an answer left unread would be taken for that of the next call.
    private async Task<string> ExchangeAsync(string request)
    {
        using var limit = new CancellationTokenSource(callLimit);
        try
        {
            await process.StandardInput.WriteLineAsync(request.AsMemory(), limit.Token);
            await process.StandardInput.FlushAsync(limit.Token);
            return await process.StandardOutput.ReadLineAsync(limit.Token) ?? throw new EndOfStreamException();
        }
        catch (Exception lost) when (lost is IOException or OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
            lock (complaints)
            {
                throw new InvalidOperationException($"peer.mjs gave no answer and was ended. It wrote:\n{complaints}", lost);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        // End of input is the end of peer.mjs.
        process.StandardInput.Close();
        using var limit = new CancellationTokenSource(callLimit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }

        process.Dispose();
        turn.Dispose();
    }
}
