using Serverless.Platform.Failures;

namespace Serverless.Platform.Cosmos;

/// <summary>A document changed under every attempt to write it.</summary>
public sealed class WriteContentionException(string document, int attempts)
    : TransientException($"'{document}' changed under each of {attempts} attempts to write it.");
