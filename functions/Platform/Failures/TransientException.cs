namespace Serverless.Platform.Failures;

/// <summary>Something went wrong that is expected to go right by itself later.</summary>
public abstract class TransientException(string message) : Exception(message);
