using Microsoft.Azure.Functions.Worker.Builder;
using Serverless.Identity;
using Serverless.Platform;
using Serverless.Platform.Settings;
using Serverless.Reconciliation;
using Serverless.Users;
using Serverless.Webhooks;

var app = FunctionsApplication.CreateBuilder(args);

app.Services.AddPlatform(app.Configuration);
app.Services.AddIdentity(app.Configuration);
app.Services.AddUsers();
app.Services.AddWebhooks(app.Configuration);
app.Services.AddReconciliation(app.Configuration);

using var host = app.Build();
return await host.RunWithValidSettings();
