using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Local.Cosmos.Store;

namespace Local.Cosmos.Patch;

/// <summary>One operation of a patch.</summary>
internal abstract record PatchOperation(JsonPointer Path)
{
    public static PatchOperation Parse(JsonNode? node)
    {
        if (node is not JsonObject json)
        {
            throw RequestRefusedException.BadRequest("Every operation of a patch must be an object.");
        }

        var path = JsonPointer.Parse(json["path"].AsText("path"));
        return json["op"].AsText("op")?.ToLowerInvariant() switch
        {
            "add" => new Add(path, Value(json)),
            "set" => new Set(path, Value(json)),
            "replace" => new Replace(path, Value(json)),
            "remove" => new Remove(path),
            "incr" or "increment" => new Increment(path, Value(json)),
            "move" => new Move(path, JsonPointer.Parse(json["from"].AsText("from"))),
            var op => throw RequestRefusedException.BadRequest(
                $"'{op}' is no patch operation: use add, set, replace, remove, incr or move."),
        };
    }

    public abstract void ApplyTo(JsonObject item);

    private static JsonNode? Value(JsonObject json) => json.TryGetPropertyValue("value", out var value)
        ? value
        : throw RequestRefusedException.BadRequest($"The patch operation '{json["op"]}' on '{json["path"]}' has no value.");

    /// <summary>Makes or overwrites a property; inserts into an array.</summary>
    private sealed record Add(JsonPointer Path, JsonNode? Given) : PatchOperation(Path)
    {
        public override void ApplyTo(JsonObject item) => Path.Insert(item, Given?.DeepClone());
    }

    /// <summary>Makes or overwrites a property; overwrites an element.</summary>
    private sealed record Set(JsonPointer Path, JsonNode? Given) : PatchOperation(Path)
    {
        public override void ApplyTo(JsonObject item) => Path.Overwrite(item, Given?.DeepClone());
    }

    /// <summary>Overwrites what must be there.</summary>
    private sealed record Replace(JsonPointer Path, JsonNode? Given) : PatchOperation(Path)
    {
        public override void ApplyTo(JsonObject item)
        {
            Path.RequireTarget(item);
            Path.Overwrite(item, Given?.DeepClone());
        }
    }

    private sealed record Remove(JsonPointer Path) : PatchOperation(Path)
    {
        public override void ApplyTo(JsonObject item) => Path.Take(item);
    }

    /// <summary>Adds to a number, whole numbers exactly; a missing one is made.</summary>
    private sealed record Increment(JsonPointer Path, JsonNode? Given) : PatchOperation(Path)
    {
        public override void ApplyTo(JsonObject item) =>
            Path.Overwrite(item, Path.TryFind(item, out var present) ? Sum(present, Given) : Sum(JsonValue.Create(0), Given));

        private JsonValue Sum(JsonNode? left, JsonNode? right)
        {
            if (left?.GetValueKind() == JsonValueKind.Number && right?.GetValueKind() == JsonValueKind.Number)
            {
                var (augend, addend) = (left.ToJsonString(), right.ToJsonString());
                if (Int128.TryParse(augend, CultureInfo.InvariantCulture, out var whole)
                    && Int128.TryParse(addend, CultureInfo.InvariantCulture, out var step)
                    && Int128.Abs(whole) <= long.MaxValue && Int128.Abs(step) <= long.MaxValue && Int128.Abs(whole + step) <= long.MaxValue)
                {
                    return JsonValue.Create((long)(whole + step));
                }

                var sum = double.Parse(augend, CultureInfo.InvariantCulture) + double.Parse(addend, CultureInfo.InvariantCulture);
                if (double.IsFinite(sum))
                {
                    return JsonValue.Create(sum);
                }
            }

            throw RequestRefusedException.BadRequest($"The increment of '{Path}' needs a number there and a number to add.");
        }
    }

    /// <summary>Takes a value from one place and adds it at another.</summary>
    private sealed record Move(JsonPointer Path, JsonPointer From) : PatchOperation(Path)
    {
        public override void ApplyTo(JsonObject item)
        {
            if (Path.IsBelow(From))
            {
                throw RequestRefusedException.BadRequest($"'{From}' cannot be moved into itself, to '{Path}'.");
            }

            Path.Insert(item, From.Take(item));
        }
    }
}
