// The usual way to keep Clerk's users in one's own database: verify the webhook, then upsert within the request.
// Settings: PORT, DATABASE_URL, CLERK_WEBHOOK_SIGNING_SECRET. Prints "listening" when it can be used.
import Fastify from 'fastify';
import pg from 'pg';
import { Webhook } from 'svix';

const upsert = {
  name: 'upsert-user',
  text: `
    INSERT INTO users (clerk_id, email, first_name, last_name, updated_at, profile)
    VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (clerk_id) DO UPDATE SET
      email = EXCLUDED.email, first_name = EXCLUDED.first_name, last_name = EXCLUDED.last_name,
      updated_at = EXCLUDED.updated_at, profile = EXCLUDED.profile
    WHERE users.updated_at < EXCLUDED.updated_at`,
};

const webhook = new Webhook(process.env.CLERK_WEBHOOK_SIGNING_SECRET);
// More than the default of 10, so that more commits can share one flush of the disk.
const database = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 16 });
await database.query(`
  CREATE TABLE IF NOT EXISTS users (
    clerk_id text PRIMARY KEY, email text, first_name text, last_name text, updated_at bigint NOT NULL, profile jsonb NOT NULL)`);

const app = Fastify({ bodyLimit: 256 * 1024 });
// The signature covers the bytes as they came.
app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));

app.post('/webhooks/clerk', async (request, reply) => {
  let event;
  try {
    event = webhook.verify(request.body, request.headers);
  } catch {
    return reply.code(401).send();
  }

  if (event.type === 'user.created' || event.type === 'user.updated') {
    const user = event.data;
    const primary = user.email_addresses.find((email) => email.id === user.primary_email_address_id);
    await database.query({
      ...upsert,
      values: [user.id, primary?.email_address.toLowerCase(), user.first_name, user.last_name, user.updated_at, user],
    });
  }

  return reply.code(202).send();
});

app.get('/users/:id', async (request, reply) => {
  const { rows } = await database.query('SELECT profile FROM users WHERE clerk_id = $1', [request.params.id]);
  return rows.length === 0 ? reply.code(404).send() : rows[0].profile;
});

app.get('/users', async () => (await database.query('SELECT count(*)::int AS count FROM users')).rows[0]);

await app.listen({ host: '127.0.0.1', port: Number(process.env.PORT) });
console.log('listening');

// The parent holds our standard input open; its end is the parent's.
process.stdin.resume().on('end', () => process.exit());
