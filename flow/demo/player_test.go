package demo_test

import (
	"context"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"edov/flow/demo"
	"edov/flow/demo/demotest"
	"edov/flow/demo/tenant"
	"edov/flow/entra"
)

// landing is a redirect URI that keeps what reached it.
type landing struct {
	redirect string
	mu       sync.Mutex
	got      []*http.Request
	form     url.Values
}

func newLanding(t *testing.T) *landing {
	t.Helper()
	l := &landing{}
	ln, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(ln.Addr().String())
	l.redirect = "http://localhost:" + port + "/callback"
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		l.mu.Lock()
		defer l.mu.Unlock()
		if r.ParseForm() != nil {
			w.WriteHeader(http.StatusBadRequest)
		}
		l.got, l.form = append(l.got, r), r.Form
	})}
	served := make(chan struct{})
	go func() { defer close(served); _ = server.Serve(ln) }()
	t.Cleanup(func() { server.Close(); <-served })
	return l
}

// play lets the built-in user sign in and says what arrived.
func play(t *testing.T, s demotest.Visitor, segment, mode string) (*landing, *http.Request) {
	t.Helper()
	l := newLanding(t)
	how, err := s.Play(
		context.Background(),
		s.URL()+"/"+segment+"/oauth2/v2.0/authorize?"+demotest.AuthParams(
			"response_mode", mode, "redirect_uri", l.redirect,
		).Encode(),
	)
	if err != nil || how != "the built-in demo user" {
		t.Fatalf("%q, %v", how, err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.got) == 0 {
		return l, nil
	}
	if len(l.got) > 1 {
		t.Errorf("%d requests arrived", len(l.got))
	}
	return l, l.got[0]
}

func TestPlayInEachMode(t *testing.T) {
	s := demotest.Start(t, "healthy", demo.Options{})
	l, r := play(t, s, "common", "form_post")
	if r == nil || r.Method != http.MethodPost || r.Header.Get("Origin") != s.URL() || l.form.Get("code") == "" ||
		l.form.Get("state") != "the-state" {
		t.Errorf("form_post: %v %v", r, l.form)
	}
	if l, r = play(t, s, "common", "query"); r == nil || r.Method != http.MethodGet || l.form.Get("code") == "" {
		t.Errorf("query: %v %v", r, l.form)
	}
	if l, r = play(t, s, "common", "fragment"); r == nil || l.form.Get("code") != "" {
		t.Errorf("fragment: %v %v", r, l.form)
	}
	if text := <-s.Pasted(); !strings.HasPrefix(text, l.redirect+"#") || !strings.Contains(text, "code=") {
		t.Errorf("fragment: the user would paste %q", text)
	}
}

// A browser sends no origin from https to http.
func TestPlayOverTLS(t *testing.T) {
	s := demotest.Start(t, "healthy", demo.Options{TLS: true})
	if l, r := play(t, s, "common", "form_post"); r == nil || r.Header.Get("Origin") != "null" ||
		l.form.Get("code") == "" {
		t.Errorf("%v %v", r, l.form)
	}
}

func TestPlayPicksTheScenariosAccount(t *testing.T) {
	for id, tenant := range map[string]string{
		"healthy-personal": entra.ConsumersTenant, "edov-false": tenant.Tailspin.ID,
	} {
		s := demotest.Start(t, id, demo.Options{})
		l, _ := play(t, s, "common", "form_post")
		var got demotest.Tokens
		form := s.TokenParams(l.form.Get("code"), "redirect_uri", l.redirect)
		s.Post(t, demotest.TokenPath, form).JSON(t, &got)
		key := s.WorkKey(t)
		if tenant == entra.ConsumersTenant {
			key = s.PersonalKey(t)
		}
		if _, claims, ok := demotest.Decode(t, got.IDToken, key); !ok || claims["tid"] != tenant {
			t.Errorf("%s: verified %v, %v", id, ok, claims)
		}
	}
}

func TestPlayDeclines(t *testing.T) {
	s := demotest.Start(t, "consent-declined", demo.Options{})
	l, _ := play(t, s, "common", "form_post")
	if l.form.Get("error") != "access_denied" || !strings.Contains(l.form.Get("error_description"), "AADSTS65004") {
		t.Errorf("%v", l.form)
	}
}

func TestPlayAcceptsWhenAsked(t *testing.T) {
	s := demotest.Start(t, "healthy", demo.Options{})
	l := newLanding(t)
	_, err := s.Play(
		context.Background(),
		s.URL()+demotest.AuthorizePath+"?"+demotest.AuthParams("prompt", "consent", "redirect_uri", l.redirect).Encode(),
	)
	if err != nil || l.form.Get("code") == "" {
		t.Errorf("%v %v", err, l.form)
	}
}

func TestPlayPastesTheErrorPage(t *testing.T) {
	for id, want := range map[string]string{
		"redirect-mismatch": "AADSTS50011: ", "account-not-in-tenant": "AADSTS50020: ",
	} {
		s := demotest.Start(t, id, demo.Options{})
		segment := s.Connection().Tenant
		if _, r := play(t, s, segment, "form_post"); r != nil {
			t.Errorf("%s: the app got a response", id)
		}
		select {
		case text := <-s.Pasted():
			if !demotest.ErrorPage.MatchString(text) || !strings.Contains(text, want) {
				t.Errorf("%s: %q", id, text)
			}
		default:
			t.Errorf("%s: nothing to paste", id)
		}
	}
}

func TestPlayReportsErrors(t *testing.T) {
	s := demotest.Start(t, "healthy", demo.Options{})
	ln, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(ln.Addr().String())
	ln.Close()
	unused := "http://localhost:" + port + "/callback"
	_, err = s.Play(
		context.Background(), s.URL()+demotest.AuthorizePath+"?"+demotest.AuthParams("redirect_uri", unused).Encode(),
	)
	if err == nil || strings.Contains(err.Error(), "code") {
		t.Errorf("no listener: %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := s.Play(ctx, s.URL()+demotest.AuthorizePath); err == nil {
		t.Error("a cancelled Play reported no error")
	}
	if _, err := s.Play(context.Background(), "http://[bad"); err == nil {
		t.Error("an invalid URL is no error")
	}
}
