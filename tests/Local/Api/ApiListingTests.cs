using Xunit;

namespace Serverless.Tests.Local.Api;

/// <summary>Each way in which a local implementation can stray from the real package is noticed.</summary>
public sealed class ApiListingTests
{
    private const string Real =
        """
        # Real, Version=1.0.0.0
        T:Sender [abstract class]
        C:Sender() [protected]
        M:Sender.Send(System.String body, System.Int32 attempts = 3) -> System.String [public virtual] |body
        M:Sender.Stop() -> System.Void [public abstract]
        P:Sender.Limit -> System.Int32 { get; } [public]
        F:Sender.Name -> System.String = "real" [public const]
        """;

    public abstract class Same
    {
        public const string Name = "real";

        public int Limit { get; }

        public virtual string Send(string? body, int attempts = 3) => $"{body}{attempts}{Limit}";

        public abstract void Stop();
    }

    [Fact]
    public void The_same_members_pass() => Assert.Empty(Differences<Same>(Real));

    public abstract class Fewer
    {
        public int Limit { get; }
    }

    [Fact]
    public void Fewer_members_pass() => Assert.Empty(Differences<Fewer>(Real));

    public abstract class WrongDefault
    {
        public virtual string Send(string? body, int attempts = 4) => $"{body}{attempts}";
    }

    [Fact]
    public void A_wrong_default_is_reported_beside_the_real_one() => Assert.Equal(
        [
            "differs: M:Sender.Send(System.String body, System.Int32 attempts = 4) -> System.String [public virtual] |body\n"
                + "   real: M:Sender.Send(System.String body, System.Int32 attempts = 3) -> System.String [public virtual] |body",
        ],
        Differences<WrongDefault>(Real));

    public abstract class NotVirtual
    {
        private readonly int sent = 1;

        public string Send(string? body, int attempts = 3) => $"{body}{attempts}{sent}";
    }

    [Fact]
    public void A_missing_virtual_is_reported() => AssertReported<NotVirtual>("differs: M:Sender.Send(");

    public abstract class RenamedParameter
    {
        public virtual string Send(string? text, int attempts = 3) => $"{text}{attempts}";
    }

    [Fact]
    public void A_renamed_parameter_is_reported() =>
        AssertReported<RenamedParameter>("differs: M:Sender.Send(System.String text,");

    public abstract class OtherNullability
    {
        public virtual string Send(string body, int attempts = 3) => $"{body}{attempts}";
    }

    [Fact]
    public void Other_nullability_is_reported() => AssertReported<OtherNullability>("differs: M:Sender.Send(");

    [Fact]
    public void Nullability_is_not_compared_with_a_package_that_has_no_annotations() =>
        Assert.Empty(Differences<OtherNullability>(Real.Replace(" |body", "")));

    public abstract class ExtraMember
    {
        public virtual void Receive() => Console.WriteLine();
    }

    [Fact]
    public void An_extra_member_is_reported() => Assert.Equal(
        ["unknown: M:Sender.Receive() -> System.Void [public virtual]"],
        Differences<ExtraMember>(Real));

    public abstract class ExtraAbstractMember
    {
        internal abstract void Receive();
    }

    [Fact]
    public void A_hidden_abstract_member_is_reported() => AssertReported<ExtraAbstractMember>("unknown: M:Sender.Receive()");

    public abstract class ExtraSetter
    {
        public int Limit { get; set; }
    }

    [Fact]
    public void An_extra_setter_is_reported() => AssertReported<ExtraSetter>("differs: P:Sender.Limit");

    public abstract class OtherConstant
    {
        public const string Name = "local";
    }

    [Fact]
    public void Another_constant_is_reported() => AssertReported<OtherConstant>("differs: F:Sender.Name");

    public class NotAbstract
    {
        protected NotAbstract()
        {
        }
    }

    [Fact]
    public void Another_kind_of_type_is_reported() => AssertReported<NotAbstract>("differs: T:Sender [class]");

    public abstract class ExtraInterface : IDisposable
    {
        void IDisposable.Dispose() => GC.SuppressFinalize(this);
    }

    [Fact]
    public void An_extra_interface_is_reported() => AssertReported<ExtraInterface>("differs: T:Sender : System.IDisposable");

    public abstract class PublicConstructor
    {
        public PublicConstructor()
        {
        }
    }

    [Fact]
    public void A_constructor_open_to_more_callers_is_reported() =>
        AssertReported<PublicConstructor>("differs: C:Sender() [public]");

    private const string RealAttribute =
        """
        T:Sender : System.Attribute [class]
        A:Sender [System.AttributeUsageAttribute(System.AttributeTargets.Class)]
        A:Sender [Real.ConverterAttribute(typeof(Real.Hidden))]
        C:Sender() [public]
        """;

    [AttributeUsage(AttributeTargets.Class)]
    public class SameUsageAttribute : Attribute;

    [Fact]
    public void Of_attributes_on_attributes_only_the_usage_counts() =>
        Assert.Empty(Differences<SameUsageAttribute>(RealAttribute));

    [AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
    public class OtherUsageAttribute : Attribute;

    [Fact]
    public void Another_attribute_usage_is_reported() => AssertReported<OtherUsageAttribute>("differs: A:Sender");

    [Fact]
    public void A_missing_attribute_usage_is_reported() => Assert.Equal(
        ["missing: A:Sender [System.AttributeUsageAttribute(System.AttributeTargets.Class)]"],
        new ApiListing(RealAttribute).Differences(["T:Sender : System.Attribute [class]", "C:Sender() [public]"]));

    public enum Level
    {
        Low = 1,
    }

    [Fact]
    public void Another_enum_value_is_reported() =>
        Assert.Equal(
            ["differs: F:Sender.Low = 1\n   real: F:Sender.Low = 2"],
            Differences<Level>("T:Sender : System.Int32 [enum]\nF:Sender.Low = 2"));

    [Fact]
    public void An_empty_assembly_is_reported() => Assert.Equal(["No public type at all."], new ApiListing(Real).Differences([]));

    [Fact]
    public void Several_listings_count_as_one()
    {
        var listing = new ApiListing("T:A [class]\nP:A.X -> System.String { get; } [public] |value", "T:B [class]");

        Assert.Empty(listing.Differences(["T:A [class]", "T:B [class]"]));
        Assert.Equal(["unknown: T:C [class]"], listing.Differences(["T:C [class]"]));
    }

    [Fact]
    public void A_listing_that_is_not_there_is_an_error()
    {
        Assert.Throws<ArgumentException>(() => ApiListing.Of("Nobody.Knows"));
    }

    private static void AssertReported<TSample>(string start)
    {
        var real = typeof(TSample).IsSubclassOf(typeof(Attribute)) ? RealAttribute : Real;
        Assert.Contains(Differences<TSample>(real), difference => difference.StartsWith(start, StringComparison.Ordinal));
    }

    // Every sample plays the part of the real Sender.
    private static IReadOnlyList<string> Differences<TSample>(string real)
    {
        var surface = ApiSurface.Of(typeof(TSample)).Select(line => line.Replace(TypeName.Of(typeof(TSample)), "Sender"));
        return new ApiListing(real).Differences([.. surface]);
    }
}
