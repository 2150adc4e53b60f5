package peers

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	jose "github.com/go-jose/go-jose/v4"
	"github.com/zitadel/oidc/v3/example/server/storage"
	"github.com/zitadel/oidc/v3/pkg/op"

	"edov/flow"
	"edov/flow/demo/demotest"
	"edov/inspect/check"
	"edov/inspect/proof"
	"edov/inspect/report"
	"edov/inspect/secret"
)

const (
	clientID     = "edov-test"
	clientSecret = "a secret of 32 characters + more"
)

// rotating is the storage of the library's example, with signing keys that change.
type rotating struct {
	*storage.Storage
	mu        sync.Mutex
	key       *signingKey
	published []op.Key
}

// signingKey is one key, private or public, as the library asks for it.
type signingKey struct {
	id  string
	key any
}

func (k *signingKey) SignatureAlgorithm() jose.SignatureAlgorithm { return jose.RS256 }
func (k *signingKey) Algorithm() jose.SignatureAlgorithm          { return jose.RS256 }
func (k *signingKey) Use() string                                 { return "sig" }
func (k *signingKey) Key() any                                    { return k.key }
func (k *signingKey) ID() string                                  { return k.id }

// rotate signs with a new key from now on, and publishes it; the old one stays published, or not.
func (s *rotating) rotate(t *testing.T, id string, keepOld bool) {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if !keepOld {
		s.published = nil
	}
	s.key = &signingKey{id, key}
	s.published = append(s.published, &signingKey{id, &key.PublicKey})
}

func (s *rotating) SigningKey(context.Context) (op.SigningKey, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.key, nil
}

func (s *rotating) KeySet(context.Context) ([]op.Key, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]op.Key(nil), s.published...), nil
}

// zitadel is a running server of github.com/zitadel/oidc with one confidential client.
type zitadel struct {
	*httptest.Server
	*rotating
	redirect string
	atToken  func()        // called when a token request comes, before it is answered; nil: nothing
	tokens   []http.Header // of the token requests
}

func startZitadel(t *testing.T, takesPost bool) *zitadel {
	t.Helper()
	logger := slog.Default()
	slog.SetDefault(slog.New(slog.DiscardHandler)) // the library warns of each refusal
	t.Cleanup(func() { slog.SetDefault(logger) })
	z := &zitadel{redirect: "http://localhost:" + freePort(t) + "/callback"}
	var handler http.Handler
	z.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/token") {
			z.tokens = append(z.tokens, r.Header.Clone())
			if z.atToken != nil {
				z.atToken()
			}
		}
		handler.ServeHTTP(w, r)
	}))
	t.Cleanup(z.Close)
	issuer := z.issuer()
	storage.RegisterClients(storage.WebClient(clientID, clientSecret, z.redirect))
	z.rotating = &rotating{Storage: storage.NewStorage(storage.NewUserStore(issuer))}
	z.rotate(t, "first", false)
	provider, err := op.NewProvider(&op.Config{
		CryptoKey: sha256.Sum256([]byte("test")), CodeMethodS256: true, AuthMethodPost: takesPost,
	}, z.rotating, op.StaticIssuer(issuer), op.WithAllowInsecure(), op.WithLogger(slog.New(slog.DiscardHandler)))
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("/", provider)
	mux.HandleFunc("/login/username", func(w http.ResponseWriter, r *http.Request) { // the user signs in at once
		id := r.FormValue("authRequestID")
		if err := z.CheckUsernamePassword("test-user@localhost", "verysecure", id); err != nil {
			http.Error(w, err.Error(), http.StatusForbidden)
			return
		}
		http.Redirect(w, r, op.AuthCallbackURL(provider)(r.Context(), id), http.StatusFound)
	})
	handler = op.NewIssuerInterceptor(provider.IssuerFromRequest).Handler(mux)
	return z
}

func (z *zitadel) issuer() string { return strings.Replace(z.Server.URL, "127.0.0.1", "localhost", 1) }

// freePort is a port that was free a moment ago.
func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	return port
}

