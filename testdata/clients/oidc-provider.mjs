// panva's oidc-provider with one confidential client and a user who agrees to everything, on a free port of localhost.
// It prints its issuer as the only line, and ends with its standard input.
//
//   node oidc-provider.mjs REDIRECT-URI CLIENT-ID CLIENT-SECRET AUTH-METHOD
//
// GET /test/rotate signs with a new key from now on, and publishes it alone; GET /test/rotate-at-token does so when the
// next token request comes. GET /test/requests counts the requests by path.
import { createServer } from 'node:http';
import { exportJWK, generateKeyPair } from 'jose';
import Provider from 'oidc-provider';

const [redirectUri, clientId, clientSecret, method] = process.argv.slice(2);
const user = { sub: 'ada', name: 'Ada', email: 'ada@contoso.example', email_verified: true };
const requests = {};
let issuer;
let provider;
let keys = 0;
let atToken = false;

// What providers know of sign-ins under way, for the one that is made when the key changes too.
const memory = new Map();

class Memory {
  constructor(model) { this.model = model; }

  async upsert(id, payload) { memory.set(`${this.model}:${id}`, payload); }

  async find(id) { return memory.get(`${this.model}:${id}`); }

  async findByUid(uid) {
    return [...memory].find(([key, { uid: has }]) => key.startsWith(`${this.model}:`) && has === uid)?.[1];
  }

  async consume(id) { (await this.find(id)).consumed = Math.floor(Date.now() / 1000); }

  async destroy(id) { memory.delete(`${this.model}:${id}`); }

  async revokeByGrantId(grantId) {
    for (const [key, payload] of memory) if (payload.grantId === grantId) memory.delete(key);
  }
}

// rotate makes a provider with another key.
async function rotate() {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  keys += 1;
  const key = { ...await exportJWK(privateKey), kid: `key-${keys}`, use: 'sig', alg: 'RS256' };
  provider = new Provider(issuer, {
    adapter: Memory,
    clients: [{
      client_id: clientId, client_secret: clientSecret, redirect_uris: [redirectUri],
      grant_types: ['authorization_code'], response_types: ['code'], token_endpoint_auth_method: method,
    }],
    clientAuthMethods: [method],
    claims: { openid: ['sub'], profile: ['name'], email: ['email', 'email_verified'] },
    conformIdTokenClaims: false,
    cookies: { keys: ['of this test'] },
    features: { devInteractions: { enabled: false } },
    findAccount: (_, id) => ({ accountId: id, claims: () => user }),
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
    jwks: { keys: [key] },
    pkce: { required: () => true },
    ttl: { AccessToken: 3600, AuthorizationCode: 60, Grant: 3600, IdToken: 3600, Interaction: 600, Session: 3600 },
  });
}

// agree signs the user in, then consents.
async function agree(req, res) {
  const { prompt, params, session } = await provider.interactionDetails(req, res);
  let result = { login: { accountId: user.sub } };
  if (prompt.name === 'consent') {
    const grant = new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
    grant.addOIDCScope(params.scope);
    result = { consent: { grantId: await grant.save() } };
  }
  await provider.interactionFinished(req, res, result, { mergeWithLastSubmission: true });
}

async function answer(req, res) {
  const { pathname } = new URL(req.url, issuer);
  if (pathname === '/test/requests') return res.end(JSON.stringify(requests));
  requests[pathname] = (requests[pathname] ?? 0) + 1;
  if (pathname === '/test/rotate-at-token') atToken = true;
  if (pathname === '/test/rotate') await rotate();
  if (pathname.startsWith('/test/')) return res.end();
  if (pathname.startsWith('/interaction/')) return agree(req, res);
  if (pathname === '/token' && atToken) {
    atToken = false;
    await rotate();
  }
  return provider.callback()(req, res);
}

const server = createServer((req, res) => {
  answer(req, res).catch((e) => {
    res.statusCode = 500;
    res.end(String(e?.stack ?? e));
  });
});
server.listen(0, '127.0.0.1', async () => {
  issuer = `http://localhost:${server.address().port}`;
  await rotate();
  console.log(issuer);
});
process.stdin.resume().on('end', () => process.exit(0));
