using System.Text.Json.Nodes;

namespace Local.Stack.Demo;

/// <summary>Events about one made-up person, shaped as Clerk sends them.</summary>
internal sealed class DemoEvents(string userId, DateTimeOffset start)
{
    public static string Address { get; } = DemoPeople.Address(DemoPeople.Mara, "northwind");

    public string UserId => userId;

    public string Created(int minute) => User("user.created", minute, DemoPeople.Mara);

    public string Updated(int minute, string firstName) => User("user.updated", minute, firstName);

    public string Deleted(int minute) => Envelope("user.deleted", minute, new JsonObject
    {
        ["object"] = "user",
        ["id"] = userId,
        ["deleted"] = true,
    });

    /// <summary>Signed, well-formed, and of no use: nobody can tell whom it is about.</summary>
    public string WithoutId(int minute) => Envelope("user.updated", minute, new JsonObject { ["object"] = "user" });

    public string SessionCreated(int minute) => Envelope("session.created", minute, new JsonObject { ["object"] = "session", ["user_id"] = userId });

    private string User(string type, int minute, string firstName) => Envelope(type, minute, new JsonObject
    {
        ["object"] = "user",
        ["id"] = userId,
        ["first_name"] = firstName,
        ["last_name"] = DemoPeople.LastName,
        ["primary_email_address_id"] = "idn_primary",
        ["email_addresses"] = new JsonArray(
            Email("idn_old", DemoPeople.OldAddress, "unverified"),
            Email("idn_primary", Address, "verified")),
        ["public_metadata"] = new JsonObject { ["plan"] = "pro" },
        ["private_metadata"] = new JsonObject { ["note"] = DemoPeople.PrivateNote },
        ["banned"] = false,
        ["locked"] = false,
        ["created_at"] = Milliseconds(0),
        ["updated_at"] = Milliseconds(minute),
    });

    private static JsonObject Email(string id, string address, string status) => new()
    {
        ["id"] = id,
        ["email_address"] = address,
        ["verification"] = new JsonObject { ["status"] = status, ["strategy"] = "email_code" },
    };

    private string Envelope(string type, int minute, JsonObject data) => new JsonObject
    {
        ["type"] = type,
        ["object"] = "event",
        ["timestamp"] = Milliseconds(minute),
        ["data"] = data,
    }.ToJsonString();

    private long Milliseconds(int minute) => start.AddMinutes(minute).ToUnixTimeMilliseconds();
}
