// The usual way to tell people who they are from one's own database: verify the session token, then select or insert.
// Settings: PORT, DATABASE_URL, CLERK_JWT_KEY, CLERK_ISSUER, CLERK_AUTHORIZED_PARTIES. Prints "listening" when it can be used.
import express from 'express';
import { importSPKI, jwtVerify } from 'jose';
import pg from 'pg';

const { PORT, DATABASE_URL, CLERK_JWT_KEY, CLERK_ISSUER, CLERK_AUTHORIZED_PARTIES } = process.env;
const key = await importSPKI(CLERK_JWT_KEY, 'RS256');
const authorizedParties = CLERK_AUTHORIZED_PARTIES.split(' ');

const database = new pg.Pool({ connectionString: DATABASE_URL });
await database.query(`
  CREATE TABLE IF NOT EXISTS users (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(), clerk_id text NOT NULL UNIQUE,
    status text NOT NULL DEFAULT 'active', role text NOT NULL DEFAULT 'member',
    email text, first_name text, last_name text, created_at timestamptz NOT NULL DEFAULT now())`);

const select = {
  name: 'select-user',
  text: `
    SELECT id, status, role, email, first_name AS "firstName", last_name AS "lastName", created_at AS "createdAt"
    FROM users WHERE clerk_id = $1`,
};
const insert = { name: 'insert-user', text: 'INSERT INTO users (clerk_id) VALUES ($1) ON CONFLICT DO NOTHING' };

async function getOrCreateUser(clerkId) {
  let { rows } = await database.query({ ...select, values: [clerkId] });
  if (rows.length === 0) {
    await database.query({ ...insert, values: [clerkId] });
    ({ rows } = await database.query({ ...select, values: [clerkId] }));
  }

  return rows[0];
}

async function requireSession(request, response, next) {
  const [scheme, token] = (request.get('authorization') ?? '').split(' ');
  try {
    if (scheme !== 'Bearer') throw new Error('no bearer token');
    const { payload } = await jwtVerify(token, key, { algorithms: ['RS256'], issuer: CLERK_ISSUER, clockTolerance: 5 });
    if (!authorizedParties.includes(payload.azp)) throw new Error('unknown party');
    request.clerkId = payload.sub;
  } catch {
    return response.status(401).json({ code: 'not-signed-in' });
  }

  next();
}

const app = express();
app.disable('x-powered-by');

app.get('/api/me', requireSession, async (request, response) => {
  response.json(await getOrCreateUser(request.clerkId));
});

app.listen(Number(PORT), '127.0.0.1', () => console.log('listening'));

// The parent holds our standard input open; its end is the parent's.
process.stdin.resume().on('end', () => process.exit());
