namespace Serverless.Cli.Doctor;

/// <summary>Looks at one side of things. One check that fails, or throws, keeps no other from looking.</summary>
internal interface ICheck
{
    /// <summary>What the finding is called if it throws.</summary>
    string Name { get; }

    Task<IReadOnlyList<Finding>> Look(CancellationToken cancellation);
}
