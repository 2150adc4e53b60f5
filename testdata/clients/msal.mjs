// MSAL Node signs in at the demo tenant: authorization code, silent renewal, refusal of what was not consented to.
import { ConfidentialClientApplication, CryptoProvider, InteractionRequiredAuthError } from '@azure/msal-node';
import { check, clientSecret, facts, redirectUri, signIn } from './demo.mjs';

const app = new ConfidentialClientApplication({
  auth: {
    clientId: facts.client_id,
    clientSecret,
    authority: facts.authority,
    knownAuthorities: [new URL(facts.url).host],
  },
});
const { verifier, challenge } = await new CryptoProvider().generatePkceCodes();
const scopes = ['email', 'User.Read'];
const url = await app.getAuthCodeUrl({
  scopes, redirectUri, responseMode: 'query', state: 'the-state', nonce: 'the-nonce',
  codeChallenge: challenge, codeChallengeMethod: 'S256',
});
const back = await signIn(url);
const first = await app.acquireTokenByCode({
  scopes, redirectUri, code: back.searchParams.get('code'), codeVerifier: verifier, state: 'the-state',
  nonce: 'the-nonce', clientInfo: back.searchParams.get('client_info'),
}, { state: back.searchParams.get('state') });
const user = facts.test_users[0];
check('username', first.account.username, user.username);
check('tenant', first.tenantId, facts.tenant_id);
check('nonce', first.idTokenClaims.nonce, 'the-nonce');
check('email', first.idTokenClaims.email, user.username);
check('xms_edov', first.idTokenClaims.xms_edov, true);
check('home account', first.account.homeAccountId.endsWith('.' + facts.tenant_id), true);

const again = await app.acquireTokenSilent({ account: first.account, scopes: ['User.Read'], forceRefresh: true });
check('a new access token', again.accessToken !== first.accessToken, true);
check('from the network', again.fromCache, false);
const me = await fetch(`${facts.url}/v1.0/me`, { headers: { authorization: `Bearer ${again.accessToken}` } });
check('mail', (await me.json()).mail, user.username);

try {
  await app.acquireTokenSilent({ account: first.account, scopes: ['Mail.Read'], forceRefresh: true });
  throw new Error('a scope without consent was granted');
} catch (e) {
  if (!(e instanceof InteractionRequiredAuthError)) throw e;
}

const daemon = new ConfidentialClientApplication({
  auth: {
    clientId: facts.client_id, clientSecret, authority: `${facts.url}/${facts.tenant_id}`,
    knownAuthorities: [new URL(facts.url).host],
  },
});
const own = await daemon.acquireTokenByClientCredential({ scopes: ['https://graph.microsoft.com/.default'] });
check('an app-only token', own.accessToken.length > 0, true);
console.log('signed in with MSAL Node');
