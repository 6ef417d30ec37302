// Lets the tests use npm packages: one JSON request per line on stdin, one JSON answer per line on stdout, in order.
// A request is { operation, ... }; an answer is { result } or, if the operation itself failed, { error }.
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createClerkClient, verifyToken } from '@clerk/backend';
import { verifyWebhook } from '@clerk/backend/webhooks';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Webhook as StandardWebhook } from 'standardwebhooks';
import { Webhook as SvixWebhook } from 'svix';
import { Language, Parser } from 'web-tree-sitter';
import { walk } from './walk.mjs';

const verifiers = {
  svix: ({ secret, headers, body }) => new SvixWebhook(secret).verify(body, headers),
  standardwebhooks: ({ secret, headers, body }) => new StandardWebhook(secret).verify(body, headers),
  '@clerk/backend': ({ secret, headers, body }) =>
    verifyWebhook(new Request('http://127.0.0.1/', { method: 'POST', headers, body }), { signingSecret: secret }),
};

const signers = { svix: SvixWebhook, standardwebhooks: StandardWebhook };

// `now` in milliseconds replaces the real time while `call` runs.
const at = async (now, call) => {
  const realNow = Date.now;
  try {
    Date.now = now === undefined ? realNow : () => now;
    return await call();
  } finally {
    Date.now = realNow;
  }
};

// What a call of Clerk's SDK gives, or how its error looks to a caller, as JSON.
const outcome = async (call) => {
  try {
    return JSON.stringify({ value: await call() });
  } catch (error) {
    const { name, message, status, code, reason, clerkTraceId, retryAfter, errors } = error;
    return JSON.stringify({ error: { name, message, status, code, reason, clerkTraceId, retryAfter, errors } });
  }
};

let bicep;

// The grammar is compiled to WebAssembly, so nothing native has to be built.
const bicepParser = async () => {
  await Parser.init();
  const grammar = await Language.load(fileURLToPath(import.meta.resolve('tree-sitter-bicep/tree-sitter-bicep.wasm')));
  return new Parser().setLanguage(grammar);
};

const syntaxError = (node) =>
  node.isError || node.isMissing ? node : node.hasError ? node.children.map(syntaxError).find((found) => found) : undefined;

const operations = {
  clerk: ({ apiUrl, secretKey, resource, method, args }) =>
    outcome(() => createClerkClient({ apiUrl, secretKey, telemetry: { disabled: true } })[resource][method](...args)),

  verifyToken: ({ token, options, now }) => at(now, () => outcome(() => verifyToken(token, options))),

  walk: (addresses) => outcome(() => walk(addresses)),

  openapi: async ({ document }) => {
    const { valid, errors } = await new Validator().validate(document);
    return valid ? null : JSON.stringify(errors);
  },

  bicep: async ({ text }) => {
    bicep ??= await bicepParser();
    const found = syntaxError(bicep.parse(text).rootNode);
    return found ? `${found.startPosition.row + 1}:${found.startPosition.column + 1}: ${found.text.slice(0, 80)}` : null;
  },

  sign: ({ name, secret, id, seconds, body }) => new signers[name](secret).sign(id, new Date(seconds * 1000), body),

  // Why a package refuses the message, null if it accepts it.
  verify: async ({ name, now, ...message }) => {
    try {
      await at(now, () => verifiers[name](message));
      return null;
    } catch (error) {
      return `${error.name}: ${error.message}`;
    }
  },
};

// Stdout carries answers only.
console.log = console.info = console.error;

for await (const line of createInterface({ input: process.stdin })) {
  let answer;
  try {
    const { operation, ...request } = JSON.parse(line);
    answer = { result: await operations[operation](request) };
  } catch (error) {
    answer = { error: error.stack };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
