namespace Local.Cosmos.Http;

internal static class RequestHeaders
{
    public static bool IsTrue(this LoopbackRequest request, string name) =>
        string.Equals(request.Header(name), "true", StringComparison.OrdinalIgnoreCase);
}
