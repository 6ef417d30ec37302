using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;
using Serverless;
using Serverless.Identity.Access;
using Serverless.Organizations;
using Serverless.Platform.Http;
using Serverless.Platform.Settings;
using Serverless.Platform.Telemetry;
using Serverless.Users;

var app = FunctionsApplication.CreateBuilder(args);

app.Services.AddRooms(app.Configuration);

// Around every call, outermost first.
app.UseMiddleware<InvocationSpansMiddleware>();
app.UseMiddleware<CrossOriginMiddleware>();
app.UseMiddleware<HttpAnswersMiddleware>();
app.UseMiddleware<RequestLimitsMiddleware>();
app.UseMiddleware<AccessMiddleware>();
app.UseMiddleware<CallerMiddleware>();
app.UseMiddleware<TenantMiddleware>();

using var host = app.Build();
return await host.RunWithValidSettings();
