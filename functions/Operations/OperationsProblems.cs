using Serverless.Platform.Http;

namespace Serverless.Operations;

/// <summary>Refusals about the work of operators.</summary>
public static class OperationsProblems
{
    public static readonly Problem FilterMissing = new(
        400, "dead-letters-filter", "Nothing says which dead letters are meant.", "Say which, or that it is all of them: \"all\": true.");

    public static readonly Problem BadQueue = new(400, "dead-letters-queue", "The app has no such queue.");

    public static readonly Problem BadWord = new(
        400, "dead-letters-word", "No dead letter has such a reason or type.", "They are from 1 to 128 characters.");

    public static readonly Problem BadMessages = new(
        400, "dead-letters-messages", "Those are not dead letters by name.", "Name from 1 to 100, each by its queue and its sequence number.");

    public static readonly Problem BadAge = new(
        400, "dead-letters-age", "That is no age of a dead letter.", "It is from 1 to 525,600 minutes, which is a year.");

    public static readonly Problem BadBecause = new(
        400, "dead-letters-because", "It must be said why they are discarded.", "In 3 to 200 characters, on one line.");

    public static readonly Problem NotDeleted = new(
        409,
        "user-not-deleted",
        "The user is not deleted, so what is erased would come back.",
        "Delete them at Clerk first; of somebody who is only invited, revoke the invitations.");

    public static readonly Problem BadAddresses = new(
        400, "erasure-addresses", "Those are not addresses to be searched for.", "At most 10, each with an @.");

    public static readonly Problem UnknownRun = new(404, "dead-letters-run", "There is no such run over dead letters.");
}
