package flow

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"net/url"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"

	"edov/flow/visible"
)

// isConnectError reports whether no connection came about, so that nothing was
// sent.
func isConnectError(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && (op.Op == "dial" || isProxyOp(op)) && !errors.Is(err, context.Canceled)
}

// explain puts a transport error into words. A library's own text is never
// passed on: it may carry bytes of the peer, or a proxy's password.
func (cl *client) explain(err error, u *url.URL) *Failure {
	if f := misdirection(err); f != nil {
		return f
	}
	f := &Failure{Kind: FailureNetwork}
	proxy, usable := cl.proxyFor(u)
	switch f.Summary, f.Hint = proxyWords(err, proxy); {
	case !usable:
		f.Summary, f.Hint = "the environment names a proxy whose address cannot be used", "check HTTPS_PROXY; it has the form http://HOST:PORT"
	case f.Summary != "":
	default:
		f.Summary, f.Hint = cl.networkWords(err, u.Hostname())
		if proxy != "" {
			f.Hint = strings.TrimPrefix(f.Hint+"; the proxy "+proxy+" was used", "; ")
		}
	}
	if errors.Is(err, context.Canceled) {
		f.Kind, f.Summary, f.Hint = FailureCancelled, "the request was stopped", ""
	}
	return f
}

// proxyRefusal is a proxy's answer to CONNECT other than 200.
type proxyRefusal struct{ status int }

func (e *proxyRefusal) Error() string { return "the proxy answered " + strconv.Itoa(e.status) }

// refusedByProxy keeps the status of a proxy's refusal, which the transport
// itself passes on as mere text.
func refusedByProxy(_ context.Context, _ *url.URL, _ *http.Request, resp *http.Response) error {
	if resp.StatusCode == http.StatusOK {
		return nil
	}
	return &proxyRefusal{resp.StatusCode}
}

// isProxyOp tells errors on the way to a proxy, HTTP or SOCKS.
func isProxyOp(op *net.OpError) bool {
	return op.Op == "proxyconnect" || strings.HasPrefix(op.Op, "socks")
}

// proxyWords names what went wrong between here and the proxy; empty when it
// was something else.
func proxyWords(err error, proxy string) (summary, hint string) {
	var refusal *proxyRefusal
	if errors.As(err, &refusal) {
		if refusal.status == http.StatusProxyAuthRequired {
			return "the proxy " + proxy + " wants a user name and password (407)", "put them into HTTPS_PROXY: http://USER:PASSWORD@HOST:PORT"
		}
		return "the proxy " + proxy + " did not let the request through (HTTP " + strconv.Itoa(refusal.status) + ")",
			"check HTTPS_PROXY and NO_PROXY, or ask who runs the proxy"
	}
	var op *net.OpError
	if errors.As(err, &op) && isProxyOp(op) {
		return "the proxy " + proxy + " could not be reached", "check HTTPS_PROXY; without a proxy, unset it"
	}
	return "", ""
}

func (cl *client) networkWords(err error, host string) (summary, hint string) {
	if summary, hint = cl.tlsWords(err, host); summary != "" {
		return summary, hint
	}
	var dns *net.DNSError
	var timeout interface{ Timeout() bool }
	switch {
	case errors.Is(err, errTooLarge):
		return "the answer of " + host + " is too large", "no sign-in server sends as much; a proxy may be in between"
	case errors.As(err, &dns) && dns.IsNotFound:
		return "the name " + host + " is not known to the DNS", "check the network, the DNS server and the name"
	case errors.As(err, &dns):
		return "the DNS gave no answer for " + host, "check the network and the DNS server"
	case errors.Is(err, syscall.ECONNREFUSED):
		return host + " refused the connection", "check the address and the port, and whether a firewall or proxy is in between"
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return "the connection to " + host + " was cut off", "a firewall or proxy may have cut it; try again"
	case errors.Is(err, syscall.ENETUNREACH), errors.Is(err, syscall.EHOSTUNREACH):
		return "there is no way to " + host, "check the network"
	case errors.As(err, &timeout) && timeout.Timeout(), errors.Is(err, os.ErrDeadlineExceeded):
		return host + " did not answer in time", "check the network; a firewall or proxy may swallow the request"
	}
	return "the connection to " + host + " broke before the answer was complete", "try again; if it repeats, something in between changes the traffic"
}

// brokenSignatures are what Go does not verify a certificate with; its error is
// that of an issuer nobody knows.
var brokenSignatures = []x509.SignatureAlgorithm{x509.MD2WithRSA, x509.MD5WithRSA, x509.SHA1WithRSA, x509.DSAWithSHA1, x509.ECDSAWithSHA1}

// tlsWords names what is wrong with the server's certificate.
func (cl *client) tlsWords(err error, host string) (summary, hint string) {
	var unknown x509.UnknownAuthorityError
	var wrongHost x509.HostnameError
	var invalid x509.CertificateInvalidError
	var alert tls.AlertError
	var record tls.RecordHeaderError
	switch {
	case errors.As(err, &unknown) && unknown.Cert != nil && slices.Contains(brokenSignatures, unknown.Cert.SignatureAlgorithm):
		return "the certificate of " + host + " is signed with SHA-1 or older, which can be forged", "the server needs a newer certificate"
	case errors.As(err, &unknown):
		issuer := ""
		if unknown.Cert != nil {
			// The name is the server's own choice.
			issuer = " (issued by " + visible.Line(cut(unknown.Cert.Issuer.String(), 200)) + ")"
		}
		return "the certificate of " + host + issuer + " is not trusted on this machine",
			cl.certFileHint() + "if a company proxy opens TLS, give its certificate with --ca-file"
	case errors.As(err, &wrongHost):
		return "the certificate is not for " + host, "check the address; a proxy or captive portal may answer in its place"
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return "the certificate of " + host + " has expired or is not valid yet", "check this machine's clock first"
	case errors.As(err, &invalid):
		return "the certificate of " + host + " is not valid", "if a company proxy opens TLS, give its certificate with --ca-file"
	case errors.As(err, &record), errors.Is(err, http.ErrSchemeMismatch):
		return host + " does not speak TLS on this port", "check the address; http and https may be mixed up"
	case errors.As(err, &alert), strings.Contains(err.Error(), "tls:"):
		return "no safe TLS connection to " + host + " could be made", "the server must offer TLS 1.2 or newer with a current certificate"
	}
	return "", ""
}

// certFileHint tells of an SSL_CERT_FILE that the TLS library passed over
// without a word: it ignores a file that is missing or has no certificate.
func (cl *client) certFileHint() string {
	name := cl.env.getenv("SSL_CERT_FILE")
	if name == "" || runtime.GOOS == "windows" || runtime.GOOS == "darwin" { // not heeded there
		return ""
	}
	data, err := os.ReadFile(name)
	switch {
	case err != nil:
		return "SSL_CERT_FILE names a file that cannot be read; "
	case !x509.NewCertPool().AppendCertsFromPEM(data):
		return "SSL_CERT_FILE names a file without a certificate; "
	}
	return ""
}

// proxyFor is the proxy a request goes through, without its password; empty
// when there is none. usable is false when the proxy's address is broken.
func (cl *client) proxyFor(u *url.URL) (proxy string, usable bool) {
	transport, ok := cl.http.Transport.(*http.Transport)
	if !ok || transport.Proxy == nil {
		return "", true
	}
	address, err := transport.Proxy(&http.Request{URL: u})
	if err != nil {
		return "", false
	}
	if address == nil {
		return "", true
	}
	return address.Scheme + "://" + address.Host, true
}
