// A front end and a back office as others would write them: Clerk's SDK towards Clerk, fetch towards the user store.
import { createClerkClient, verifyToken } from '@clerk/backend';

/** Walks one person from sign-up to deletion and tells what was seen on the way. */
export const walk = async ({ clerkUrl, apiUrl, secretKey }) => {
  const clerk = createClerkClient({ apiUrl: clerkUrl, secretKey, telemetry: { disabled: true } });

  // What a browser's Clerk session would hand out.
  const token = async (user) => {
    const answer = await fetch(new URL('_local/tokens', clerkUrl), { method: 'POST', body: JSON.stringify({ user }) });
    const text = await answer.text();
    const { sub } = await verifyToken(text, { secretKey, apiUrl: clerkUrl });
    if (sub !== user) throw new Error(`The token of ${user} is that of ${sub}.`);
    return text;
  };

  const call = async (bearer, path, { method = 'GET', body, headers } = {}) => {
    const answer = await fetch(new URL(`api/${path}`, apiUrl), {
      method,
      headers: { authorization: `Bearer ${bearer}`, ...(body && { 'content-type': 'application/json' }), ...headers },
      body: body && JSON.stringify(body),
    });
    const text = await answer.text();
    return { status: answer.status, etag: answer.headers.get('etag'), body: text ? JSON.parse(text) : null };
  };

  const until = async (path, bearer, seen) => {
    for (const end = Date.now() + 15_000; Date.now() < end; await new Promise((next) => setTimeout(next, 50))) {
      const answer = await call(bearer, path);
      if (seen(answer)) return answer;
    }
    throw new Error(`Waited too long for a change of ${path}.`);
  };

  const root = await clerk.users.createUser({ emailAddress: ['root@people.example'], publicMetadata: { role: 'admin' } });
  const mara = await clerk.users.createUser({ emailAddress: ['mara@people.example'], firstName: 'Mara' });
  const rootToken = await token(root.id);
  const maraToken = await token(mara.id);
  await call(rootToken, 'me');

  const signedUp = await call(maraToken, 'me');
  const unchanged = await call(maraToken, 'me', { headers: { 'if-none-match': signedUp.etag } });
  const self = await call(maraToken, `users/${signedUp.body.id}`);

  await clerk.users.updateUser(mara.id, { firstName: 'Marika' });
  const renamed = await until('me', maraToken, ({ body }) => body.firstName === 'Marika');

  const refused = await call(maraToken, 'users');
  const promoted = await call(rootToken, `users/${signedUp.body.id}/role`, { method: 'PUT', body: { role: 'admin' } });
  const metadata = (await clerk.users.getUser(mara.id)).publicMetadata;
  const listed = await call(await token(mara.id), 'users?status=active');

  const deleted = await call(maraToken, 'me', { method: 'DELETE' });
  const after = await call(maraToken, 'me');
  const left = await clerk.users.getCount();
  const tombstone = await call(rootToken, `users/${signedUp.body.id}`);

  return { signedUp, unchanged, self, renamed, refused, promoted, metadata, listed, deleted, after, left, tombstone };
};
