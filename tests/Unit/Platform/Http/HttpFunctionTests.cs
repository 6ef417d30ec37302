using Microsoft.Azure.Functions.Worker;
using Serverless.Platform.Http;
using Xunit;

namespace Serverless.Tests.Unit.Platform.Http;

public sealed class HttpFunctionTests
{
    [Theory]
    [InlineData("users/{id}/role", "users/usr_1/role", true)]
    [InlineData("users/{id}/role", "/USERS/usr_1/Role/", true)]
    [InlineData("users/{id}", "users/usr_1/role", false)]
    [InlineData("users/{id}", "users/", false)]
    [InlineData("users", "users", true)]
    [InlineData("users", "user", false)]
    [InlineData("{*path}", "users", false)]
    public void Route_serves_the_paths_that_have_its_shape(string route, string path, bool serves) =>
        Assert.Equal(serves, new HttpFunction("F", typeof(HttpFunctionTests).GetMethods()[0], AuthorizationLevel.Anonymous, ["GET"], route).Serves(path));

    [Fact]
    public void Functions_are_found_by_the_names_the_worker_gives_them()
    {
        var functions = new HttpFunctions();

        Assert.Equal("GetMe", functions.Find("Serverless.Users.MeFunctions.Get")!.Name);
        Assert.Equal(AuthorizationLevel.Function, functions.Find("Serverless.Reconciliation.ReportFunctions.List")!.Level);
        Assert.Null(functions.Find("Serverless.Users.ApplyUserEventFunction.Run"));
    }
}
