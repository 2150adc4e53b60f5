package flow

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
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

// TestNetworkErrorsInWords: of a library's error only the kind is shown (security 142).
func TestNetworkErrorsInWords(t *testing.T) {
	dial := func(err error) error { return &net.OpError{Op: "dial", Net: "tcp", Err: err} }
	for _, test := range []struct {
		err   error
		words string
		tries int
	}{
		{dial(&net.DNSError{IsNotFound: true, Name: "evil\x1b"}), "DNS lookup failed", 3},
		{dial(&net.DNSError{IsTimeout: true}), "DNS lookup timed out", 3},
		{
			dial(&net.DNSError{Err: "read udp: connection refused", IsTemporary: true}), "can't reach a DNS server to look up",
			3,
		},
		{dial(os.NewSyscallError("connect", syscall.ECONNREFUSED)), "refused the connection", 3},
		{dial(os.NewSyscallError("connect", syscall.EHOSTUNREACH)), "can't reach", 3},
		{dial(context.DeadlineExceeded), "timed out", 3},
		{&net.OpError{Op: "read", Err: syscall.ECONNRESET}, "was closed", 1},
		{io.ErrUnexpectedEOF, "broke before", 1},
		{errors.New("lib: \x1b]0;" + canarySecret), "broke before", 1},
	} {
		tries := 0
		w := newWire(Env{HTTP: roundTrip(func(*http.Request) (*http.Response, error) {
			tries++
			return nil, test.err
		})}, Connection{ClientID: testClientID})
		_, f := w.metadata(t.Context())
		if f == nil || f.Stage != StageMetadata || f.Kind != FailureNetwork || !strings.Contains(f.Summary, test.words) ||
			f.Hint == "" {
			t.Errorf("%v: %+v", test.err, f)
			continue
		}
		if tries != test.tries {
			t.Errorf("%v: %d tries, want %d", test.err, tries, test.tries)
		}
		if all := f.Summary + f.Hint + w.exchanges[0].Error; strings.Contains(all, canarySecret) ||
			strings.ContainsRune(all, '\x1b') {
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
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key},
		pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
}

// Each bad certificate is refused with its reason (security 142, 169).
func TestTLS(t *testing.T) {
	for _, test := range []struct {
		name, summary, hint string
		trust               bool
		cert                func(*x509.Certificate)
		config              func(*tls.Config)
	}{
		{"good", "", "", true, func(*x509.Certificate) {}, func(*tls.Config) {}},
		{"unknown issuer", "Evil ␛[31mProxy", "--ca-file", false, func(*x509.Certificate) {}, func(*tls.Config) {}},
		{
			"wrong host", "not for 127.0.0.1", "", true,
			func(c *x509.Certificate) { c.IPAddresses, c.DNSNames = nil, []string{"evil.example"} }, func(*tls.Config) {},
		},
		{
			"expired", "has expired", "clock", true, func(c *x509.Certificate) { c.NotAfter = time.Now().Add(-time.Minute) },
			func(*tls.Config) {},
		},
		{
			"not yet valid", "not valid yet", "clock", true,
			func(c *x509.Certificate) { c.NotBefore = time.Now().Add(time.Minute) }, func(*tls.Config) {},
		},
		{
			"TLS 1.1", "secure TLS connection", "TLS 1.2", true, func(*x509.Certificate) {},
			func(c *tls.Config) { c.MinVersion, c.MaxVersion = tls.VersionTLS10, tls.VersionTLS11 },
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			cert, caPEM := certificate(t, test.cert)
			s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				_, _ = io.WriteString(w, `{"keys":[{}]}`)
			}))
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
			if f == nil || !strings.Contains(f.Summary, test.summary) || !strings.Contains(f.Hint, test.hint) ||
				strings.ContainsAny(f.Summary, "\x1b\n") {
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
	if _, f := w.keySet(t.Context(), "https"+s.URL[4:]); f == nil || !strings.Contains(f.Summary, "doesn't use TLS") {
		t.Errorf("got %+v", f)
	}
}

// A bad CA file is an error before anything is sent, and a bad SSL_CERT_FILE is
// named when it matters (security 168).
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
		} else if holdsKey := strings.Contains(name, "key"); strings.Contains(err.Error(), "private key") != holdsKey {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Transport(slices.Concat([]byte("# a comment\n"), good, []byte("\n# more\n"), good)); err != nil {
		t.Errorf("two good ones: %v", err)
	}
	dir := t.TempDir()
	for name, want := range map[string]string{
		"missing.pem": "can't be read", "text.pem": "without a certificate",
		"good.pem": "",
	} {
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

// The proxy is named, its password is not (security 167).
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
		{"wants a password", answer(407, "no"), "requires a user name and password"},
		{"forbids", answer(403, "<html>blocked</html>"), "(HTTP 403)"},
		{"fails", answer(502, canarySecret), "(HTTP 502)"},
		{"is dead", strings.TrimPrefix(dead.URL, "http://"), "can't reach the proxy"},
	} {
		for _, scheme := range []string{"http", "socks5"} {
			if scheme == "socks5" && test.name != "is dead" {
				continue
			}
			transport := newTransport(nil)
			transport.Proxy = http.ProxyURL(&url.URL{
				Scheme: scheme, Host: test.host,
				User: url.UserPassword("user", canarySecret),
			})
			w := newWire(Env{HTTP: transport}, Connection{ClientID: testClientID})
			_, f := w.metadata(t.Context())
			if f == nil || !strings.Contains(f.Summary, test.words) || !strings.Contains(f.Summary, scheme+"://"+test.host) {
				t.Errorf("%s by %s: %+v", test.name, scheme, f)
				continue
			}
			if all := f.Summary + f.Hint + f.Description + w.exchanges[0].Error; strings.Contains(all, canarySecret) ||
				strings.Contains(all, "user") && !strings.Contains(all, "user name") {
				t.Errorf("%s: the password is in %q", test.name, all)
			}
		}
	}
	transport := newTransport(nil)
	transport.Proxy = func(*http.Request) (*url.URL, error) { return nil, errors.New("bad " + canarySecret) }
	if _, f := newWire(Env{HTTP: transport}, Connection{}).metadata(t.Context()); f == nil ||
		!strings.Contains(f.Summary, "address of the proxy") || strings.Contains(f.Summary+f.Hint, canarySecret) {
		t.Errorf("got %+v", f)
	}
}