// signIn runs one sign-in with the client secret given.
func (z *zitadel) signIn(t *testing.T, mode, value string) (*flow.Session, *report.Report) {
	t.Helper()
	transport := &http.Transport{}
	defer transport.CloseIdleConnections()
	s := flow.SignIn(t.Context(), flow.Env{Browser: demotest.Browse, HTTP: transport}, flow.Connection{
		Authority: z.issuer(), TrustAuthority: true, ClientID: clientID, Secret: flow.NewSecret(value),
		RedirectURI: z.redirect, ResponseMode: mode,
	}, flow.SignInOptions{Program: "edov test", Timeout: time.Minute, Observe: func(e flow.Event) {
		if e.Kind == flow.EventBrowserFailed {
			t.Errorf("the browser: %s", e.Text)
		}
	}})
	return s, check.Judge(s, time.Now(), secret.Thresholds{})
}

// accepted demands that nothing is wrong but what this server's ID tokens never have.
func accepted(t *testing.T, s *flow.Session, r *report.Report) {
	t.Helper()
	if s.Failure != nil {
		t.Fatalf("the sign-in failed: %+v", s.Failure)
	}
	if len(r.Tokens) == 0 || r.Tokens[0].Verification.State != proof.Verified {
		t.Errorf("not verified: %+v", r.Tokens)
	}
	for _, f := range r.Findings {
		if f.Outcome != report.Pass && f.Outcome != report.Skip && f.Severity != report.Note && f.ID != "email-present" {
			t.Errorf("%s: %s, %s", f.ID, f.Outcome, f.Summary)
		}
	}
}

var modes = []string{flow.ModeQuery, flow.ModeFormPost}

// A confidential client signs in, with the secret in the form or in the header.
func TestZitadelSignIn(t *testing.T) {
	for _, takesPost := range []bool{true, false} {
		z := startZitadel(t, takesPost)
		for _, mode := range modes {
			s, r := z.signIn(t, mode, clientSecret)
			accepted(t, s, r)
			if s.Callback == nil || s.Callback.Via != mode {
				t.Errorf("the response came by %+v, not by %s", s.Callback, mode)
			}
		}
		if len(z.tokens) != len(modes) {
			t.Errorf("%d token requests for %d sign-ins", len(z.tokens), len(modes))
		}
		for _, head := range z.tokens {
			if basic := head.Get("Authorization") != ""; basic == takesPost {
				t.Errorf("takes the secret in the form: %t, got it in the header: %t", takesPost, basic)
			}
		}
	}
}

// A wrong secret is refused by the server, and that is what edov says.
func TestZitadelRefusesSecret(t *testing.T) {
	for _, takesPost := range []bool{true, false} {
		z := startZitadel(t, takesPost)
		s, r := z.signIn(t, flow.ModeQuery, "another secret of 32 characters.")
		f := s.Failure
		if f == nil || f.Stage != flow.StageToken || f.Kind != flow.FailureOAuth || r.Verdict != report.VerdictFail {
			t.Errorf("%+v, %s", s.Failure, r.Headline)
		}
		if len(z.tokens) != 1 {
			t.Errorf("%d token requests", len(z.tokens))
		}
	}
}

// The signing key changes between two sign-ins, and after the keys were loaded.
func TestZitadelRotatesKeys(t *testing.T) {
	z := startZitadel(t, true)
	for _, mode := range modes {
		for _, keepOld := range []bool{true, false} {
			z.atToken = nil
			z.rotate(t, mode+" between", keepOld)
			s, r := z.signIn(t, mode, clientSecret)
			accepted(t, s, r)
			z.atToken = func() { z.rotate(t, mode+" meanwhile", keepOld) }
			s, r = z.signIn(t, mode, clientSecret)
			accepted(t, s, r)
			if len(s.KeySets) != 2 || r.Tokens[0].Verification.KeyID != mode+" meanwhile" {
				t.Errorf("%d key sets, verified with %q", len(s.KeySets), r.Tokens[0].Verification.KeyID)
			}
		}
	}
	z.atToken = func() {
		z.rotate(t, "secret", true)
		z.mu.Lock()
		z.published = z.published[:len(z.published)-1]
		z.mu.Unlock()
	}
	_, r := z.signIn(t, flow.ModeQuery, clientSecret)
	if f := r.Find("idtoken-key"); f.Outcome != report.Fail || r.Verdict != report.VerdictFail {
		t.Errorf("a key that is not published: %s, %s", f.Outcome, r.Headline)
	}
}
