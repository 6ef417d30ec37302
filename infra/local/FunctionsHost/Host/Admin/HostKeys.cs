using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;

namespace Local.FunctionsHost;

/// <summary>
/// Who may call what: the master key opens everything, the function key <c>default</c> every function of level Function.
/// A key comes in the header <c>x-functions-key</c> or else in the query as <c>code</c>. The keys are made at the first
/// start and kept in the state folder; without a folder they are new at each start. With the setting
/// <c>LocalHostKeys=off</c> everybody is admin, as under Core Tools without --enableAuth.
/// </summary>
internal sealed partial class HostKeys
{
    private const string FileName = "keys.json";

    /// <summary>As many as Azure's keys have. Ours lack their mark, so that no scanner takes them for keys of the cloud.</summary>
    private const int KeyBytes = 40;

    private readonly byte[] master;
    private readonly byte[] function;

    private HostKeys(Keys keys, bool areEnforced)
    {
        AreEnforced = areEnforced;
        master = Encoding.UTF8.GetBytes(keys.Master);
        function = Encoding.UTF8.GetBytes(keys.Default);
        ForPerson = $"Keys for the header x-functions-key: master {keys.Master}, function default {keys.Default}";
    }

    public bool AreEnforced { get; }

    /// <summary>Printed once, at start, and never logged.</summary>
    public string ForPerson { get; }

    public static HostKeys Open(IConfiguration settings, HostState state, StartProblems problems)
    {
        var mode = settings["LocalHostKeys"] ?? "enforce";
        if (mode is not ("enforce" or "off"))
        {
            problems.Add($"LocalHostKeys cannot be \"{mode}\", it must be enforce or off.");
        }

        return new HostKeys(problems.Collect(() => Kept(state)) ?? Keys.New(), mode != "off");
    }

    /// <summary>What a function or endpoint asks for is there: an admin's key opens all, any other exactly its own level.</summary>
    public bool Open(AuthorizationLevel needed, HttpRequest request) =>
        needed == AuthorizationLevel.Anonymous || LevelOf(request) is var held && (held == AuthorizationLevel.Admin || held == needed);

    private AuthorizationLevel LevelOf(HttpRequest request)
    {
        if (!AreEnforced)
        {
            return AuthorizationLevel.Admin;
        }

        var header = request.Headers["x-functions-key"];
        var given = header.Count > 0 ? header[0] : request.Query["code"] is { Count: > 0 } query ? query[0] : null;
        var bytes = Encoding.UTF8.GetBytes(given ?? "");
        return CryptographicOperations.FixedTimeEquals(bytes, master) ? AuthorizationLevel.Admin
            : CryptographicOperations.FixedTimeEquals(bytes, function) ? AuthorizationLevel.Function
            : AuthorizationLevel.Anonymous;
    }

    /// <summary>The keys in the folder. Of instances that make them at the same time one wins, and all read what it wrote.</summary>
    private static Keys Kept(HostState state)
    {
        try
        {
            if (state.Read(FileName) is null)
            {
                var made = Keys.New();
                if (state.Write(FileName, JsonSerializer.SerializeToUtf8Bytes(made, KeysJson.Default.Keys), overwrite: false))
                {
                    return made;
                }
            }

            return JsonSerializer.Deserialize(state.Read(FileName), KeysJson.Default.Keys) is { Master.Length: > 0, Default.Length: > 0 } kept
                ? kept
                : throw new JsonException("a key is empty");
        }
        catch (JsonException damaged)
        {
            throw new HostStartException(
                $"{state.PathOf(FileName)} must hold {{\"Master\":\"…\",\"Default\":\"…\"}} ({damaged.Message}); delete it to have new keys made.");
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new HostStartException($"The keys of the host cannot be kept: {refused.Message}");
        }
    }

    private sealed record Keys(string Master, string Default)
    {
        public static Keys New() => new(NewKey(), NewKey());

        private static string NewKey() =>
            Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyBytes)).Replace('+', '-').Replace('/', '_');
    }

    [JsonSerializable(typeof(Keys))]
    private sealed partial class KeysJson : JsonSerializerContext;
}
