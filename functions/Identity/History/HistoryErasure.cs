using Serverless.Identity.Erasure;

namespace Serverless.Identity.History;

public sealed class HistoryErasure(HistoryStore history) : IPersonalData
{
    public string Place => "history";

    public async Task<int> Search(DeletedPerson person, CancellationToken cancellation) => (await history.Of(person.Id, cancellation)).Count;

    public Task Erase(DeletedPerson person, CancellationToken cancellation) => history.Erase(person.Id, cancellation);
}
