using Serverless.Tests.Local.Api.Samples;
using Xunit;

namespace Serverless.Tests.Local.Api;

/// <summary>Every kind of type and member gets the line that the listings of the real packages have for its like.</summary>
public sealed class ApiSurfaceFormatTests
{
    [Fact]
    public void An_enum_shows_its_values() => AssertLines(
        typeof(Level),
        "T:Samples.Level : System.Int32 [enum]",
        "F:Samples.Level.Low = 1",
        "F:Samples.Level.High = 4");

    [Fact]
    public void A_delegate_is_one_line() => AssertLines(
        typeof(Next<>),
        "T:Samples.Next<T>(T context) -> System.Threading.Tasks.Task [delegate] |context");

    [Fact]
    public void Members_of_an_interface_are_not_called_abstract() => AssertLines(
        typeof(IReceiver),
        "T:Samples.IReceiver : System.IDisposable [interface]",
        "M:Samples.IReceiver.Stop() -> System.Void [public]",
        "M:Samples.IReceiver.Pause() -> System.Void [public virtual]",
        "P:Samples.IReceiver.Name -> System.String { get; } [public] |value");

    [Fact]
    public void An_attribute_shows_where_it_may_go() => AssertLines(
        typeof(MarkAttribute),
        "T:Samples.MarkAttribute : System.Attribute [sealed class]",
        "A:Samples.MarkAttribute [System.AttributeUsageAttribute("
            + "System.AttributeTargets.Method | System.AttributeTargets.Property, AllowMultiple = true)]",
        "C:Samples.MarkAttribute(params System.String[] names) [public]",
        "P:Samples.MarkAttribute.Names -> System.String[] { get; } [public]");

    [Fact]
    public void A_struct_shows_operators_and_overrides() => AssertLines(
        typeof(Pair),
        "T:Samples.Pair : System.IEquatable<Samples.Pair> [readonly struct]",
        "P:Samples.Pair.Left -> System.String { get; init; } [public] |value",
        "M:Samples.Pair.Equals(Samples.Pair other) -> System.Boolean [public]",
        "M:Samples.Pair.Equals(System.Object obj) -> System.Boolean [public override] |obj",
        "M:Samples.Pair.GetHashCode() -> System.Int32 [public override]",
        "M:Samples.Pair.op_Equality(Samples.Pair left, Samples.Pair right) -> System.Boolean [public static]",
        "M:Samples.Pair.op_Inequality(Samples.Pair left, Samples.Pair right) -> System.Boolean [public static]");

    [Fact]
    public void A_class_shows_what_callers_and_derived_classes_see() => AssertLines(
        typeof(Handler),
        "T:Samples.Handler [abstract class]",
        "C:Samples.Handler(System.Object state) [protected] |state",
        "F:Samples.Handler.Default -> System.String = \"$Default\" [public const]",
        "F:Samples.Handler.Patience -> System.TimeSpan [public static readonly]",
        "E:Samples.Handler.Failed -> System.Func<System.String, System.Threading.Tasks.Task> [public]",
        "P:Samples.Handler.State -> System.Object { get; } [public] |value",
        "P:Samples.Handler.Until -> System.DateTimeOffset { get; protected set; } [public virtual]",
        "M:Samples.Handler.RunAsync("
            + "System.Collections.Generic.IReadOnlyDictionary<System.String, System.Int32[]> items, System.String reason = null, "
            + "System.Nullable<System.TimeSpan> wait = null, System.TimeSpan pause = default, "
            + "Samples.Level level = Samples.Level.High, System.Boolean force = true, System.Int32 times = 3, "
            + "System.Threading.CancellationToken cancellationToken = default) "
            + "-> System.Threading.Tasks.Task [public abstract] |reason",
        "M:Samples.Handler.OnErrorAsync(System.String text = \"none\") "
            + "-> System.Threading.Tasks.Task<System.String> [protected internal virtual]",
        "M:Samples.Handler.ToString() -> System.String [public override]");

    [Fact]
    public void A_derived_class_shows_only_what_it_adds() => AssertLines(
        typeof(Worker),
        "T:Samples.Worker : Samples.Handler, Samples.IReceiver [sealed class]",
        "C:Samples.Worker() [public]",
        "P:Samples.Worker.Name -> System.String { get; } [public] |value",
        "P:Samples.Worker.Current -> Samples.Worker { get; } [public static] |value",
        "P:Samples.Worker.Until -> System.DateTimeOffset { get; protected set; } [public sealed override]",
        "M:Samples.Worker.RunAsync("
            + "System.Collections.Generic.IReadOnlyDictionary<System.String, System.Int32[]> items, System.String reason, "
            + "System.Nullable<System.TimeSpan> wait, System.TimeSpan pause, Samples.Level level, System.Boolean force, "
            + "System.Int32 times, System.Threading.CancellationToken cancellationToken) "
            + "-> System.Threading.Tasks.Task [public override] |reason",
        "M:Samples.Worker.Stop() -> System.Void [public]",
        "M:Samples.Worker.Dispose() -> System.Void [public]");

    [Fact]
    public void A_nested_type_is_named_after_its_outer_type() => AssertLines(
        typeof(Worker.Options),
        "T:Samples.Worker.Options [sealed class]",
        "C:Samples.Worker.Options() [public]",
        "P:Samples.Worker.Options.Item[System.String name] -> System.Int32 { get; } [public]");

    [Fact]
    public void Extension_methods_show_modifiers_and_constraints() => AssertLines(
        typeof(Extensions),
        "T:Samples.Extensions [static class]",
        "M:Samples.Extensions.TryGet<T>("
            + "this Samples.IReceiver receiver, in System.Int32 index, ref System.Int64 total, out T found) "
            + "-> System.Boolean where T : class, new() [public static] |found",
        "M:Samples.Extensions.First<T>(params T[] items) -> T [public static] |return",
        "M:Samples.Extensions.Count<TItem, TNumber>(Samples.Box<TItem>.Slot slot) -> System.Void "
            + "where TItem : System.Attribute where TNumber : struct, System.IComparable<TNumber> [public static]");

    [Fact]
    public void A_type_parameter_without_constraint_may_be_null() => AssertLines(
        typeof(Box<>),
        "T:Samples.Box<T> [class]",
        "C:Samples.Box<T>() [public]",
        "P:Samples.Box<T>.Value -> T { get; set; } [public] |value");

    [Fact]
    public void An_abstract_member_that_nobody_outside_can_implement_is_shown() => AssertLines(
        typeof(Closed),
        "T:Samples.Closed [abstract class]",
        "C:Samples.Closed() [protected]",
        "M:Samples.Closed.OnlyHere() -> System.Void [hidden abstract]");

    [Fact]
    public void Only_types_seen_from_outside_are_listed()
    {
        var surface = ApiSurface.Of(typeof(ApiSurface).Assembly);

        Assert.Contains("T:Serverless.Tests.Local.Api.Samples.Worker.Options [sealed class]", surface);
        Assert.DoesNotContain("T:Serverless.Tests.Local.Api.ApiSurface [static class]", surface);
    }

    private static void AssertLines(Type type, params string[] expected)
    {
        var lines = ApiSurface.Of(type).Select(line => line.Replace("Serverless.Tests.Local.Api.", ""));

        Assert.Equal(expected.Order(StringComparer.Ordinal), lines.Order(StringComparer.Ordinal));
    }
}
