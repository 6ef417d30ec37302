using Local.Journal;

namespace Local.Clerk;

/// <summary>How the simulator runs.</summary>
public sealed record ClerkSimulatorOptions
{
    /// <summary>Port on 127.0.0.1; 0 takes any free one.</summary>
    public int Port { get; init; }

    /// <summary>Stamps objects, events and tokens, lets invitations expire, spaces retries and measures limits.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>What callers of the Backend API show as bearer token.</summary>
    public string SecretKey { get; init; } = "sk_test_local";

    /// <summary>Goes into events, and is the <c>kid</c> of session tokens.</summary>
    public string InstanceId { get; init; } = "ins_local";

    /// <summary>The <c>iss</c> of session tokens; null for the simulator's own address.</summary>
    public string? Issuer { get; init; }

    /// <summary>
    /// What the dashboard's "Customize session token" holds: a JSON object of claims with shortcodes, such as
    /// <c>{"metadata":{"role":"{{user.public_metadata.role}}"}}</c>. A shortcode becomes what it names, an object too, and null when
    /// there is none. Clerk's own claims cannot be replaced, and a shortcode that is not known is refused at the start. Null for none.
    /// </summary>
    public string? SessionClaims { get; init; }

    /// <summary>
    /// Folder that keeps everything, made if missing: what was answered, and what is still to be delivered, is there again at the
    /// next start. Null for memory only. One simulator at a time can use it.
    /// </summary>
    public string? StateFolder { get; init; }

    /// <summary>
    /// Requests in any 10 seconds before the next is answered 429: 1000 as in a production instance, 100 in a development one.
    /// 0 for none of Clerk's limits, those by user and by hour included. Source: Clerk's documentation, system limits.
    /// </summary>
    public int RequestsPer10Seconds { get; init; } = 1000;

    /// <summary>Every event goes to each of them.</summary>
    public IReadOnlyList<WebhookEndpoint> Endpoints { get; init; } = [];

    /// <summary>How many times faster than Svix's the delays between attempts pass.</summary>
    public double RetrySpeed { get; init; } = 1;

    /// <summary>Share by which those delays vary at random; Svix's open-source server has 0.2.</summary>
    public double RetryJitter { get; init; }

    /// <summary>
    /// Whether the end of a user or an organization is also announced for each of its memberships; Clerk's documentation does
    /// not say.
    /// </summary>
    public bool AnnounceCascades { get; init; }

    /// <summary>
    /// Whether an invitation's metadata reaches the user in a <c>user.updated</c> after <c>user.created</c> instead of with it;
    /// Clerk's documentation does not say.
    /// </summary>
    public bool InvitationMetadataComesLater { get; init; }

    /// <summary>Roles that members can have; must include <see cref="ClerkRole.Admin"/>.</summary>
    public IReadOnlyList<ClerkRole> Roles { get; init; } = ClerkRole.Defaults;

    /// <summary>
    /// Makes ids the same in every run, the first run if there is a <see cref="StateFolder"/>, as an id is never given twice; null
    /// for random ones.
    /// </summary>
    public int? Seed { get; init; }

    /// <summary>When the file in <see cref="StateFolder"/> is rewritten to what it amounts to.</summary>
    internal JournalOptions Journal { get; init; } = new();
}

/// <summary>Where webhooks go.</summary>
/// <param name="Address">Redirects are not followed.</param>
/// <param name="SigningSecret"><c>whsec_…</c></param>
public sealed record WebhookEndpoint(Uri Address, string SigningSecret);
