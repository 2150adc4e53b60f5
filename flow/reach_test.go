package flow

import (
	"context"
	"crypto/x509"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// impatient skips all pauses.
func impatient(p *pace) {
	p.pause = func(ctx context.Context, _ time.Duration) error { return ctx.Err() }
	p.glance = time.Hour
}

// byPath answers what the test says for a path's end; nil goes on to the server.
type byPath struct {
	server *authServer
	answer func(*http.Request) (*http.Response, error)
}

func (b byPath) RoundTrip(r *http.Request) (*http.Response, error) {
	if resp, err := b.answer(r); resp != nil || err != nil {
		return resp, err
	}
	return msTransport{b.server}.RoundTrip(r)
}

func isMetadata(r *http.Request) bool { return strings.Contains(r.URL.Path, ".well-known") }

func isKeys(r *http.Request) bool { return strings.HasSuffix(r.URL.Path, "/keys") }

// answerWith makes one answer.
func answerWith(r *http.Request, status int, kind, body string, header ...string) *http.Response {
	rec := httptest.NewRecorder()
	rec.Header().Set("Content-Type", kind)
	for i := 0; i+1 < len(header); i += 2 {
		rec.Header().Set(header[i], header[i+1])
	}
	rec.WriteHeader(status)
	_, _ = io.WriteString(rec, body)
	resp := rec.Result()
	resp.Request = r
	return resp
}

// TestOffline: if the network does not reach Microsoft, the sign-in ends immediately with that
// failure, and no browser opens.
func TestOffline(t *testing.T) {
	dial := func(err error) error { return &net.OpError{Op: "dial", Net: "tcp", Err: err} }
	page := func(status int) func(*http.Request) (*http.Response, error) {
		return func(r *http.Request) (*http.Response, error) {
			return answerWith(r, status, "text/html", "<html>Sign in to the hotel"), nil
		}
	}
	fails := func(err error) func(*http.Request) (*http.Response, error) {
		return func(*http.Request) (*http.Response, error) { return nil, err }
	}
	for name, test := range map[string]struct {
		answer func(*http.Request) (*http.Response, error)
		words  string
	}{
		"no such name":   {fails(dial(&net.DNSError{IsNotFound: true})), "DNS lookup failed"},
		"no DNS":         {fails(dial(&net.DNSError{IsTimeout: true})), "DNS lookup timed out"},
		"no route":       {fails(dial(os.NewSyscallError("connect", syscall.ENETUNREACH))), "can't reach"},
		"refused":        {fails(dial(os.NewSyscallError("connect", syscall.ECONNREFUSED))), "refused the connection"},
		"cut off":        {fails(&net.OpError{Op: "read", Err: syscall.ECONNRESET}), "was closed"},
		"time-out":       {fails(dial(context.DeadlineExceeded)), "timed out"},
		"proxy":          {fails(&net.OpError{Op: "proxyconnect", Err: syscall.ECONNREFUSED}), "can't reach the proxy"},
		"proxy refuses":  {fails(&proxyRefusal{http.StatusProxyAuthRequired}), "407"},
		"TLS":            {fails(x509.UnknownAuthorityError{}), "not trusted on this machine"},
		"captive portal": {page(200), "captive portal"},
		"blocked":        {page(403), "captive portal"},
		"must sign in":   {page(511), "captive portal"},
		"led elsewhere": {func(r *http.Request) (*http.Response, error) {
			return answerWith(r, 307, "text/plain", "", "Location", "https://gateway.example/"), nil
		}, "redirected"},
	} {
		t.Run(name, func(t *testing.T) {
			c, _ := microsoft(newAuthServer(t))
			s := launch(t, c, signingOptions{pace: impatient, env: func(e *Env) { e.HTTP = roundTrip(test.answer) }})
			session := s.end()
			f := session.Failure
			if !isOutOfReach(f) || !strings.Contains(f.Summary, test.words) {
				t.Fatalf("%+v", f)
			}
			if !strings.Contains(f.Hint, "edov has to reach Microsoft too") || !strings.Contains(f.Hint, "_PROXY") {
				t.Errorf("the hint is %q", f.Hint)
			}
			if s.opened != 0 || len(s.seen(EventURL)) != 1 || len(session.Problems) != 0 {
				t.Errorf("browser opened %d times, problems %+v, events %v", s.opened, session.Problems, s.kinds())
			}
			if told := s.seen(EventFailed); len(told) != 1 || told[0].Failure != f || len(s.seen(EventWarning)) != 0 {
				t.Errorf("told %+v", s.events)
			}
			checkFree(t, s)
		})
	}
}

// isOutOfReach holds for the failure that ends an offline sign-in.
func isOutOfReach(f *Failure) bool {
	return f != nil && f.Stage == StageMetadata && f.Kind == FailureNetwork
}

// TestOfflineBehindTheUsersProxy: the proxy that failed is in the hint, and no
// other one is asked for.
func TestOfflineBehindTheUsersProxy(t *testing.T) {
	dead := serverFor(t, func(http.ResponseWriter, *http.Request) {})
	dead.Close()
	proxy, _ := url.Parse(dead.URL)
	transport := newTransport(nil)
	transport.Proxy = http.ProxyURL(proxy)
	c, _ := microsoft(newAuthServer(t))
	f := launch(t, c, signingOptions{pace: impatient, env: func(e *Env) { e.HTTP = transport }}).end().Failure
	if !isOutOfReach(f) || !strings.Contains(f.Summary, "proxy "+dead.URL) || strings.Contains(f.Hint, "edov itself") {
		t.Errorf("%+v", f)
	}
}

// TestBusyIsNotOffline: a server that answers is there; the sign-in goes on with
// the known endpoints.
func TestBusyIsNotOffline(t *testing.T) {
	for name, answer := range map[string]func(*http.Request) *http.Response{
		"429": func(r *http.Request) *http.Response { return answerWith(r, 429, "application/json", "{}") },
		"500": func(r *http.Request) *http.Response { return answerWith(r, 500, "text/plain", "oops") },
		"503": func(r *http.Request) *http.Response {
			return answerWith(r, 503, "text/plain", "", "Retry-After", "30")
		},
		"502 as a page": func(r *http.Request) *http.Response {
			return answerWith(r, 502, "text/html", "<html>Our services aren't available right now")
		},
		"unknown tenant": func(r *http.Request) *http.Response {
			return answerWith(r, 400, "application/json", `{"error":"invalid_tenant","error_codes":[90002]}`)
		},
		"no JSON":       func(r *http.Request) *http.Response { return answerWith(r, 200, "text/plain", "hello") },
		"403 as a text": func(r *http.Request) *http.Response { return answerWith(r, 403, "text/plain", "no") },
	} {
		t.Run(name, func(t *testing.T) {
			server := newAuthServer(t)
			c, _ := microsoft(server)
			s := begin(t, c, signingOptions{pace: impatient, env: func(e *Env) {
				e.HTTP = byPath{server, func(r *http.Request) (*http.Response, error) {
					if isMetadata(r) {
						return answer(r), nil
					}
					return nil, nil
				}}
			}})
			s.until(EventWarning)
			s.until(EventBrowserOpened)
			session := s.succeed()
			if f := onlyProblem(t, session); f.Stage != StageMetadata || session.Tokens == nil {
				t.Errorf("%+v", f)
			}
		})
	}
}

// TestAnswerBeforeTheNetworkFails: who has come back from Microsoft goes on.
func TestAnswerBeforeTheNetworkFails(t *testing.T) {
	server := newAuthServer(t)
	hold := make(chan struct{})
	c, _ := microsoft(server)
	s := begin(t, c, signingOptions{pace: impatient, env: func(e *Env) {
		e.HTTP = byPath{server, func(r *http.Request) (*http.Response, error) {
			if !isMetadata(r) {
				return nil, nil
			}
			<-hold
			return nil, &net.OpError{Op: "read", Err: syscall.ECONNRESET}
		}}
	}})
	s.callback(s.good())
	s.until(EventCallback)
	close(hold)
	session := s.end()
	if f := onlyProblem(t, session); session.Failure != nil || session.Tokens == nil || f.Stage != StageMetadata {
		t.Errorf("%+v, problem %+v", session.Failure, f)
	}
}

// TestSilentNetwork: when the time is up and Microsoft has not answered edov
// either, it is not the user who did not come.
func TestSilentNetwork(t *testing.T) {
	c, _ := microsoft(newAuthServer(t))
	s := launch(t, c, signingOptions{timeout: 20 * time.Millisecond, pace: impatient, env: func(e *Env) {
		e.HTTP = roundTrip(func(r *http.Request) (*http.Response, error) {
			<-r.Context().Done()
			return nil, r.Context().Err()
		})
	}})
	session := s.end()
	f := session.Failure
	const words = "the connection to login.microsoftonline.com timed out"
	if !isOutOfReach(f) || f.Summary != words || strings.Contains(f.Hint, "registered") {
		t.Errorf("%+v", f)
	}
	if len(session.Problems) != 0 || s.opened != 0 {
		t.Errorf("problems %+v, the browser was opened %d times", session.Problems, s.opened)
	}
}

// TestBrowserWaitsAMoment: it opens when the metadata are here, or when nothing
// has gone wrong for a moment, but not while a failed request is tried again.
func TestBrowserWaitsAMoment(t *testing.T) {
	t.Run("slow network", func(t *testing.T) {
		server := newAuthServer(t)
		server.hold = make(chan struct{})
		defer close(server.hold)
		c, env := microsoft(server)
		s := begin(t, c, signingOptions{env: env, pace: func(p *pace) { p.glance = time.Millisecond }})
		s.until(EventBrowserOpened)
		if len(s.seen(EventMetadata)) != 0 {
			t.Error("the metadata were not held")
		}
	})
	t.Run("tried again", func(t *testing.T) {
		server := newAuthServer(t)
		c, _ := microsoft(server)
		trying, goOn := make(chan struct{}), make(chan struct{})
		var once sync.Once
		fail := true
		s := begin(t, c, signingOptions{
			pace: func(p *pace) {
				p.glance = time.Hour
				p.pause = func(context.Context, time.Duration) error {
					once.Do(func() { close(trying) })
					<-goOn
					return nil
				}
			},
			env: func(e *Env) {
				e.HTTP = byPath{server, func(r *http.Request) (*http.Response, error) {
					if isMetadata(r) && fail {
						fail = false
						return nil, &net.OpError{Op: "dial", Err: syscall.ENETUNREACH}
					}
					return nil, nil
				}}
			},
		})
		<-trying
		if len(s.seen(EventBrowserOpened)) != 0 {
			t.Error("the browser is open although the first request failed")
		}
		close(goOn)
		s.until(EventBrowserOpened)
		s.succeed()
	})
}

// TestLateKeys: a key server that stalls holds up the end for its bound only,
// and is named.
func TestLateKeys(t *testing.T) {
	if defaultPace.evidence != 5*time.Second {
		t.Errorf("metadata and keys may take %v", defaultPace.evidence)
	}
	stall := func(r *http.Request) (*http.Response, error) {
		<-r.Context().Done()
		return nil, r.Context().Err()
	}
	for name, test := range map[string]struct {
		sets  [][]string // of the answers before the server stalls
		words string
		kept  int
		busy  bool
		own   bool // of a test server
	}{
		"from the beginning":         {nil, "the request for the signing keys timed out", 0, false, false},
		"of a test server":           {nil, "the request for the signing keys timed out", 0, false, true},
		"when the key is looked for": {[][]string{{"other"}}, "the request for the signing keys timed out", 1, false, false},
		"asks to wait":               {nil, "the key server asks to wait 20 s", 0, true, false},
	} {
		t.Run(name, func(t *testing.T) {
			server := newAuthServer(t)
			server.keySets = test.sets
			c, _ := microsoft(server)
			if test.own {
				c = server.connection()
			}
			var answers atomic.Int32
			s := begin(t, c, signingOptions{
				pace: func(p *pace) { p.evidence = 20 * time.Millisecond },
				env: func(e *Env) {
					e.HTTP = byPath{server, func(r *http.Request) (*http.Response, error) {
						switch {
						case !isKeys(r):
						case test.busy:
							return answerWith(r, 503, "text/plain", "", "Retry-After", "20"), nil
						case int(answers.Add(1)) > len(test.sets):
							return stall(r)
						}
						return nil, nil
					}}
				},
			})
			if test.busy {
				s.until(EventRetry)
			} else if test.kept > 0 {
				s.until(EventKeys)
			}
			s.until(EventMetadata)
			session := s.succeed()
			f := onlyProblem(t, session)
			if f.Stage != StageKeys || f.Kind != FailureNetwork || f.Summary != test.words || f.Hint == "" {
				t.Errorf("%+v", f)
			}
			if len(session.KeySets) != test.kept || session.Tokens == nil {
				t.Errorf("%d key sets, %+v", len(session.KeySets), session)
			}
		})
	}
}

// TestLateMetadata: the code is redeemed at the known endpoint when the metadata
// do not come, and metadata and keys together have one bound.
func TestLateMetadata(t *testing.T) {
	server := newAuthServer(t)
	server.hold = make(chan struct{})
	defer close(server.hold)
	c, env := microsoft(server)
	s := begin(t, c, signingOptions{env: env, pace: func(p *pace) { p.evidence = 20 * time.Millisecond }})
	s.until(EventKeys)
	session := s.succeed()
	if session.Metadata != nil || len(session.KeySets) != 1 {
		t.Errorf("%+v", session)
	}
	f := onlyProblem(t, session)
	if f.Stage != StageMetadata || f.Summary != "the metadata request timed out" {
		t.Errorf("%+v", f)
	}
	if form := server.tokenForms; len(form) != 1 || form[0].Get("code") != canaryCode {
		t.Errorf("token requests %v", form)
	}

	a := &attempt{left: time.Millisecond}
	if late := a.within(t.Context(), func(ctx context.Context) { <-ctx.Done() }); !late || a.left != 0 {
		t.Errorf("late %t, %v left", late, a.left)
	}
	ctx, cancel := context.WithCancel(t.Context())
	a.left = time.Hour
	if late := a.within(ctx, func(context.Context) { cancel() }); late || a.left <= 0 || a.left >= time.Hour {
		t.Errorf("stopped by the caller: late %t, %v left", late, a.left)
	}
}

// TestAzureOutOfReach: that the login server cannot be reached is not said to be
// the credentials' fault.
func TestAzureOutOfReach(t *testing.T) {
	transport := &azureTransport{cl: newClient(Env{HTTP: roundTrip(func(*http.Request) (*http.Response, error) {
		return nil, &net.OpError{Op: "dial", Err: &net.DNSError{IsNotFound: true}}
	})}, Connection{}, "", nil)}
	req, _ := http.NewRequest(http.MethodGet, "https://login.microsoftonline.com/x", nil)
	if _, err := transport.RoundTrip(req); err == nil {
		t.Fatal("no error")
	}
	f := transport.failure()
	if f == nil || f.Stage != StageRegistration || !strings.Contains(f.Summary, "DNS lookup failed") {
		t.Errorf("%+v", f)
	}
}
