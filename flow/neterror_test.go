package flow

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestNetworkErrorsInWords(t *testing.T) {
	dial := func(err error) error { return &net.OpError{Op: "dial", Net: "tcp", Err: err} }
	for _, test := range []struct {
		err   error
		words string
		tries int
	}{
		{dial(&net.DNSError{IsNotFound: true, Name: "evil\x1b"}), "not known to the DNS", 3},
		{dial(&net.DNSError{IsTimeout: true}), "DNS gave no answer", 3},
		{dial(os.NewSyscallError("connect", syscall.ECONNREFUSED)), "refused the connection", 3},
		{dial(os.NewSyscallError("connect", syscall.EHOSTUNREACH)), "no way to", 3},
		{dial(context.DeadlineExceeded), "did not answer in time", 3},
		{&net.OpError{Op: "read", Err: syscall.ECONNRESET}, "cut off", 1},
		{io.ErrUnexpectedEOF, "broke before", 1},
		{errors.New("lib: \x1b]0;" + canarySecret), "broke before", 1},
	} {
		tries := 0
		w := newWire(Env{HTTP: roundTrip(func(*http.Request) (*http.Response, error) {
			tries++
			return nil, test.err
		})}, Connection{ClientID: testClientID})
		_, f := w.metadata(t.Context())
		if f == nil || f.Stage != StageMetadata || f.Kind != FailureNetwork || !strings.Contains(f.Summary, test.words) || f.Hint == "" {
			t.Errorf("%v: %+v", test.err, f)
			continue
		}
		if tries != test.tries {
			t.Errorf("%v: %d tries, want %d", test.err, tries, test.tries)
		}
		if all := f.Summary + f.Hint + w.exchanges[0].Error; strings.Contains(all, canarySecret) || strings.ContainsRune(all, '\x1b') {
			t.Errorf("the library's text is passed on: %q", all)
		}
	}
}

// certificate makes a self-signed one as PEM and for a server.
func certificate(t testing.TB, change func(*x509.Certificate)) (tls.Certificate, []byte) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Evil \x1b[31mProxy\nCA"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
	}
	change(template)
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
}

// Item 169: each bad certificate is refused with its reason.
func TestTLS(t *testing.T) {
	for _, test := range []struct {
		name, summary, hint string
		trust               bool
		cert                func(*x509.Certificate)
		config              func(*tls.Config)
	}{
		{"good", "", "", true, func(*x509.Certificate) {}, func(*tls.Config) {}},
		{"unknown issuer", "Evil ␛[31mProxy", "--ca-file", false, func(*x509.Certificate) {}, func(*tls.Config) {}},
		{"wrong host", "not for 127.0.0.1", "", true, func(c *x509.Certificate) { c.IPAddresses, c.DNSNames = nil, []string{"evil.example"} }, func(*tls.Config) {}},
		{"expired", "has expired", "clock", true, func(c *x509.Certificate) { c.NotAfter = time.Now().Add(-time.Minute) }, func(*tls.Config) {}},
		{"not yet valid", "not valid yet", "clock", true, func(c *x509.Certificate) { c.NotBefore = time.Now().Add(time.Minute) }, func(*tls.Config) {}},
		{"TLS 1.1", "no safe TLS", "TLS 1.2", true, func(*x509.Certificate) {}, func(c *tls.Config) { c.MinVersion, c.MaxVersion = tls.VersionTLS10, tls.VersionTLS11 }},
	} {
		t.Run(test.name, func(t *testing.T) {
			cert, caPEM := certificate(t, test.cert)
			s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, `{"keys":[{}]}`) }))
			s.TLS = &tls.Config{Certificates: []tls.Certificate{cert}}
			test.config(s.TLS)
			s.Config.ErrorLog = log.New(io.Discard, "", 0)
			s.StartTLS()
			defer s.Close()
			if !test.trust {
				_, caPEM = certificate(t, func(*x509.Certificate) {})
			}
			transport, err := Transport(caPEM)
			if err != nil {
				t.Fatal(err)
			}
			w := newWire(Env{HTTP: transport}, trusted(s.URL))
			_, f := w.keySet(t.Context(), s.URL)
			if test.summary == "" {
				if f != nil || w.exchanges[0].TLSVersion != "TLS 1.3" || w.exchanges[0].TLSMS <= 0 {
					t.Errorf("%+v, recorded %+v", f, w.exchanges[0])
				}
				return
			}
			if f == nil || !strings.Contains(f.Summary, test.summary) || !strings.Contains(f.Hint, test.hint) || strings.ContainsAny(f.Summary, "\x1b\n") {
				t.Errorf("got %+v", f)
			}
			if len(w.exchanges) != 1 {
				t.Errorf("tried %d times", len(w.exchanges))
			}
		})
	}
}

