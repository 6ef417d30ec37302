namespace Local.Clerk.Webhooks;

/// <summary>An event on its way to the endpoints.</summary>
/// <param name="Id">The <c>svix-id</c>: the same at every endpoint and every attempt.</param>
/// <param name="Type">Such as <c>user.created</c>.</param>
/// <param name="Body">The envelope, UTF-8.</param>
/// <param name="Deliveries">Those that have not ended.</param>
internal sealed record WebhookMessage(string Id, string Type, byte[] Body, IReadOnlyList<Delivery> Deliveries);

/// <summary>One message to one endpoint.</summary>
/// <param name="Message">Id of the message.</param>
/// <param name="Number">Which of the message's deliveries.</param>
/// <param name="Endpoint">Which of the instance's endpoints.</param>
/// <param name="Attempts">How many were made.</param>
/// <param name="Due">When the next one is to be made.</param>
internal sealed record Delivery(string Message, int Number, int Endpoint, int Attempts, DateTimeOffset Due);
