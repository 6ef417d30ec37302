namespace Serverless.Operations.Status;

/// <summary>
/// Asks for the status every ten seconds while somebody looks, and shows it. Everything is written as text, never as markup; the key goes
/// into a header, never into an address.
/// </summary>
internal static class StatusScript
{
    public const string JavaScript = """
        'use strict';
        const place = id => document.getElementById(id);
        const every = 10_000;
        let timer;

        const element = (tag, classes, ...children) => {
          const made = document.createElement(tag);
          if (classes) made.className = classes;
          made.append(...children.filter(child => child !== undefined && child !== null));
          return made;
        };
        const number = value => value === undefined ? '–' : value.toLocaleString('en');
        const span = seconds =>
          seconds === undefined ? '–'
          : seconds < 0.1 ? `${Math.max(1, Math.round(seconds * 1000))} ms`
          : seconds < 10 ? `${seconds.toFixed(1)} s`
          : seconds < 120 ? `${Math.round(seconds)} s`
          : seconds < 7200 ? `${Math.round(seconds / 60)} min`
          : seconds < 172800 ? `${Math.round(seconds / 3600)} h`
          : `${Math.round(seconds / 86400)} days`;
        const since = (time, now) => time === undefined ? 'never' : `${span((new Date(now) - new Date(time)) / 1000)} ago`;

        const figure = (name, value, isOff) => element('div', '', element('dt', '', name), element('dd', isOff ? 'off' : '', value));
        const table = (title, heads, rows) => [
          element('h2', '', title),
          element('div', 'scroll', element('table', '',
            element('thead', '', element('tr', '', ...heads.map(([name, kind]) => element('th', kind, name)))),
            element('tbody', '', ...rows.map(row => element('tr', '', ...row.map((cell, at) => element('td', heads[at][1], cell))))))),
        ];

        function show(report) {
          const { alerts, queues, deadLetters, events, reconcile, store, versions } = report;
          const off = name => alerts.some(alert => alert.name === name);
          const verdict = place('verdict');
          verdict.className = report.well ? 'well' : 'unwell';
          verdict.textContent = report.well ? 'All is well.' : alerts.length === 1 ? 'One thing wants a person.' : `${alerts.length} things want a person.`;
          document.title = report.well ? 'All is well' : verdict.textContent;
          place('when').textContent = `As of ${new Date(report.at).toLocaleTimeString()}; looked at every ten seconds.`;

          const dead = queue => (deadLetters?.counts ?? []).filter(count => count.queue === queue).reduce((sum, count) => sum + count.count, 0);
          const more = (value, hasMore) => number(value) + (hasMore ? '+' : '');
          const parts = [];
          if (alerts.length) parts.push(element('ol', '', ...alerts.map(alert => element('li', '', element('code', '', alert.name), alert.says))));
          parts.push(element('dl', 'figures',
            figure('last event', events ? since(events.lastReceivedAt, report.at) : '–', off('events-silent')),
            figure('door to document, p50', span(events?.lagP50Seconds)),
            figure('door to document, p99', span(events?.lagP99Seconds), off('events-late')),
            figure('events in the last hour', number(events?.lastHour)),
            figure('waiting', number(queues?.reduce((sum, queue) => sum + queue.waiting, 0)), off('queue-behind')),
            figure('dead letters', deadLetters ? more(deadLetters.total, deadLetters.hasMore) : '–', off('dead-letters')),
            figure('drift in the last day', number(reconcile?.driftLastDay), off('events-lost')),
            figure('throttled in the last hour', number(store?.throttled), off('store-throttled'))));
          if (queues) parts.push(...table('Queues',
            [['queue', ''], ['waiting', 'number'], ['set aside', 'number'], ['oldest', 'number'], ['dead', 'number']],
            queues.map(queue => [queue.queue, more(queue.waiting, queue.hasMore), number(queue.setAside), span(queue.oldestSeconds), number(dead(queue.queue))])));
          if (deadLetters?.total) parts.push(...table('Dead letters',
            [['queue', ''], ['reason', ''], ['how many', 'number']],
            deadLetters.counts.map(count => [count.queue, count.reason, number(count.count)])));
          if (reconcile) parts.push(...table('Reconciliation',
            [['last run of', ''], ['ended', ''], ['', ''], ['drift', 'number'], ['', 'words']],
            reconcile.runs.map(run => [run.kind, run.phase, since(run.finishedAt, report.at), number(run.drift), run.remark ?? ''])));
          parts.push(element('footer', 'note',
            `Version ${versions.app}. ${versions.runtime}, Functions worker ${versions.worker}, Cosmos DB ${versions.cosmos}, Service Bus ${versions.serviceBus}.`));
          place('report').replaceChildren(...parts);
        }

        function ask(why) {
          place('door').hidden = false;
          place('report').replaceChildren();
          place('verdict').className = '';
          place('verdict').textContent = 'Is all well?';
          place('when').textContent = why;
          place('key').focus();
        }

        async function look() {
          clearTimeout(timer);
          const key = sessionStorage.getItem('key');
          if (!key) return ask('');
          try {
            const answer = await fetch('ops/status', { headers: { 'x-functions-key': key }, cache: 'no-store' });
            if (answer.status === 401 || answer.status === 403) {
              sessionStorage.removeItem('key');
              return ask('That key was refused.');
            }
            if (!answer.ok) throw new Error(`it answered ${answer.status}`);
            show(await answer.json());
          } catch (failure) {
            place('verdict').className = 'unwell';
            place('verdict').textContent = 'The app does not answer.';
            place('when').textContent = `At ${new Date().toLocaleTimeString()}: ${failure.message}. What is below is older.`;
          }
          timer = setTimeout(look, every);
        }

        place('door').addEventListener('submit', event => {
          event.preventDefault();
          sessionStorage.setItem('key', place('key').value);
          place('key').value = '';
          place('door').hidden = true;
          look();
        });
        document.addEventListener('visibilitychange', () => document.hidden ? clearTimeout(timer) : look());
        look();
        """;
}
