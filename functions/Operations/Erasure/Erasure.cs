using Microsoft.Extensions.Logging;
using Serverless.Identity.Erasure;

namespace Serverless.Operations.Erasure;

/// <summary>Removes what is known of a deleted person from every place, and proves it by searching again.</summary>
public sealed partial class Erasure(IEnumerable<IPersonalData> places, ILogger<Erasure> logger)
{
    public async Task<ErasureReport> Search(DeletedPerson person, CancellationToken cancellation)
    {
        var found = await SearchAll(person, cancellation);
        return Report(person, found, found);
    }

    public async Task<ErasureReport> Erase(DeletedPerson person, CancellationToken cancellation)
    {
        var found = await SearchAll(person, cancellation);
        foreach (var place in places)
        {
            await place.Erase(person, cancellation);
        }

        var report = Report(person, found, await SearchAll(person, cancellation));
        LogErased(person.Id.Value, report.Places.Sum(place => place.Found), report.Places.Sum(place => place.Left));
        return report;
    }

    private async Task<IReadOnlyList<int>> SearchAll(DeletedPerson person, CancellationToken cancellation) =>
        await Task.WhenAll(places.Select(place => place.Search(person, cancellation)));

    private ErasureReport Report(DeletedPerson person, IReadOnlyList<int> found, IReadOnlyList<int> left) => new(
        person.Id,
        person.Subject,
        left.All(count => count == 0),
        [.. places.Select((place, at) => new ErasurePlace(place.Place, found[at], left[at])).OrderBy(place => place.Place, StringComparer.Ordinal)]);

    [LoggerMessage(LogLevel.Information, "{User} is erased: {Found} found beside the tombstone, {Left} left")]
    private partial void LogErased(string user, int found, int left);
}
