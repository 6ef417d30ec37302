using System.CommandLine;
using Microsoft.Extensions.Configuration;
using Serverless.Cli.App;
using Serverless.Platform.Settings;
using Serverless.Webhooks;

namespace Serverless.Cli.Settings;

/// <summary>The app's settings, as far as they are known here.</summary>
internal sealed class KnownSettings
{
    private static readonly string[] OfRepository = ["local.settings.json", "local.settings.sample.json"];

    private readonly AskedSettings asked;

    private KnownSettings(AskedSettings asked, string? file)
    {
        this.asked = asked;
        File = file;
        Configuration = new ConfigurationRoot([asked]);
    }

    public IConfiguration Configuration { get; }

    /// <summary>The file that they were read from; null if they are the environment's alone.</summary>
    public string? File { get; }

    /// <summary>Those that were asked for and that the environment had to say.</summary>
    public IEnumerable<string> FromEnvironment => asked.FromEnvironment.Order(StringComparer.Ordinal);

    /// <summary>Where they are from, to go on with in a sentence.</summary>
    public string Origin => (File, FromEnvironment.ToList()) switch
    {
        (null, _) => "the environment",
        ({ } file, []) => file,
        ({ } file, var names) => $"{file}, and the environment: {string.Join(", ", names)}",
    };

    public static Option<FileInfo?> NewOption() => new("--settings")
    {
        Description = "The app's settings: a local.settings.json, or what az functionapp config appsettings list prints. Without it the environment, "
            + "and for an app on this machine local.settings.json or else local.settings.sample.json of the repository.",
    };

    /// <summary>
    /// A file that was named says what the app has; the environment only adds what it does not say, or says by a Key Vault reference.
    /// Else it is as for the app itself: the environment wins over the repository's file. That file is of this machine, so it is not
    /// looked at for an app elsewhere.
    /// </summary>
    public static KnownSettings Find(FileInfo? named, AppAddress address, Surroundings surroundings)
    {
        if (named is not null)
        {
            return new KnownSettings(new AskedSettings(SettingsFile.Read(named.FullName), surroundings.Environment, isFileFirst: true), named.Name);
        }

        var file = surroundings.Repository is { } root && address.IsOnThisMachine
            ? OfRepository.Select(name => Path.Combine(root, name)).FirstOrDefault(System.IO.File.Exists)
            : null;
        var values = file is null ? new Dictionary<string, string>() : SettingsFile.Read(file);
        return new KnownSettings(new AskedSettings(values, surroundings.Environment, isFileFirst: false), Path.GetFileName(file));
    }

    /// <summary>What webhooks are judged by, with other secrets if some were given.</summary>
    /// <exception cref="ToolException">There is no secret, or one that is none.</exception>
    public WebhookSettings Webhooks(IReadOnlyList<string> secrets)
    {
        const string name = "CLERK_WEBHOOK_SIGNING_SECRET";
        var settings = secrets.Count == 0 ? new WebhookSettings(Configuration) : new WebhookSettings(new ConfigurationBuilder()
            .AddInMemoryCollection([new(name, string.Join(' ', secrets)), new("CLERK_INSTANCE_ID", Configuration["CLERK_INSTANCE_ID"])])
            .Build());
        return settings.Problems().FirstOrDefault(problem => problem.Name == name) is { } problem
            ? throw new ToolException(
                ExitCode.WrongUsage,
                $"{(secrets.Count == 0 ? $"{problem.Name} ({Origin})" : "--secret")}: {problem.Wrong} Expected: {problem.Good}"
                    + " It is given with --secret, --settings or the environment.")
            : settings;
    }

    /// <summary>Answers for both, and remembers what it was asked and who knew.</summary>
    private sealed class AskedSettings(
        IReadOnlyDictionary<string, string> file, IReadOnlyDictionary<string, string> environment, bool isFileFirst) : ConfigurationProvider
    {
        private readonly Dictionary<string, (string Name, string Value)> inFile = ByKey(file);
        private readonly Dictionary<string, (string Name, string Value)> around = ByKey(environment);

        public HashSet<string> FromEnvironment { get; } = [];

        public override bool TryGet(string key, out string? value)
        {
            var (isWritten, isAround) = (inFile.TryGetValue(key, out var written), around.TryGetValue(key, out var set));
            var isEnvironments = isAround && (!isWritten || !isFileFirst || SettingText.IsUnresolved(written.Value));
            if (isEnvironments)
            {
                FromEnvironment.Add(set.Name);
            }

            value = isEnvironments ? set.Value : written.Value;
            return isEnvironments || isWritten;
        }

        private static Dictionary<string, (string Name, string Value)> ByKey(IReadOnlyDictionary<string, string> settings)
        {
            var byKey = new Dictionary<string, (string, string)>(StringComparer.OrdinalIgnoreCase);
            foreach (var (name, value) in settings)
            {
                byKey.TryAdd(name.Replace("__", ":", StringComparison.Ordinal), (name, value));
            }

            return byKey;
        }
    }
}
