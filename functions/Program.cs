using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;
using Serverless.Identity;
using Serverless.Identity.Access;
using Serverless.Invitations;
using Serverless.Operations;
using Serverless.Organizations;
using Serverless.Platform;
using Serverless.Platform.Http;
using Serverless.Platform.Settings;
using Serverless.Projects;
using Serverless.Reconciliation;
using Serverless.Reference;
using Serverless.Users;
using Serverless.Webhooks;

var app = FunctionsApplication.CreateBuilder(args);

app.Services.AddPlatform(app.Configuration);
app.Services.AddIdentity(app.Configuration);
app.Services.AddUsers();
app.Services.AddOrganizations();
app.Services.AddInvitations(app.Configuration);
app.Services.AddProjects();
app.Services.AddWebhooks(app.Configuration);
app.Services.AddReconciliation(app.Configuration);
app.Services.AddOperations(app.Configuration);
app.Services.AddReference();

// Around every call, outermost first.
app.UseMiddleware<CrossOriginMiddleware>();
app.UseMiddleware<HttpAnswersMiddleware>();
app.UseMiddleware<RequestLimitsMiddleware>();
app.UseMiddleware<AccessMiddleware>();
app.UseMiddleware<CallerMiddleware>();
app.UseMiddleware<TenantMiddleware>();

using var host = app.Build();
return await host.RunWithValidSettings();
