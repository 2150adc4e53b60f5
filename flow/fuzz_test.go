package flow

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/url"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"edov/flow/appreg"
	"edov/flow/jsonout"
)

// FuzzMetadata: no document, however a server or a proxy writes it, leads a secret to a host that is not Microsoft's.
func FuzzMetadata(f *testing.F) {
	f.Add(microsoftDocument(nil))
	for _, address := range []string{
		"https://login.microsoftonline.com.evil.example/token", "https://login.microsoftonline.com@evil.example/",
		"http://login.microsoftonline.com/token", "//evil.example", "https://login.microsoftonline.com:8443/",
		"https:evil.example",
	} {
		f.Add(microsoftDocument(map[string]any{"token_endpoint": address}))
		f.Add(microsoftDocument(map[string]any{"authorization_endpoint": address, "jwks_uri": address}))
	}
	hosts := Connection{}.withDefaults().Cloud.LoginHosts()
	f.Fuzz(func(t *testing.T, body string) {
		md, failure := newWire(Env{HTTP: &answering{body: body}}, Connection{}).metadata(t.Context())
		if (md == nil) != (failure != nil) {
			t.Fatalf("metadata %v, failure %v", md != nil, failure)
		}
		if md == nil {
			onlyWords(t, failure)
			return
		}
		for _, address := range []string{md.TokenEndpoint, md.AuthorizationEndpoint, md.JWKSURI} {
			u, err := url.Parse(address)
			if err != nil || u.Scheme != "https" || u.User != nil || !slices.Contains(hosts, u.Host) {
				t.Fatalf("%q is accepted", address)
			}
		}
	})
}

// FuzzTokenResponse: a token response is tokens or a failure, and neither repeats what was sent.
func FuzzTokenResponse(f *testing.F) {
	const secret, code = "abc8Q~the-secret-of-the-test-canary0001", "0.AXoAthe-code-of-the-test-canary0002"
	for _, body := range []string{
		`{"token_type":"Bearer","expires_in":3599,"access_token":"a.b.c","id_token":"d.e.f","refresh_token":"g"}`,
		`{"error":"invalid_client","error_description":"AADSTS7000215: ` + secret + `","error_codes":[7000215]}`,
		`{"access_token":"` + secret + `","scope":"` + code + `"}`, `<html>` + code, `{"id_token":null}`, "[]", "\xff",
	} {
		f.Add(200, "application/json", body)
		f.Add(400, "text/html", body)
	}
	f.Fuzz(func(t *testing.T, status int, kind, body string) {
		sent := newScrubber(NewSecret(secret), NewSecret(code))
		tokens, failure := readTokens(&reply{status: status, contentType: kind, body: []byte(body), sent: sent})
		if (tokens == nil) != (failure != nil) {
			t.Fatalf("tokens %v, failure %v", tokens != nil, failure)
		}
		if failure != nil {
			onlyWords(t, failure)
		}
		text, err := jsonout.Indented(map[string]any{"tokens": tokens, "failure": failure})
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range []string{secret, code} {
			if bytes.Contains(text, []byte(s)) {
				t.Fatalf("it repeats what was sent: %s", text)
			}
		}
	})
}

// onlyWords holds a failure to what a terminal can be given.
func onlyWords(t *testing.T, f *Failure) {
	t.Helper()
	text := f.Summary + f.Hint
	if f.Kind == "" || strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r == 0x7f }) {
		t.Fatalf("a failure of the kind %q says %q", f.Kind, text)
	}
}

// FuzzLists: a list in pieces of one byte is read as a list in one piece, as registrations and as users.
func FuzzLists(f *testing.F) {
	one := string(file(f, healthyManifest))
	for _, text := range []string{
		one, "[" + one + "," + one + "]", `{"value":[{"appId":"x"}],"@odata.nextLink":"https://graph.microsoft.com/v1.0/x"}`,
		`[{"id":"a","mail":"a@b.example","userPrincipalName":"a@b.example"}]`, "\xef\xbb\xbf[]",
		`[{"appId":"x","APPID":"y"},1]`,
		`{"value":[]}{"value":[{}]}`, `[`, `[[[[`, `{"value":{"value":[1]}}`, "[{\"appId\":\"\xff\"}]", "[1 2]",
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if whole, pieces := registrationsIn(data, false), registrationsIn(data, true); whole != pieces {
			t.Fatalf("registrations in one piece:\n%s\nin many:\n%s", whole, pieces)
		}
		if whole, pieces := usersIn(data, false), usersIn(data, true); whole != pieces {
			t.Fatalf("users in one piece:\n%s\nin many:\n%s", whole, pieces)
		}
	})
}

func registrationsIn(data []byte, pieces bool) string {
	var out strings.Builder
	err := appreg.Each(readerOf(data, pieces), "", appreg.Listing{
		Each:  func(r *appreg.App) { text, _ := json.Marshal(r); fmt.Fprintf(&out, "%s\n", text) },
		Fault: func(why string) { fmt.Fprintln(&out, "fault", why) },
		Note:  func(what string) { fmt.Fprintln(&out, "note", what) },
		More:  func(why string) { fmt.Fprintln(&out, "more", why) },
	})
	return fmt.Sprint(out.String(), err)
}

func usersIn(data []byte, pieces bool) string {
	var out strings.Builder
	err := EachUser(readerOf(data, pieces), UserListing{
		Each:  func(u TenantUser) { fmt.Fprintf(&out, "%+v\n", u) },
		Fault: func(why string) { fmt.Fprintln(&out, "fault", why) },
		More:  func(why string) { fmt.Fprintln(&out, "more", why) },
	})
	return fmt.Sprint(out.String(), err)
}

func readerOf(data []byte, pieces bool) io.Reader {
	if pieces {
		return iotest.OneByteReader(bytes.NewReader(data))
	}
	return bytes.NewReader(data)
}

// FuzzCallback throws bytes at the listener of one sign-in. Whatever they are, it goes on waiting, answers the next
// request, and takes the right response in the end.
func FuzzCallback(f *testing.F) {
	f.Add([]byte("GET /callback?error=access_denied HTTP/1.1\r\nHost: localhost\r\n\r\n"))
	f.Add([]byte("POST /callback HTTP/1.1\r\nHost: localhost:8400\r\nContent-Length: 3\r\n\r\na=b"))
	f.Add([]byte("\x16\x03\x01"))
	f.Add([]byte("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"))
	s := begin(f, newAuthServer(f).connection(), signingOptions{timeout: 24 * time.Hour})
	f.Cleanup(func() { s.succeed() })
	f.Fuzz(func(t *testing.T, raw []byte) {
		s.t = t
		defer func() { s.t = f }()
		conn, err := net.Dial("tcp", s.addr())
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		_ = conn.SetDeadline(time.Now().Add(30 * time.Second))
		_, _ = conn.Write(raw)
		_ = conn.(*net.TCPConn).CloseWrite() // so that the listener does not wait for the rest of a request
		_, _ = conn.Read(make([]byte, 512))
		if got := s.callback(url.Values{"state": {"forged"}, "code": {"c"}}); got.status == 200 {
			t.Fatalf("after %q, a response with another state was accepted: %.80q", raw, got.body)
		}
		select {
		case session := <-s.done:
			t.Fatalf("%q ended the sign-in: %+v", raw, session.Failure)
		default:
		}
	})
}