// A proxy that answers CONNECT with a page, one of an unknown kind, and the
// token request, which is sent to no proxy twice (security rows).
func TestOddProxies(t *testing.T) {
	page, hits := rawServer(t, "HTTP/1.1 200 OK\r\n\r\n<html>"+canarySecret)
	html, pageHits := rawServer(t, "<html>"+canarySecret)
	for name, test := range map[string]struct{ scheme, host string }{
		"167 page behind CONNECT": {"http", strings.TrimPrefix(page, "http://")},
		"167 page instead":        {"http", strings.TrimPrefix(html, "http://")},
		"167 https on http":       {"https", strings.TrimPrefix(html, "http://")},
		"167 unknown scheme":      {"ftp", "proxy.example:21"},
		"167 no port":             {"gopher", "proxy.example"},
	} {
		t.Run(name, func(t *testing.T) {
			transport := newTransport(nil)
			transport.DialContext = onlyLoopback
			transport.Proxy = http.ProxyURL(&url.URL{
				Scheme: test.scheme, Host: test.host,
				User: url.UserPassword("proxyuser", canarySecret),
			})
			w := newWire(Env{HTTP: transport}, Connection{ClientID: testClientID, Secret: NewSecret(canarySecret)})
			_, f := w.redeem(t.Context(), tokenAddress, canaryGrant)
			if f == nil || f.Stage != StageToken || f.Kind != FailureNetwork ||
				!strings.Contains(f.Summary+f.Hint, test.scheme+"://"+test.host) {
				t.Fatalf("got %+v", f)
			}
			if all := f.Summary + f.Hint + f.Description + w.exchanges[0].Error; strings.Contains(all, "canary") ||
				strings.Contains(all, "proxyuser") {
				t.Errorf("the password is in %q", all)
			}
			if len(w.exchanges) != 1 {
				t.Errorf("%d requests were recorded", len(w.exchanges))
			}
		})
	}
	if n := hits(); n != 1 {
		t.Errorf("the proxy was asked %d times", n)
	}
	if n := pageHits(); n != 2 {
		t.Errorf("the page was asked for %d times", n)
	}
}

