using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Local.FunctionsHost;

/// <summary>
/// Cross-origin requests as Core Tools allow them: the origins of <c>Host:CORS</c> in local.settings.json, separated by
/// commas, <c>*</c> for any; every header and method; credentials with <c>Host:CORSCredentials</c>.
/// </summary>
internal sealed class CrossOrigin
{
    private readonly CorsPolicy policy;
    private readonly CorsService cors;

    private CrossOrigin(CorsPolicy policy, ILoggerFactory loggers)
    {
        this.policy = policy;
        cors = new CorsService(Options.Create(new CorsOptions()), loggers);
    }

    /// <summary>Null when no origin is allowed, which costs a request nothing.</summary>
    public static CrossOrigin? From(IConfiguration settings, ILoggerFactory loggers) =>
        Policy(settings) is { } policy ? new CrossOrigin(policy, loggers) : null;

    /// <exception cref="HostStartException">The settings contradict each other, or the standard.</exception>
    public static CorsPolicy? Policy(IConfiguration settings)
    {
        var origins = (settings["CORS"] ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (!bool.TryParse(settings["CORSCredentials"] ?? "false", out var credentials))
        {
            throw new HostStartException("CORSCredentials must be true or false.");
        }

        if (origins.Length == 0)
        {
            return null;
        }

        if (credentials && origins.Contains("*"))
        {
            throw new HostStartException("CORS cannot be * with CORSCredentials: browsers refuse it. Name the origins.");
        }

        var policy = new CorsPolicyBuilder(origins).AllowAnyHeader().AllowAnyMethod();
        return (credentials ? policy.AllowCredentials() : policy).Build();
    }

    /// <summary>Adds the headers of an answer to another origin; true when that, to a preflight, is the whole answer.</summary>
    public bool Answer(HttpContext http)
    {
        if (http.Request.Headers.Origin.Count == 0)
        {
            return false;
        }

        var result = cors.EvaluatePolicy(http, policy);
        cors.ApplyResult(result, http.Response);
        if (result.IsPreflightRequest)
        {
            http.Response.StatusCode = StatusCodes.Status204NoContent;
        }

        return result.IsPreflightRequest;
    }
}
