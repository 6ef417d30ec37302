namespace Local.Cosmos.Store;

/// <summary>
/// A request that cannot be carried out as it stands: bad input, missing authority, something not supported. Outcomes that
/// belong to normal use (not found, conflict, condition failed) are values instead, see <see cref="WriteOutcome"/>.
/// </summary>
internal sealed class RequestRefusedException(int status, string message, int substatus = 0) : Exception(message)
{
    public int Status => status;

    public int Substatus => substatus;

    public static RequestRefusedException BadRequest(string message) => new(400, message);

    public static RequestRefusedException WrongPartitionKey(string message) => new(400, message, Store.Substatus.PartitionKeyMismatch);

    public static RequestRefusedException TooLarge(int limit) =>
        new(413, $"Request size is too large: at most {limit} bytes are allowed.");

    public static RequestRefusedException Unsupported(string what) =>
        new(400, $"the local Cosmos emulator does not support {what}");
}
