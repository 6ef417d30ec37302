namespace Local.Clerk.Store;

/// <summary>The refusals of Clerk's catalogue of errors that the simulator knows.</summary>
internal static class Refusal
{
    public static ClerkRefusedException NotFound(string kind, string id) =>
        new(404, "resource_not_found", "not found", $"No {kind} was found with id {id}");

    public static ClerkRefusedException NobodyAt(string address) =>
        new(404, "resource_not_found", "not found", $"No user was found with the e-mail address {address}");

    public static ClerkRefusedException NoSuchRoute(string method, string path) => new(
        404, "resource_not_found", "not found", $"The local Clerk simulator does not serve {method} {path}.");

    public static ClerkRefusedException Taken(string parameter) => new(
        422, "form_identifier_exists", "is taken", $"That {parameter} is taken. Please try another.", parameter);

    public static ClerkRefusedException Missing(string parameter) =>
        new(422, "form_param_missing", "is missing", $"{parameter} must be included.", parameter);

    public static ClerkRefusedException Unknown(string parameter) =>
        new(422, "form_param_unknown", "is unknown", $"{parameter} is not a valid parameter for this request.", parameter);

    public static ClerkRefusedException Type(string parameter, string wanted) =>
        new(422, "form_param_type_invalid", "is invalid", $"{parameter} must be {wanted}.", parameter);

    public static ClerkRefusedException Format(string parameter, string wanted) =>
        new(422, "form_param_format_invalid", "is invalid", $"{parameter} must be {wanted}.", parameter);

    public static ClerkRefusedException Value(string parameter, string rule) =>
        new(422, "form_param_value_invalid", "is invalid", $"{parameter}: {rule}", parameter);

    public static ClerkRefusedException NoSuchResource(string parameter, string id) => new(
        422, "form_resource_not_found", "not found", $"The resource {id} that {parameter} refers to was not found.", parameter);

    public static ClerkRefusedException TooLarge(string parameter, int bytes) => new(
        422, "form_param_exceeds_allowed_size", "exceeds maximum allowed size", $"{parameter} holds at most {bytes} bytes.", parameter);

    public static ClerkRefusedException Body(string problem) =>
        new(400, "request_body_invalid", "Request body invalid", problem);

    public static ClerkRefusedException BadRequest(string code, string problem) => new(400, code, "Bad request", problem);

    public static ClerkRefusedException Unauthenticated(string code, string problem) => new(401, code, "Authentication failed", problem);

    public static ClerkRefusedException Forbidden(string code, string problem) => new(403, code, "Forbidden", problem);

    public static ClerkRefusedException TooMany(TimeSpan retryAfter) => new(
        429, "too_many_requests", "Too many requests, retry later", "Too many requests. Try again later.", retryAfter: retryAfter);
}