// http and https mixed up, both ways.
func TestWrongScheme(t *testing.T) {
	s := serverFor(t, func(http.ResponseWriter, *http.Request) {})
	w := newWire(Env{}, trusted(s.URL))
	if _, f := w.keySet(t.Context(), "https"+s.URL[4:]); f == nil || !strings.Contains(f.Summary, "does not speak TLS") {
		t.Errorf("got %+v", f)
	}
}

// Item 168: a bad CA file is an error before anything is sent, and a bad
// SSL_CERT_FILE is named when it matters.
func TestCAFiles(t *testing.T) {
	_, good := certificate(t, func(*x509.Certificate) {})
	key := pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: []byte("canary")})
	rotten := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: []byte("rotten")})
	for name, data := range map[string][]byte{
		"empty": nil, "text": []byte("not a certificate"), "cut off": good[:len(good)-30], "key": key, "rotten": rotten,
		"good and key": slices.Concat(good, key), "good and rotten": slices.Concat(good, rotten),
	} {
		if transport, err := Transport(data); err == nil || transport != nil || strings.Contains(err.Error(), "canary") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Transport(slices.Concat([]byte("# a comment\n"), good, []byte("\n# more\n"), good)); err != nil {
		t.Errorf("two good ones: %v", err)
	}
	dir := t.TempDir()
	for name, want := range map[string]string{"missing.pem": "cannot be read", "text.pem": "without a certificate", "good.pem": ""} {
		file := filepath.Join(dir, name)
		if content := map[string][]byte{"text.pem": []byte("x"), "good.pem": good}[name]; content != nil {
			if err := os.WriteFile(file, content, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		w := newWire(Env{Getenv: func(string) string { return file }}, Connection{})
		if got := w.certFileHint(); want == "" && got != "" || !strings.Contains(got, want) {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

// Item 167: the proxy is named, its password is not.
func TestProxy(t *testing.T) {
	answer := func(status int, body string) string {
		s := serverFor(t, func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(status)
			_, _ = io.WriteString(w, body)
		})
		return strings.TrimPrefix(s.URL, "http://")
	}
	dead := serverFor(t, func(http.ResponseWriter, *http.Request) {})
	dead.Close()
	for _, test := range []struct{ name, host, words string }{
		{"wants a password", answer(407, "no"), "wants a user name and password"},
		{"forbids", answer(403, "<html>blocked</html>"), "(HTTP 403)"},
		{"fails", answer(502, canarySecret), "(HTTP 502)"},
		{"is dead", strings.TrimPrefix(dead.URL, "http://"), "could not be reached"},
	} {
		for _, scheme := range []string{"http", "socks5"} {
			if scheme == "socks5" && test.name != "is dead" {
				continue
			}
			transport := newTransport(nil)
			transport.Proxy = http.ProxyURL(&url.URL{Scheme: scheme, Host: test.host, User: url.UserPassword("user", canarySecret)})
			w := newWire(Env{HTTP: transport}, Connection{ClientID: testClientID})
			_, f := w.metadata(t.Context())
			if f == nil || !strings.Contains(f.Summary, test.words) || !strings.Contains(f.Summary, scheme+"://"+test.host) {
				t.Errorf("%s by %s: %+v", test.name, scheme, f)
				continue
			}
			if all := f.Summary + f.Hint + f.Description + w.exchanges[0].Error; strings.Contains(all, canarySecret) || strings.Contains(all, "user") && !strings.Contains(all, "user name") {
				t.Errorf("%s: the password is in %q", test.name, all)
			}
		}
	}
	transport := newTransport(nil)
	transport.Proxy = func(*http.Request) (*url.URL, error) { return nil, errors.New("bad " + canarySecret) }
	if _, f := newWire(Env{HTTP: transport}, Connection{}).metadata(t.Context()); f == nil || !strings.Contains(f.Summary, "proxy whose address") || strings.Contains(f.Summary+f.Hint, canarySecret) {
		t.Errorf("got %+v", f)
	}
}
