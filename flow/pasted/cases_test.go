package pasted

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"net/url"
	"strings"
	"unicode/utf16"
)

// nestedIn is a token that is signed around another one (RFC 7519 section 5.2).
func nestedIn(token string) string {
	part := base64.RawURLEncoding.EncodeToString
	return part([]byte(`{"alg":"RS256","typ":"JWT","cty":"JWT"}`)) + "." + part([]byte(token)) + ".c2lnbmF0dXJl"
}

// The tokens of these tests: an ID token with a signature of the usual length,
// another one, and an access token. canarySecret stands for what must not be
// repeated.
var (
	fullToken   = withSignature(microsoftToken("k"), 342)
	otherToken  = withSignature(microsoftToken("other"), 342)
	accessJWT   = withSignature(unsigned("k", map[string]any{"scp": "openid", "aud": "00000003"}), 342)
	shortToken  = microsoftToken("k")
	padded      = strings.Replace(fullToken, ".Sig0", "==.Sig0", 1)
	encrypted   = base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"dir","enc":"A256GCM"}`)) + "..aXY.Y2lwaGVy.dGFn"
	derInBase64 = "MIIDBTCCAe2gAwIBAgIQ" + strings.Repeat("canary7+", 20)
	secretValue = "abc8Q~" + strings.Repeat("canarysecret", 3)
)

func withSignature(token string, n int) string {
	return token[:strings.LastIndexByte(token, '.')+1] + strings.Repeat("Sig0", n/4+1)[:n]
}

// wrapped breaks a text into lines of a width, each with a prefix.
func wrapped(text, prefix string, width int) string {
	var lines []string
	for len(text) > width {
		lines, text = append(lines, prefix+text[:width]), text[width:]
	}
	return strings.Join(append(lines, prefix+text), "\n")
}

func utf16Of(text string, order binary.AppendByteOrder, mark bool) string {
	var data []byte
	if mark {
		text = "\ufeff" + text
	}
	for _, unit := range utf16.Encode([]rune(text)) {
		data = order.AppendUint16(data, unit)
	}
	return string(data)
}

func jsonOf(v any) string {
	text, _ := json.Marshal(v)
	return string(text)
}

// harOf is a browser's recording with these answers of a token endpoint.
func harOf(address string, bodies ...string) string {
	var entries []any
	for _, body := range bodies {
		entries = append(entries, map[string]any{
			"request": map[string]any{
				"method": "POST", "url": address,
				"headers": []any{map[string]any{"name": "Authorization", "value": "Bearer " + otherToken}},
			},
			"response": map[string]any{"status": 200, "content": map[string]any{"mimeType": "application/json", "text": body}},
		})
	}
	return jsonOf(map[string]any{"log": map[string]any{"version": "1.2", "entries": entries}})
}

const tokenURL = "https://login.microsoftonline.com/common/oauth2/v2.0/token"

type readCase struct {
	name, text     string
	wantID, wantAT string
	note           string // part of a note; empty: no note at all
}

// readCases are inputs with a token to read in them.
var readCases = []readCase{
	{"bare", fullToken, fullToken, "", ""},
	{"bare, line end", fullToken + "\r\n", fullToken, "", ""},
	{"bare access token", accessJWT, "", accessJWT, ""},
	{"bare, padded: for the gate", fullToken + "=", fullToken + "=", "", ""},
	{"bare, other alphabet: for the gate", fullToken + "+/", fullToken + "+/", "", ""},
	{"bare, zero width space: for the gate", fullToken + "\u200b", fullToken + "\u200b", "", ""},
	{"bare, without signature", "eyJhbGciOiJub25lIn0.e30.", "eyJhbGciOiJub25lIn0.e30.", "", ""},
	{"byte order mark", "\ufeff" + fullToken, fullToken, "", ""},
	{"of a shell that marks a missing line end", fullToken + "%", fullToken, "", "found the token"},
	{"quotes", `"` + fullToken + `"`, fullToken, "", "quotes and spaces"},
	{"curly quotes", "\u201c" + fullToken + "\u201d", fullToken, "", "quotes and invisible"},
	{"direction marks", "\u202a" + fullToken + "\u202c", fullToken, "", "quotes and invisible"},
	{"backticks and a comma", "`" + fullToken + "`,\n", fullToken, "", "quotes and spaces"},
	{"bearer", "Bearer " + fullToken, fullToken, "", "an authorization header"},
	{"authorization header", "  authorization: BEARER " + fullToken + "\r\n", fullToken, "", "an authorization header"},
	{
		"authorization in code", `{headers: {'Authorization': 'Bearer ` + fullToken + `'}}`, fullToken, "",
		"an authorization header",
	},
	{"URL-encoded dots", strings.ReplaceAll(fullToken, ".", "%2E"), fullToken, "", "URL-encoded"},
	{"URL-encoded parameters", url.QueryEscape("id_token=" + fullToken + "&state=x"), fullToken, "", "form parameters"},
	{"encoded twice", url.QueryEscape(url.QueryEscape("x=" + fullToken)), fullToken, "", "URL-encoded"},
	{"bearer in an address", "https://a.example/?h=Bearer%20" + fullToken, fullToken, "", "an address"},
	{"form body", "id_token=" + fullToken + "&state=abc&session_state=def", fullToken, "", "form parameters"},
	{
		"form body, state first, state is a JWT", "state=" + otherToken + "&id_token=" + fullToken, fullToken, "",
		"form parameters",
	},
	{"fragment", "https://jwt.ms/#id_token=" + fullToken + "&state=1", fullToken, "", "an address"},
	{
		"fragment with both", "https://app.example/#access_token=" + accessJWT + "&id_token=" + fullToken,
		fullToken, accessJWT, "an ID token and an access token in an address",
	},
	{"the name says access", "access_token=" + fullToken, "", fullToken, "a variable"},
	{"hybrid response", "code=" + canaryCode + "&id_token=" + fullToken + "&state=x", fullToken, "", "form parameters"},
	{"export line", "export TOKEN=" + fullToken, fullToken, "", "a variable"},
	{"env line", `ID_TOKEN="` + fullToken + `"` + "\n", fullToken, "", "a variable"},
	{"PowerShell", `$env:ID_TOKEN = '` + fullToken + `'`, fullToken, "", "a variable"},
	{
		"curl", "$ curl -H 'Authorization: Bearer " + accessJWT + "' https://graph.microsoft.com/v1.0/me", "",
		accessJWT, "a curl command",
	},
	{
		"curl with its response",
		"curl -s -d client_secret=" + secretValue + " " + tokenURL + "\n{\"id_token\":\"" + fullToken + "\"}",
		fullToken, "", "a client secret next to",
	},
	{"cookie header", "Cookie: a=b; __session=" + fullToken + "; c=d", fullToken, "", "a cookie header"},
	{
		"HTTP answer",
		"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{\"id_token\":\"" + fullToken + "\"}",
		fullToken, "", "an HTTP message",
	},
	{
		"page that posts a form", `<html><form><input name="id_token" value="` + fullToken + `"></form></html>`,
		fullToken, "", "an HTML page",
	},
	{"prose", "My token is " + fullToken + ". It fails!", fullToken, "", "other text"},
	{"prose in lines", "Here it is:\n\n" + shortToken + "\nThanks", shortToken, "", "other text"},
	{"prose in lines, full signature", "Here:\n" + fullToken + "\nThanks", fullToken, "", "other text"},
	{"twice the same", fullToken + "\n" + fullToken, fullToken, "", "quotes and spaces"},
	{
		"wrapped and followed", "My token:\n" + wrapped(fullToken, "", 76) + "\nThanks\nfor looking", fullToken,
		"", "wrapped over",
	},
	{"wrapped header", "Authorization: Bearer " + wrapped(fullToken, "", 72), fullToken, "", "wrapped over"},
	{"wrapped parameters", wrapped("id_token="+fullToken+"&state=xyz", "", 80), fullToken, "", "wrapped over"},
	{
		"wrapped, blanks for line ends", strings.ReplaceAll(wrapped(fullToken, "", 64), "\n", " "), fullToken, "",
		"wrapped over",
	},
	{
		"wrapped, indented, CRLF", strings.ReplaceAll(wrapped(fullToken, "    ", 64), "\n", "\r\n"), fullToken,
		"", "wrapped over",
	},
	{
		"wrapped, pasted into a terminal", strings.ReplaceAll(wrapped(fullToken, "", 64), "\n", "\r"), fullToken,
		"", "wrapped over",
	},
	{
		"mail's quote", "He wrote:\n> Look:\n" + wrapped(fullToken, "> ", 70) + "\n> \n> Bye", fullToken, "",
		"wrapped over",
	},
	{"mail's quote of a quote", wrapped(fullToken, "> > ", 60), fullToken, "", "wrapped over"},
	{
		"quoted-printable",
		"id_token=3D" + strings.ReplaceAll(wrapped(fullToken, "", 70), "\n", "=\n") + "&state=3D1", fullToken, "",
		"quoted-printable",
	},
	{
		"wrapped JSON", wrapped(`{"token_type":"Bearer","id_token":"`+fullToken+`"}`, "", 80), fullToken, "",
		"JSON that was wrapped",
	},
	{
		"token response", jsonOf(map[string]any{"id_token": fullToken, "access_token": accessJWT}), fullToken,
		accessJWT, "",
	},
	{
		"token response, opaque access token",
		jsonOf(map[string]any{"id_token": fullToken, "access_token": "EwB" + canarySecret}), fullToken,
		"EwB" + canarySecret, "",
	},
	{
		"token response as a program prints it", `{"id_token":null,"access_token":"` + accessJWT + `","scope":null}`, "",
		accessJWT, "",
	},
	{
		"other names",
		jsonOf(map[string]any{"idToken": fullToken, "accessToken": accessJWT, "expiresOn": "2026"}), fullToken,
		accessJWT, "in JSON",
	},
	{
		"nested",
		jsonOf(map[string]any{"data": map[string]any{"session": map[string]any{"id_token": fullToken}}}),
		fullToken, "", "in JSON",
	},
	{
		"list", "[" + jsonOf(map[string]any{"provider": "oauth_microsoft", "token": accessJWT}) + "]", "",
		accessJWT, "in JSON",
	},
	{"MSAL's cache", jsonOf(map[string]any{
		"IdToken":      map[string]any{"key": map[string]any{"credential_type": "IdToken", "secret": fullToken}},
		"AccessToken":  map[string]any{"key": map[string]any{"credential_type": "AccessToken", "secret": accessJWT}},
		"RefreshToken": map[string]any{"key": map[string]any{"secret": "0.A" + canarySecret}},
	}), fullToken, accessJWT, "in JSON"},
	{
		"browser's storage",
		jsonOf(map[string]any{"msal.x": jsonOf(map[string]any{"credentialType": "IdToken", "secret": fullToken})}),
		fullToken, "", "in JSON",
	},
	{"script's object", `{ idToken: '` + fullToken + `' }`, fullToken, "", "in JSON"},
	{
		"HAR", harOf(tokenURL, `{"id_token":"`+fullToken+`","access_token":"`+accessJWT+`"}`), fullToken,
		accessJWT, "a HAR file",
	},
	{"UTF-16", utf16Of(fullToken+"\r\n", binary.LittleEndian, true), fullToken, "", "UTF-16"},
	{"UTF-16, other order", utf16Of(`{"id_token":"`+fullToken+`"}`, binary.BigEndian, true), fullToken, "", "UTF-16"},
	{"UTF-16 without a mark", utf16Of(fullToken, binary.LittleEndian, false), fullToken, "", "UTF-16"},
	{"base64 of a token", base64.StdEncoding.EncodeToString([]byte(fullToken)), fullToken, "", "base64"},
	{
		"cookie of Supabase",
		"sb-x=base64-" + base64.RawURLEncoding.EncodeToString([]byte(`{"access_token":"`+fullToken+`"}`)),
		"", fullToken, "base64",
	},
}

// noTokenCases are inputs in which there is no token to judge, by their form.
var noTokenCases = []struct{ form, text string }{
	{"client-secret", secretValue},
	{"client-secret", "AZURE_CLIENT_SECRET=" + secretValue},
	{"client-secret", "client_id=x&client_secret=" + secretValue + "&grant_type=authorization_code"},
	{"client-secret", jsonOf(map[string]any{"client_secret": canarySecret})},
	{"saml", `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol"><Assertion/></samlp:Response>`},
	{"saml", `<?xml version="1.0"?><Assertion xmlns="urn:oasis:names:tc:SAML:2.0:assertion"></Assertion>`},
	{
		"saml",
		base64.StdEncoding.EncodeToString([]byte(`<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol">`)),
	},
	{
		"saml",
		"SAMLResponse=" + url.QueryEscape(base64.StdEncoding.EncodeToString([]byte("<samlp:Response"))) + "&RelayState=x",
	},
	{"saml-request", "https://login.microsoftonline.com/x/saml2?SAMLRequest=fZJNT8"},
	{"saml-metadata", `<EntityDescriptor entityID="https://sts.windows.net/x/">`},
	{"encrypted", encrypted},
	{"encrypted", "Cookie: __Secure-authjs.session-token=" + encrypted},
	{"encrypted", jsonOf(map[string]any{"id_token": encrypted})},
	{"opaque-token", "EwBwA8l6BAAU" + strings.Repeat("canary", 9)},
	{"opaque-token", "Bearer " + strings.Repeat("canary0", 6)},
	{"opaque-token", "ya29." + canarySecret},
	{"authorization-code", "http://localhost:8400/callback?code=" + canaryCode + "&state=" + otherToken},
	{"authorization-code", "code=" + canaryCode + "&state=x"},
	{"authorization-code", jsonOf(map[string]any{"code": canaryCode, "state": "x"})},
	{"authorization-code", `Parameters: {"code"=>"1.AXoAKo4fPH1blkyh4I9C2bYx.canary` + canaryCode + `", "state"=>"x"}`},
	{"authorization-code", `level=info code=M.C505_BAY.2.U.` + canaryCode + ` state=x`},
	{"sign-in-log", `{"userPrincipalName":"canary@b.example","id":"x","appId":"y","status":{"errorCode":0}}`},
	{"sign-in-log", `[{"ResultType":"0","ResultDescription":""},{"ResultType":"0"}]`},
	{"nothing", "undefined"},
	{"nothing", "Authorization: Bearer null"},
	{"nothing", "[object Object]"},
	{"basic-credentials", "Authorization: Basic " + base64.StdEncoding.EncodeToString([]byte("id:"+canarySecret))},
	{"device-code", jsonOf(map[string]any{"device_code": canaryCode, "user_code": "canary", "interval": 5})},
	{"session", `{"name":"A","email":"canary@b.example","sub":"x","iat":5,"exp":6,"jti":"y"}`},
	{"session", `{ name: 'A', email: 'canary@b.example', sub: 'x', iat: 5, exp: 6, jti: 'y' }`},
	{"opaque-token", `{"data":[{"token":"EwBwA8l6BAAU` + strings.Repeat("canary", 9) + `"}]}`},
	{"profile", `{ provider: 'microsoft', _json: { userPrincipalName: 'canary', id: 'x' } }`},
	{"code-or-refresh-token", "0.AXoAuX" + strings.Repeat("canary", 6) + ".AgABAAEAAAD" + strings.Repeat("canary", 9)},
	{"code-or-refresh-token", "M.C505_BAY.0.U.-" + canarySecret},
	{"refresh-token", "grant_type=refresh_token&refresh_token=0.A" + canarySecret},
	{"refresh-token", jsonOf(map[string]any{"refresh_token": canarySecret})},
	{"guid", testClientID},
	{"guid", "CLIENT_ID=" + testClientID},
	{"private-key", "-----BEGIN PRIVATE KEY-----\nMIIE" + canarySecret + "\n-----END PRIVATE KEY-----"},
	{"private-key", jsonOf(map[string]any{"kty": "RSA", "n": "x", "d": canarySecret})},
	{"certificate", "-----BEGIN CERTIFICATE-----\nMIID\n-----END CERTIFICATE-----"},
	{"pem", "-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----"},
	{"clerk-secret-key", "sk_test_" + strings.Repeat("canary", 7)},
	{"clerk-secret-key", "CLERK_SECRET_KEY='sk_live_" + strings.Repeat("canary", 7) + "'"},
	{"clerk-publishable-key", "pk_test_Y2xlcmsuZXhhbXBsZS5jb20k"},
	{"product-id", "user_2abcdefghijklmnopqrstuv"},
	{"app-manifest", jsonOf(map[string]any{"appId": testClientID, "passwordCredentials": []any{}})},
	{"html", "<!DOCTYPE html><html><body>Hello</body></html>"},
	{"xml", "<note>hello</note>"},
	{"shortened", "eyJ0eXAiOiJKV1QiLCJhbGciOi..."},
	{"shortened", "eyJ..."},
	{"shortened", "eyJ…"},
	{"shortened", shortToken[:60] + "…" + shortToken[len(shortToken)-10:]},
	{
		"shortened",
		jsonOf(map[string]any{"token_type": "Bearer", "id_token": "eyJ0eXAiOiJKV1QiLCJhbGciOiJub25lIn0.eyJhdWQiOiIyZDRk..."}),
	},
	{"cut", shortToken[:40]},
	{"cut", shortToken[:strings.LastIndexByte(shortToken, '.')]},
	{"cut", `{"token_type":"Bearer","id_token":"` + shortToken[:90]},
	{"damaged", "eyJhbGciOi*" + shortToken[11:]},
	{"damaged", shortToken[:20] + shortToken[21:]},
	{"damaged", shortToken[:len(shortToken)/2] + shortToken[len(shortToken)/2+1:]},
	{"damaged", shortToken[3:]},
	{"name", "www.example.com"},
	{"odd", shortToken + ".abc"},
	{"nested", nestedIn(shortToken)},
	{"nested", `{"id_token":"` + nestedIn(fullToken) + `"}`},
	{"nested", "Bearer " + nestedIn(fullToken) + "\n"},
	{"har", jsonOf(map[string]any{"log": map[string]any{"entries": []any{}}})},
	{"keys", `{"keys":[{"kty":"RSA","kid":"k"}]}`},
	{"discovery", `{"issuer":"https://x.example","jwks_uri":"https://x.example/keys"}`},
	{"header", jsonOf(map[string]any{"alg": "RS256", "typ": "JWT", "kid": "k"})},
	{"profile", jsonOf(map[string]any{"sub": "x", "name": canarySecret, "picture": "https://graph.microsoft.com/x"})},
	{"json", "[]"},
	{"json", `["canary"]`},
	{"json", `[{"a": [{}]}]`},
	{"compressed", "\x1f\x8b\x08canary"},
	{"picture", "\x89PNG\r\n\x1a\ncanary"},
	{"certificate", derInBase64},
	{"certificate", wrapped(derInBase64, "", 64)},
	{"ssh-key", "ssh-rsa AAAAB3NzaC1yc2E" + strings.Repeat("canary", 9)},
	{"guid", "{" + testClientID + "}"},
	{
		"saml",
		wrapped(base64.StdEncoding.EncodeToString([]byte(`<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_1"><a/>`)), "", 64),
	},
	{"shortened", "Bearer " + shortToken[:40] + "[REDACTED]"},
	{"shortened", shortToken[:strings.IndexByte(shortToken, '.')] + ".***.***"},
	{"assertion", "client_assertion_type=jwt-bearer&client_assertion=" + fullToken},
	{"curl", "curl https://graph.microsoft.com/v1.0/me"},
	{"cookies", "Cookie: session=abc; theme=dark"},
	{"address", "https://login.microsoftonline.com/common/oauth2/v2.0/authorize?client_id=x"},
	{"email", "person-canary@example.com"},
	{"hash", "5d41402abc4b2a76b9719d911017c592"},
	{"number", "50011"},
	{"binary", "0\x82\x05\x00\xff\xfe canary"},
	{"json", `{"id_token":"` + fullToken + `","id_token":"` + otherToken + `"}`},
	{"", "hello there"},
	{"", `{"a":"` + canarySecret + `"}`},
	{"", `{"id_token":null}`},
	{"", ""},
}
