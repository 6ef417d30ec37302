using System.Net;
using Microsoft.Azure.Cosmos;
using Xunit;
using static Serverless.Tests.Local.Cosmos.Failures;
using static Serverless.Tests.Local.Cosmos.QueryCalls;

namespace Serverless.Tests.Local.Cosmos;

public sealed class QueryContractTests(ConfiguredAccount account) : QueryContract<ConfiguredAccount>(account);

public sealed class QueryContractInMemoryTests(InMemoryAccount account) : QueryContract<InMemoryAccount>(account);

/// <summary>Queries over one partition key and over all, and what they answer.</summary>
public abstract class QueryContract<TAccount>(TAccount account) : IClassFixture<TAccount>
    where TAccount : CosmosAccount
{
    private static readonly Person[] People =
    [
        new("ann", "t1", 31, "active", "Ann@example.com", ["admin", "staff"]),
        new("bob", "t1", 25, "deleted", "bob@example.com", ["staff"]),
        new("cid", "t2", 31, "active", null, []),
        new("dee", "t2", 19, "active", "dee@example.org"),
    ];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("SELECT * FROM c", "ann bob cid dee")]
    [InlineData("SELECT * FROM c WHERE c.status = 'active'", "ann cid dee")]
    [InlineData("SELECT * FROM c WHERE c.status != 'active'", "bob")]
    [InlineData("SELECT * FROM c WHERE c.age >= 25 AND c.age < 31", "bob")]
    [InlineData("SELECT * FROM c WHERE (c.age BETWEEN 19 AND 25) OR c.id = 'cid'", "bob cid dee")]
    [InlineData("SELECT * FROM c WHERE c.age NOT IN (31, 19)", "bob")]
    [InlineData("SELECT * FROM c WHERE NOT IS_NULL(c.email) AND c.email LIKE '%@example.com'", "ann bob")]
    [InlineData("SELECT * FROM c WHERE STARTSWITH(c.email, 'ann', true)", "ann")]
    [InlineData("SELECT * FROM c WHERE CONTAINS(LOWER(c.email), 'ANN') OR ENDSWITH(c.email, '.org')", "dee")]
    [InlineData("SELECT * FROM c WHERE ARRAY_CONTAINS(c.tags, 'staff')", "ann bob")]
    [InlineData("SELECT * FROM c WHERE ARRAY_LENGTH(c.tags) = 0", "cid")]
    [InlineData("SELECT * FROM c WHERE EXISTS(SELECT VALUE t FROM t IN c.tags WHERE t = 'admin')", "ann")]
    [InlineData("SELECT * FROM c WHERE c.age % 2 = 1 AND c.age + 1 > 30", "ann cid")]
    [InlineData("SELECT * FROM c WHERE c.missing = 1 OR c.age = 25", "bob")]
    [InlineData("SELECT * FROM c WHERE NOT (c.missing = 1)", "")]
    [InlineData("SELECT * FROM c WHERE c.age = '31'", "")]
    [InlineData("SELECT * FROM c WHERE c['status'] = \"deleted\" -- said twice", "bob")]
    public async Task Filter_lets_through_what_it_says(string query, string expected)
    {
        var people = await account.PeopleAsync(People);

        Assert.Equal(expected, string.Join(' ', await people.IdsAsync(query)));
        Assert.Equal(
            string.Join(' ', expected.Split(' ').Intersect(["ann", "bob"])), string.Join(' ', await people.IdsAsync(query, "t1")));
    }

    [Theory]
    [InlineData("SELECT c.id FROM c ORDER BY c.email", "cid ann bob dee")]
    [InlineData("SELECT c.id FROM c ORDER BY c.email DESC", "dee bob ann cid")]
    [InlineData("SELECT c.id FROM c ORDER BY c.age", "dee bob ann cid")]
    [InlineData("SELECT c.id FROM c ORDER BY c.age DESC", "cid ann bob dee")]
    [InlineData("SELECT c.id FROM c ORDER BY c.age ASC, c.id DESC", "dee bob cid ann")]
    [InlineData("SELECT c.id FROM c ORDER BY c.age DESC, c.id ASC", "ann cid bob dee")]
    [InlineData("SELECT TOP 2 c.id FROM c ORDER BY c.age", "dee bob")]
    [InlineData("SELECT c.id FROM c ORDER BY c.id OFFSET 1 LIMIT 2", "bob cid")]
    public async Task Order_is_kept(string query, string expected)
    {
        var people = await account.PeopleAsync(People);

        Assert.Equal(expected, string.Join(' ', await people.IdsAsync(query)));
    }

    [Theory]
    [InlineData("SELECT VALUE c.age FROM c WHERE c.id = 'ann'", "31")]
    [InlineData("SELECT VALUE c.missing FROM c", "")]
    [InlineData("SELECT c.id, c.missing, c.age AS years FROM c WHERE c.id = 'bob'", """{"id":"bob","years":25}""")]
    [InlineData("SELECT VALUE {\"who\": c.id, n: [c.age, 1]} FROM c WHERE c.id = 'bob'", """{"who":"bob","n":[25,1]}""")]
    [InlineData("SELECT c.age > 20 ? 'old' : 'young' AS a, c.missing ?? 'none' AS b FROM c WHERE c.id = 'dee'", """{"a":"young","b":"none"}""")]
    [InlineData("SELECT VALUE c.id || '/' || UPPER(c.tenant) FROM c WHERE LENGTH(c.id) = 3 AND SUBSTRING(c.id, 0, 1) = 'a'", "\"ann/T1\"")]
    [InlineData("SELECT VALUE COUNT(1) FROM c WHERE c.status = 'active'", "3")]
    [InlineData("SELECT VALUE SUM(c.age) FROM c", "106")]
    [InlineData("SELECT VALUE AVG(c.age) FROM c", "26.5")]
    [InlineData("SELECT VALUE MAX(c.id) FROM c", "\"dee\"")]
    [InlineData("SELECT COUNT(1) AS n, MIN(c.age) AS young FROM c", """{"n":4,"young":19}""")]
    [InlineData("SELECT DISTINCT VALUE c.tenant FROM c", "\"t1\" \"t2\"")]
    [InlineData("SELECT t AS tag FROM c JOIN t IN c.tags WHERE c.id = 'ann'", """{"tag":"admin"} {"tag":"staff"}""")]
    [InlineData("SELECT ARRAY(SELECT VALUE t FROM t IN c.tags WHERE t != 'staff') AS rest FROM c WHERE c.id = 'ann'", """{"rest":["admin"]}""")]
    public async Task Projection_makes_what_it_says(string query, string expected)
    {
        var people = await account.PeopleAsync(People);

        Assert.Equal(expected, string.Join(' ', await people.JsonAsync(query)));
    }

    [Fact]
    public async Task Groups_are_counted()
    {
        var people = await account.PeopleAsync(People);

        var rows = await people.JsonAsync("SELECT c.status, COUNT(1) AS n FROM c GROUP BY c.status");

        Assert.Equal(["""{"status":"active","n":3}""", """{"status":"deleted","n":1}"""], rows.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Parameters_stand_for_values_of_any_type()
    {
        var people = await account.PeopleAsync(People);

        Assert.Equal(["ann"], await people.IdsAsync("SELECT * FROM c WHERE c.email = @email AND c.age = @age", null, ("@email", "Ann@example.com"), ("@age", 31)));
        Assert.Equal(["ann", "dee"], await people.IdsAsync("SELECT * FROM c WHERE ARRAY_CONTAINS(@ids, c.id)", null, ("@ids", new[] { "ann", "dee" })));
        Assert.Equal(["cid"], await people.IdsAsync("SELECT * FROM c WHERE c.email = @none", null, ("@none", null)));
    }

    [Fact]
    public async Task Many_items_are_read_at_once_and_missing_ones_left_out()
    {
        var people = await account.PeopleAsync(People);

        var many = await people.ReadManyItemsAsync<Person>(
            [("ann", new("t1")), ("dee", new("t2")), ("ann", new("t2")), ("nobody", new("t1"))], cancellationToken: Cancelled);

        Assert.Equal(["ann", "dee"], many.Select(person => person.Id).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Linq_is_answered()
    {
        var people = await account.PeopleAsync(People);

        var found = people.GetItemLinqQueryable<Person>(allowSynchronousQueryExecution: true)
            .Where(person => person.Age > 20 && person.Tags!.Contains("staff") && person.Tags!.Any(tag => tag == "admin"))
            .OrderBy(person => person.Id)
            .Select(person => person.Id)
            .Take(5)
            .ToList();

        Assert.Equal(["ann"], found);
    }

    [Theory]
    [InlineData("SELECT * FROM c WHERE c.value = 1")]
    [InlineData("SELECT * FROM c WHERE")]
    [InlineData("SELECT * FROM c WHERE d.age = 1")]
    [InlineData("SELECT * FROM c WHERE c.age = 1;")]
    [InlineData("SELECT * FROM c WHERE c.id = 'x' AND c.age BETWEEN 1 AND 2")]
    [InlineData("SELECT c.id, c.id FROM c")]
    [InlineData("SELECT TOP 1 * FROM c OFFSET 1 LIMIT 1")]
    [InlineData("SELECT * FROM c ORDER BY LOWER(c.id)")]
    [InlineData("SELECT * FROM c ORDER BY c.age, c.status")]
    [InlineData("SELECT * FROM c ORDER BY c.age, c.id")]
    [InlineData("SELECT * FROM c ORDER BY c.secret")]
    [InlineData("SELECT COUNT(1) + 1 FROM c")]
    [InlineData("SELECT c.age, COUNT(1) FROM c")]
    [InlineData("SELECT * FROM c JOIN t IN c.tags")]
    [InlineData("SELECT * FROM c WHERE COUNT(1) > 1")]
    [InlineData("SELECT * FROM c WHERE NO_SUCH_FUNCTION(c.id)")]
    public async Task What_the_service_refuses_is_refused(string query)
    {
        var people = await account.PeopleAsync(People);

        Assert.Equal(HttpStatusCode.BadRequest, (await FailureAsync(people.AllAsync<object>(Query(query)))).Status);
    }
}
