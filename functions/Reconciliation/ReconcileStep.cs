using System.Text.Json;
using System.Text.Json.Serialization;
using Azure.Messaging.ServiceBus;

namespace Serverless.Reconciliation;

/// <summary>A piece of a run as a message: any instance may do it, and doing it twice does no harm.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "step")]
[JsonDerivedType(typeof(ComparePage), "compare-page")]
[JsonDerivedType(typeof(ConfirmAbsent), "confirm-absent")]
[JsonDerivedType(typeof(FinishRun), "finish-run")]
[JsonDerivedType(typeof(CompareOrganizations), "compare-organizations")]
[JsonDerivedType(typeof(CompareMembers), "compare-members")]
[JsonDerivedType(typeof(FindStrays), "find-strays")]
[JsonDerivedType(typeof(ConfirmOrganizations), "confirm-organizations")]
public abstract record ReconcileStep(RunId Run)
{
    /// <summary>Tells the step from others of its run; the same for the same step.</summary>
    [JsonIgnore]
    public abstract string Key { get; }

    /// <param name="again">Set when the step is sent once more, so that duplicate detection does not take it for the first.</param>
    public ServiceBusMessage ToMessage(string? again = null) =>
        new(BinaryData.FromBytes(JsonSerializer.SerializeToUtf8Bytes(this, ReconcileJson.Default.ReconcileStep)))
        {
            MessageId = again is null ? $"{Run}.{Key}" : $"{Run}.{Key}.{again}",
            Subject = Key,
            ContentType = "application/json",
        };

    /// <summary>Null if the message holds no step.</summary>
    public static ReconcileStep? From(ServiceBusReceivedMessage message)
    {
        try
        {
            return JsonSerializer.Deserialize(message.Body, ReconcileJson.Default.ReconcileStep);
        }
        catch (Exception unreadable) when (unreadable is JsonException or NotSupportedException)
        {
            return null;
        }
    }
}

/// <summary>Compare one page of Clerk's list with our documents.</summary>
/// <param name="Window">Which of the run's windows.</param>
public sealed record ComparePage(RunId Run, int Window, PageStart Start) : ReconcileStep(Run)
{
    public override string Key => $"page-{Window}-{Start.Number}";
}

/// <summary>Ask Clerk for those of one batch whom no page named.</summary>
public sealed record ConfirmAbsent(RunId Run, int Batch) : ReconcileStep(Run)
{
    public override string Key => $"batch-{Batch}";
}

/// <summary>See whether all parts are done, and go on with the run.</summary>
/// <param name="Look">How often this was looked at before.</param>
public sealed record FinishRun(RunId Run, int Look) : ReconcileStep(Run)
{
    public override string Key => $"finish-{Look}";
}

/// <summary>Compare one page of Clerk's list of organizations with our documents, and have their members compared.</summary>
public sealed record CompareOrganizations(RunId Run, PageStart Start) : ReconcileStep(Run)
{
    public override string Key => $"organizations-{Start.Number}";
}

/// <summary>Compare the members of some organizations.</summary>
/// <param name="Part">Id of the part that names them.</param>
public sealed record CompareMembers(RunId Run, string Part) : ReconcileStep(Run)
{
    public override string Key => Part;
}

/// <summary>Look for memberships of organizations that there are not.</summary>
/// <param name="Look">Of the <see cref="FinishRun"/> that wanted it.</param>
public sealed record FindStrays(RunId Run, int Look) : ReconcileStep(Run)
{
    public override string Key => "strays";
}

/// <summary>Ask Clerk for those organizations and members of one batch that no list named.</summary>
public sealed record ConfirmOrganizations(RunId Run, int Batch) : ReconcileStep(Run)
{
    public override string Key => $"batch-{Batch}";
}
