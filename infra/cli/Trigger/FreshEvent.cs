using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Serverless.Cli.Trigger;

/// <summary>
/// Makes of a recorded event one that has just happened to somebody new: what looks like an id of Clerk's, or is an address, becomes
/// another, the same one the same wherever it stands; and the time is now.
/// </summary>
internal sealed partial class FreshEvent(DateTimeOffset at, string? instance, Random chance)
{
    private const string Letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const string LowerCase = "abcdefghijklmnopqrstuvwxyz";
    private const string InstanceId = "instance_id";

    private readonly Dictionary<string, string> renamed = [];

    public JsonObject Make(string type)
    {
        var sample = SampleEvents.Read(type);
        var now = at.ToUnixTimeMilliseconds();
        Rename(sample);
        sample["timestamp"] = now;
        if (instance is not null)
        {
            sample[InstanceId] = instance;
        }

        var data = sample["data"]!;
        Set(data, "updated_at", now);
        if (type.EndsWith(".created", StringComparison.Ordinal))
        {
            Set(data, "created_at", now);
        }

        return sample;
    }

    /// <summary>Some have none: a deletion, for instance.</summary>
    private static void Set(JsonNode data, string time, long now)
    {
        if (data[time] is not null)
        {
            data[time] = now;
        }
    }

    private void Rename(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject members:
                foreach (var (name, value) in members.ToList())
                {
                    if (name != InstanceId && Other(value) is { } other)
                    {
                        members[name] = other;
                    }
                    else
                    {
                        Rename(value);
                    }
                }

                break;
            case JsonArray items:
                foreach (var item in items)
                {
                    Rename(item);
                }

                break;
        }
    }

    private string? Other(JsonNode? value)
    {
        if (value is not JsonValue text || !text.TryGetValue<string>(out var old))
        {
            return null;
        }

        if (renamed.TryGetValue(old, out var other))
        {
            return other;
        }

        other = Id().Match(old) is { Success: true } id ? id.Groups["prefix"].Value + Word(Letters, id.Groups["rest"].Length)
            : Address().Match(old) is { Success: true } address ? $"{address.Groups["name"]}.{Word(LowerCase, 8)}@{address.Groups["domain"]}"
            : null;
        if (other is not null)
        {
            renamed[old] = other;
        }

        return other;
    }

    private string Word(string letters, int length) => new(chance.GetItems<char>(letters, length));

    [GeneratedRegex("^(?<prefix>[a-z]{2,12}_)(?<rest>[0-9A-Za-z]{20,40})$")]
    private static partial Regex Id();

    [GeneratedRegex("^(?<name>[^@\\s]+)@(?<domain>[^@\\s]+)$")]
    private static partial Regex Address();
}
