using System.Text.Json.Nodes;
using Serverless.Identity.Access;
using Serverless.Platform.Http;
using Serverless.Reference;
using Serverless.Tests.Support;
using Serverless.Users;
using Xunit;

namespace Serverless.Tests.Unit.Reference;

public sealed class ApiDescriptionTests
{
    private static readonly HttpFunctions Functions = new();
    private static readonly JsonObject Document = new ApiDescription(Functions).Document;
    private static readonly DescribedApi Api = new(Document);

    private static JsonObject Schema(string name) => Document["components"]!["schemas"]![name]!.AsObject();

    [Fact]
    public void Every_function_appears_with_exactly_its_verbs_but_not_options() => Assert.Equal(
        Functions.All.Where(function => function.Name != "Options")
            .SelectMany(function => function.Verbs, (function, verb) => $"{verb} /{function.Route}").Order(StringComparer.Ordinal),
        Api.Operations.Select(operation => $"{operation.Verb} {operation.Path}").Order(StringComparer.Ordinal));

    [Fact]
    public void Operations_are_named_after_their_function()
    {
        Assert.Equal(Api.Operations.Count, Api.Operations.Select(operation => operation.Id).Distinct().Count());
        Assert.All(Api.Operations, operation => Assert.Contains(
            Functions.All, function => operation.Id == function.Name + (operation.Verb == "HEAD" ? "Head" : "") && "/" + function.Route == operation.Path));
    }

    [Fact]
    public void Operations_say_what_they_do_and_answer() => Assert.All(Api.Operations, operation =>
    {
        Assert.NotEmpty((string)operation.Json["summary"]!);
        Assert.Contains(operation.Answers, answer => answer.Key[0] == '2');
        Assert.All(operation.Answers, answer => Assert.NotEmpty((string)answer.Value!["description"]!));
    });

    [Theory]
    [InlineData("HealthLive", "anybody", "[]")]
    [InlineData("ReceiveClerkWebhook", "anybody", "[]")]
    [InlineData("GetMe", "signed in", """[{"session":[]}]""")]
    [InlineData("GetMeHead", "signed in", """[{"session":[]}]""")]
    [InlineData("ListUsers", Roles.Admin, """[{"session":["admin"]}]""")]
    [InlineData("CreateInvitation", "organization admin", """[{"session":[]}]""")]
    [InlineData("StartReconcileSweep", "operator", """[{"functionKey":[]},{"functionKeyInQuery":[]}]""")]
    public void Operations_say_who_may_call_them(string id, string audience, string security)
    {
        var operation = Api.Operations.Single(each => each.Id == id).Json;

        Assert.Equal((audience, security), ((string)operation["x-audience"]!, operation["security"]!.ToJsonString()));
    }

    [Fact]
    public void References_lead_somewhere_and_nothing_is_described_in_vain()
    {
        var referred = References(Document).ToHashSet();

        Assert.All(referred, reference => Assert.NotEmpty(new SchemaCheck(Document).Resolved(new JsonObject { ["$ref"] = reference })));
        Assert.All(
            Document["components"]!.AsObject().Where(kind => kind.Key != "securitySchemes")
                .SelectMany(kind => kind.Value!.AsObject(), (kind, component) => $"#/components/{kind.Key}/{component.Key}"),
            component => Assert.Contains(component, referred));
    }

    [Fact]
    public void Parameters_of_a_route_are_those_described() => Assert.All(Api.Operations, operation => Assert.Equal(
        operation.Path.Split('{').Skip(1).Select(part => part.Split('}')[0]),
        (operation.Json["parameters"]?.AsArray() ?? []).Where(parameter => (string?)parameter!["in"] == "path")
            .Select(parameter => (string)parameter!["name"]!)));

    [Fact]
    public void Parameters_of_a_query_are_those_it_is_read_by()
    {
        var parameters = Api.Operations.Single(operation => operation.Id == "ListUsers").Json["parameters"]!.AsArray();

        Assert.Equal(UserListQuery.Parameters.All.Select(parameter => parameter.Name), parameters.Select(parameter => (string)parameter!["name"]!));
        Assert.Equal("""{"type":"integer","minimum":1,"maximum":200,"default":50}""", parameters[2]!["schema"]!.ToJsonString());
    }

    [Fact]
    public void Schemas_are_those_of_what_is_sent()
    {
        var user = Schema("UserResponse");

        Assert.Equal(["id", "status", "role"], user["required"]!.AsArray().Select(name => (string)name!));
        Assert.Equal("date-time", (string)user["properties"]!["createdAt"]!["format"]!);
        Assert.Equal("#/components/schemas/UserId", (string)user["properties"]!["id"]!["$ref"]!);
        Assert.Equal("^usr_[0123456789abcdefghjkmnpqrstvwxyz]{26}$", (string)Schema("UserId")["pattern"]!);
        Assert.Equal("""["pending","active","deleted"]""", Schema("UserStatus")["enum"]!.ToJsonString());
        Assert.False(user.ContainsKey("additionalProperties"));
        Assert.Equal("The primary address; of who is pending, the one that was invited.", (string)user["properties"]!["email"]!["description"]!);
    }

    [Fact]
    public void Callers_alone_are_shown_with_an_organization()
    {
        Assert.False(Schema("UserResponse")["properties"]!.AsObject().ContainsKey("organization"));
        Assert.Equal(
            Schema("UserResponse")["properties"]!.AsObject().Select(field => field.Key).Append("organization"),
            Schema("MeResponse")["properties"]!.AsObject().Select(field => field.Key));
        Assert.Equal(["id", "status", "role"], Schema("MeResponse")["required"]!.AsArray().Select(name => (string)name!));
        Assert.Equal("""["id"]""", Schema("MyOrganization")["required"]!.ToJsonString());
    }

    [Fact]
    public void Bodies_of_requests_allow_no_other_field()
    {
        var body = Schema("RoleChange");

        Assert.False((bool)body["additionalProperties"]!);
        Assert.Equal("""["role"]""", body["required"]!.ToJsonString());
    }

    /// <summary>Every refusal with a name is some operation's, but for the one that no operation which is described can answer.</summary>
    [Fact]
    public void Every_problem_of_the_app_is_described()
    {
        var all = typeof(HttpProblems).Assembly.GetTypes()
            .Where(type => type.IsPublic)
            .SelectMany(type => type.GetFields())
            .Where(field => field is { IsStatic: true } && field.FieldType == typeof(Problem))
            .Select(field => ((Problem)field.GetValue(null)!).Code);

        Assert.Equal([AccessProblems.Closed.Code], all.Except(Api.Codes));
    }

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject fields => fields.SelectMany(field => field.Key == "$ref" ? [(string)field.Value!] : References(field.Value)),
        JsonArray items => items.SelectMany(References),
        _ => [],
    };
}
