// What both clients share: the facts that `edov demo --serve --format json` prints, and a user who signs in.
import { readFileSync } from 'node:fs';

export const facts = JSON.parse(readFileSync(process.argv[2], 'utf8'));
export const clientSecret = readFileSync(facts.client_secret_file, 'utf8');
export const redirectUri = process.argv[3];

// signIn plays the user at an authorization URL: posts what the sign-in page posts. It gives the address that the
// browser would be sent to.
export async function signIn(url, account = facts.test_users[0].account) {
  const answer = await fetch(url, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ edov_account: account, edov_choice: 'sign-in' }),
  });
  const location = answer.headers.get('location');
  if (answer.status !== 302 || !location) throw new Error(`status ${answer.status}: ${await answer.text()}`);
  return new URL(location);
}

export function check(what, is, want) {
  if (is !== want) throw new Error(`${what} is ${JSON.stringify(is)}, want ${JSON.stringify(want)}`);
}
