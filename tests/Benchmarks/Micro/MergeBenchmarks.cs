using BenchmarkDotNet.Attributes;
using Serverless.Identity;
using Serverless.Platform.Clerk;
using Serverless.Users;

namespace Serverless.Benchmarks.Micro;

/// <summary>Deciding on an event: the stale one costs least, as its version alone settles it.</summary>
public class MergeBenchmarks
{
    private static readonly UserId Id = UserId.Parse("usr_01j00000000000000000000000");

    private UserSeen newer = null!;
    private UserSeen duplicate = null!;
    private UserSeen stale = null!;
    private UserDocument stored = null!;

    [GlobalSetup]
    public void Store()
    {
        var first = Read();
        stored = ((UserDecision.Create)UserRules.Decide(null, first, Id)).Document;
        // Read a second time: content that is equal but not the same object, as when an event comes twice.
        duplicate = Read();
        newer = first with { Version = first.Version + 1 };
        stale = first with { Version = first.Version - 1 };
        if (Newer() is not UserDecision.Replace
            || Duplicate() is not UserDecision.Ignore { Reason: IgnoreReason.Duplicate }
            || Stale() is not UserDecision.Ignore { Reason: IgnoreReason.Stale })
        {
            throw new InvalidOperationException("The facts are not decided upon as their names say.");
        }
    }

    [Benchmark]
    public UserDecision Newer() => UserRules.Decide(stored, newer, Id);

    [Benchmark]
    public UserDecision Duplicate() => UserRules.Decide(stored, duplicate, Id);

    [Benchmark(Baseline = true)]
    public UserDecision Stale() => UserRules.Decide(stored, stale, Id);

    private static UserSeen Read()
    {
        var body = BinaryData.FromBytes(Recorded.Bytes("user.updated"));
        var read = (UserReading.Read)ClerkUserReader.Read(new ClerkEvent("msg_1", "user.updated", null, null, body));
        return (UserSeen)read.Fact;
    }
}