// onlyLoopback keeps a test from asking the network.
func onlyLoopback(ctx context.Context, network, addr string) (net.Conn, error) {
	if host, _, err := net.SplitHostPort(addr); err != nil || host != "127.0.0.1" {
		return nil, &net.OpError{Op: "dial", Net: network, Err: &net.DNSError{Name: "x", IsNotFound: true}}
	}
	return new(net.Dialer).DialContext(ctx, network, addr)
}

// rootCA is a certificate authority, with a transport that trusts it.
func rootCA(t *testing.T, now time.Time) (*x509.Certificate, *rsa.PrivateKey, http.RoundTripper) {
	t.Helper()
	caKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	ca := &x509.Certificate{
		SerialNumber: big.NewInt(7), Subject: pkix.Name{CommonName: "Test Root"}, NotBefore: now.Add(-time.Hour),
		NotAfter: now.Add(time.Hour),
		IsCA:     true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	root, err := x509.CreateCertificate(rand.Reader, ca, ca, &caKey.PublicKey, caKey)
	if err != nil {
		t.Fatal(err)
	}
	transport, err := Transport(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: root}))
	if err != nil {
		t.Fatal(err)
	}
	return ca, caKey, transport
}

// Whatever is wrong with the certificate, the form with the secret is not sent,
// and it is tried once (security rows).
func TestNoSecretOverBadTLS(t *testing.T) {
	now := time.Now()
	ca, caKey, transport := rootCA(t, now)
	fakeKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name, words string
		signer      *rsa.PrivateKey
		change      func(*x509.Certificate)
	}{
		{"169 good", "", caKey, func(*x509.Certificate) {}},
		{"169 fake issuer", "not trusted", fakeKey, func(*x509.Certificate) {}},
		{"169 SHA-1", "signed with SHA-1", caKey, func(c *x509.Certificate) { c.SignatureAlgorithm = x509.SHA1WithRSA }},
		{"169 wrong host", "not for", caKey, func(c *x509.Certificate) { c.IPAddresses = []net.IP{net.IPv4(127, 0, 0, 9)} }},
		{"169 expired", "has expired", caKey, func(c *x509.Certificate) { c.NotAfter = now.Add(-time.Second) }},
		{
			"169 client certificate", "not valid", caKey,
			func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth} },
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			leaf := &x509.Certificate{
				SerialNumber: big.NewInt(8), Subject: pkix.Name{CommonName: "\x1b]0;x\x07\u202e"}, NotBefore: now.Add(-time.Minute),
				NotAfter:    now.Add(time.Hour),
				IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
			}
			test.change(leaf)
			der, err := x509.CreateCertificate(rand.Reader, leaf, ca, &caKey.PublicKey, test.signer)
			if err != nil {
				t.Fatal(err)
			}
			hits := 0
			s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				hits++
				_, _ = io.WriteString(w, `{"id_token":"a.b.c"}`)
			}))
			s.TLS = &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: caKey}}}
			s.Config.ErrorLog = log.New(io.Discard, "", 0)
			s.StartTLS()
			defer s.Close()
			w := newWire(Env{HTTP: transport}, trusted(s.URL))
			_, f := w.redeem(t.Context(), s.URL+"/token", canaryGrant)
			if test.words == "" {
				if f != nil || hits != 1 {
					t.Errorf("%d requests, %+v", hits, f)
				}
				return
			}
			if f == nil || f.Kind != FailureNetwork || !strings.Contains(f.Summary, test.words) || f.Hint == "" || hits != 0 ||
				len(w.exchanges) != 1 {
				t.Fatalf("%d requests, %+v", hits, f)
			}
			if strings.ContainsAny(f.Error()+f.Hint+f.Description+w.exchanges[0].Error, "\x1b\x07\u202e") {
				t.Errorf("the certificate's name is passed on raw: %q", f.Summary)
			}
		})
	}
}
