// Package token decodes and verifies tokens: the strict gate before any signature check, the keys of an issuer, the
// signature, the issuer, and what the claims mean.
//
// The gate (Decode) refuses what the common libraries accept: critical headers they do not know, duplicate claims,
// other letter case, stray bits in the encoding (RFC 7515, RFC 8725). A signature is checked only behind it, with
// the keys that the issuer published, never with one that the token names. JWT.Verify says what came of it in one
// of four ways; "failed" is said only where a signature was computed and differs.
//
// What the claims say of the email counts as far as the token can be believed: JudgeEmail takes a proof.Trust. What
// each claim means is data, in meanings.json.
package token
