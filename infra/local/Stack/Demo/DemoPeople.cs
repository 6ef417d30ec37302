using System.Reflection;

namespace Local.Stack.Demo;

/// <summary>
/// Everything personal in the story. The names stand for nothing else anywhere, so that whoever looks for them in what was logged, printed
/// or exported finds only what should not be there.
/// </summary>
internal static class DemoPeople
{
    public const string Mara = "Maravere";
    public const string MaraRenamed = "Marikavere";
    public const string MaraBetween = "Marevere";
    public const string MaraForged = "Malloryvere";
    public const string LastName = "Ilvesvere";
    public const string Jonas = "Jonasvere";
    public const string Ines = "Inesvere";
    public const string Root = "Rootvere";
    public const string Ada = "Adavere";
    public const string Kim = "Kimvere";
    public const string Lea = "Leavere";

    public const string OldAddress = "first-of-the-list@northwind.example";

    /// <summary>One address may be written in many ways.</summary>
    public const string JonasAsTyped = "Jonasvere@Contoso.example";

    public const string PrivateNote = "a note that is never stored";
    public const string ProjectName = "Project Hushwind";

    /// <summary>All of the above. Addresses begin with a name.</summary>
    public static IReadOnlyList<string> Everything { get; } =
    [
        .. typeof(DemoPeople).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(field => field.IsLiteral)
            .Select(field => (string)field.GetRawConstantValue()!),
    ];

    public static string Address(string name, string company) => $"{name.ToLowerInvariant()}@{company}.example";
}
