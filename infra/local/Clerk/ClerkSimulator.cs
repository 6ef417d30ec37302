using Local.Clerk.Api;
using Local.Clerk.Durability;
using Local.Clerk.Http;
using Local.Clerk.Store;
using Local.Clerk.Tokens;
using Local.Clerk.Webhooks;
using Local.Journal;
using Microsoft.AspNetCore.Connections;

namespace Local.Clerk;

/// <summary>
/// An instance of Clerk on this machine: the Backend API (version 2026-05-12) under <c>/v1</c>, signing keys, session tokens, and
/// signed webhooks that are retried as Svix retries them. What it does not support it refuses by name.
/// </summary>
public sealed class ClerkSimulator : IAsyncDisposable
{
    private readonly ClerkApi api;
    private readonly LoopbackServer server;
    private readonly WebhookOutbox outbox;
    private readonly StateJournal? journal;
    private readonly SigningKey key;
    private readonly SessionTokens tokens;

    private ClerkSimulator(
        ClerkApi api, LoopbackServer server, WebhookOutbox outbox, StateJournal? journal, SigningKey key, SessionTokens tokens)
    {
        this.api = api;
        this.server = server;
        this.outbox = outbox;
        this.journal = journal;
        this.key = key;
        this.tokens = tokens;
        Address = server.Address;
    }

    /// <summary><c>http://127.0.0.1:port/</c>; the API is under <c>/v1</c>.</summary>
    public Uri Address { get; }

    /// <summary>The key that session tokens are verified with, as PEM (SPKI, RSA-2048).</summary>
    public string PublicKey => key.PublicPem;

    public ClerkDirectory Directory => api.Directory;

    public ClerkFaults Faults => api.Faults;

    public ClerkMetrics Metrics => api.Metrics;

    internal IReadOnlyList<Route> Routes => api.Routes;

    /// <exception cref="ArgumentException">An option makes no sense.</exception>
    /// <exception cref="AddressInUseException">The port is taken; the message names it.</exception>
    /// <exception cref="JournalException">The state folder cannot be used, or what is in it is damaged.</exception>
    public static async Task<ClerkSimulator> StartAsync(ClerkSimulatorOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegative(options.RequestsPer10Seconds);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.RetrySpeed, 0);
        if (options.Endpoints.Any(endpoint => endpoint.Address is not { IsAbsoluteUri: true, Scheme: "http" or "https" }))
        {
            throw new ArgumentException("Webhooks go to absolute addresses of http or https.", nameof(options));
        }

        var claims = options.SessionClaims is { } template ? ClaimsTemplate.Parse(template) : ClaimsTemplate.Empty;
        var state = new ClerkState();
        var metrics = new ClerkMetrics();
        var faults = new ClerkFaults(options.Clock);
        var outbox = new WebhookOutbox(state, options, metrics, faults);
        var key = new SigningKey(options.StateFolder, options.InstanceId);
        StateJournal? journal = null;
        try
        {
            journal = options.StateFolder is { } folder ? StateJournal.Open(folder, state, options.Journal) : null;
            var ids = new Ids(journal is { WasEmpty: false } ? null : options.Seed);
            var writer = new OrganizationWriter(state, options.Roles, options.Clock);
            var directory = new ClerkDirectory(state, outbox, writer, ids, options);
            var api = new ClerkApi(state, directory, writer, key, faults, metrics, options);
            var server = await HttpServer.StartAsync(api, options.Port, cancellationToken);
            var issuer = options.Issuer ?? server.Address.AbsoluteUri.TrimEnd('/');
            var tokens = new SessionTokens(directory, writer, ids, key, issuer, claims, options.Clock);
            api.Control = new LocalControl(api, new LocalPeople(state, directory, writer), new LocalTokens(directory, tokens));
            outbox.Resume();
            return new ClerkSimulator(api, server, outbox, journal, key, tokens);
        }
        catch
        {
            key.Dispose();
            await outbox.DisposeAsync();
            if (journal is not null)
            {
                await journal.DisposeAsync();
            }

            throw;
        }
    }

    /// <inheritdoc cref="SessionTokens.Issue"/>
    public string IssueSessionToken(SessionTokenRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return tokens.Issue(request);
    }

    /// <summary>Completes when no webhook is under way and none is due, by the simulator's clock.</summary>
    public Task WebhooksAtRestAsync() => outbox.RestAsync();

    /// <summary>Ends delayed requests without an answer, breaks off webhooks; without a state folder everything is gone.</summary>
    public async ValueTask DisposeAsync()
    {
        api.Dispose();
        await server.DisposeAsync();
        await outbox.DisposeAsync();
        if (journal is not null)
        {
            await journal.DisposeAsync();
        }

        key.Dispose();
    }
}
