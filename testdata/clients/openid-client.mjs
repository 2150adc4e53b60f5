// openid-client signs in at the demo tenant: discovery, PKCE, ID token, refresh token, userinfo.
import * as client from 'openid-client';
import { check, clientSecret, facts, redirectUri, signIn } from './demo.mjs';

const config = await client.discovery(new URL(facts.issuer), facts.client_id, clientSecret);
const verifier = client.randomPKCECodeVerifier();
const state = client.randomState();
const nonce = client.randomNonce();
const url = client.buildAuthorizationUrl(config, {
  redirect_uri: redirectUri,
  scope: 'openid profile email offline_access',
  code_challenge: await client.calculatePKCECodeChallenge(verifier),
  code_challenge_method: 'S256',
  state,
  nonce,
});
const back = await signIn(url);
const tokens = await client.authorizationCodeGrant(config, back, {
  pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce,
});
const user = facts.test_users[0];
const claims = tokens.claims();
check('issuer', claims.iss, facts.issuer);
check('tid', claims.tid, facts.tenant_id);
check('email', claims.email, user.username);

const renewed = await client.refreshTokenGrant(config, tokens.refresh_token);
check('sub', renewed.claims().sub, claims.sub);
check('a new refresh token', renewed.refresh_token !== tokens.refresh_token, true);
const info = await client.fetchUserInfo(config, renewed.access_token, claims.sub);
check('email of userinfo', info.email, user.username);

try {
  await client.authorizationCodeGrant(config, back, {
    pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce,
  });
  throw new Error('a code was redeemed twice');
} catch (e) {
  check('the error of a used code', e.error, 'invalid_grant');
}
console.log('signed in with openid-client');
