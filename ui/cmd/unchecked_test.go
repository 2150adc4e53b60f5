package cmd

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"edov/flow"
	"edov/flow/demo"
	"edov/inspect/check"
	"edov/inspect/proof"
	"edov/inspect/secret"
)

// spoiltKeys answers requests for signing keys in another server's place.
type spoiltKeys struct {
	next   http.RoundTripper
	status int
	body   string
}

func (s spoiltKeys) RoundTrip(r *http.Request) (*http.Response, error) {
	if !strings.HasSuffix(r.URL.Path, "/keys") {
		return s.next.RoundTrip(r)
	}
	if s.status == 0 {
		return nil, errors.New("no answer")
	}
	return &http.Response{
		StatusCode: s.status, Header: http.Header{"Content-Type": {"application/json"}, "Retry-After": {"0"}}, Request: r,
		Body: io.NopCloser(strings.NewReader(s.body)),
	}, nil
}

// TestSignInWithoutKeys: a sign-in whose ID token could not be verified is never called good, by no part of the result.
func TestSignInWithoutKeys(t *testing.T) {
	many := `{"keys":[` + strings.Repeat(`{"kty":"RSA","kid":"x"},`, 10000) + `{}]}`
	for name, spoil := range map[string]spoiltKeys{
		"404": {status: 404}, "503": {status: 503}, "empty": {status: 200}, "no keys": {status: 200, body: `{"keys":[]}`},
		"HTML":        {status: 200, body: "<html><body>sign in to the network</body></html>"},
		"10,000 keys": {status: 200, body: many}, "no answer": {},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			scenario, _ := demo.Lookup("healthy")
			server, err := demo.Start(scenario, demo.Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer server.Close()
			c := server.Connection()
			c.AnyPort = true
			env := server.Env()
			spoil.next = env.HTTP
			if spoil.next == nil {
				spoil.next = http.DefaultTransport
			}
			env.HTTP = spoil
			session := flow.SignIn(context.Background(), env, c, flow.SignInOptions{Paste: server.Pasted()})
			judged := check.Judge(session, session.EndedAt, secret.Thresholds{})
			for format, wants := range map[string][]string{
				"text": {"?     can't tell whether the email is verified", "products  not checked"}, "markdown": {"# UNKNOWN: "},
				"json": {`"verdict": "unknown"`, `"verdict": "cannot-tell"`},
			} {
				var out bytes.Buffer
				p := Program{Stdout: &out, Stderr: io.Discard, Env: flow.Env{Getenv: func(string) string { return "" }}}
				err := p.report(&output{format: format, failOn: "error"}, judged)
				var own *exitError
				if !errors.As(err, &own) || own.code != ExitUnfinished {
					t.Errorf("%s ends with %v", format, err)
				}
				for _, want := range wants {
					if !strings.Contains(out.String(), want) {
						t.Errorf("%s lacks %q:\n%s", format, want, out.String())
					}
				}
				if format == "json" && !json.Valid(out.Bytes()) {
					t.Error("this is no JSON")
				}
			}
			for _, product := range judged.Products {
				if product.Verdict != proof.SeenUnknown {
					t.Errorf("%s: %s", product.Name, product.Verdict)
				}
			}
		})
	}
}
