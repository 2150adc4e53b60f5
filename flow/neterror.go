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

// isConnectError reports whether there was no connection, so that nothing was sent.
func isConnectError(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && (op.Op == "dial" || isProxyOp(op)) && !errors.Is(err, context.Canceled)
}

// explain words a transport error. It never passes on a library's own text, which may
// contain bytes of the peer, or a proxy's password.
func (cl *client) explain(err error, u *url.URL) *Failure {
	if f := misdirection(err); f != nil {
		return f
	}
	f := &Failure{Kind: FailureNetwork}
	proxy, usable := cl.proxyFor(u)
	switch f.Summary, f.Hint = proxyWords(err, proxy); {
	case !usable:
		f.Summary = "the address of the proxy in the environment is not valid"
		f.Hint = "check HTTPS_PROXY; its form is http://HOST:PORT"
	case f.Summary != "":
	default:
		f.Summary, f.Hint = cl.networkWords(err, u.Hostname())
		if proxy != "" {
			f.Hint = strings.TrimPrefix(f.Hint+"; edov used the proxy "+proxy, "; ")
		}
	}
	if errors.Is(err, context.Canceled) {
		f.Kind, f.Summary, f.Hint = FailureCancelled, "the request was cancelled", ""
	}
	return f
}

// proxyRefusal is a proxy's response to CONNECT other than 200.
type proxyRefusal struct{ status int }

func (e *proxyRefusal) Error() string { return "the proxy answered " + strconv.Itoa(e.status) }

// refusedByProxy keeps the status of a proxy's refusal, which the transport itself passes on
// only as text.
func refusedByProxy(_ context.Context, _ *url.URL, _ *http.Request, resp *http.Response) error {
	if resp.StatusCode == http.StatusOK {
		return nil
	}
	return &proxyRefusal{resp.StatusCode}
}

// isProxyOp reports whether an error is about the way to a proxy, HTTP or SOCKS.
func isProxyOp(op *net.OpError) bool {
	return op.Op == "proxyconnect" || strings.HasPrefix(op.Op, "socks")
}

// proxyWords words an error on the way to the proxy; empty for any other error.
func proxyWords(err error, proxy string) (summary, hint string) {
	var refusal *proxyRefusal
	if errors.As(err, &refusal) {
		if refusal.status == http.StatusProxyAuthRequired {
			return "the proxy " + proxy + " requires a user name and password (407)",
				"add them to HTTPS_PROXY: http://USER:PASSWORD@HOST:PORT"
		}
		return "the proxy " + proxy + " refused the request (HTTP " + strconv.Itoa(refusal.status) + ")",
			"check HTTPS_PROXY and NO_PROXY, or ask the administrator of the proxy"
	}
	var op *net.OpError
	if errors.As(err, &op) && isProxyOp(op) {
		return "can't reach the proxy " + proxy, "check HTTPS_PROXY; unset it if there is no proxy"
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
		return "the response from " + host + " is too large", "a proxy may have answered; no sign-in server sends so much"
	case errors.As(err, &dns) && dns.IsNotFound:
		return "DNS lookup failed for " + host, "check the name and the network; you may be offline"
	case errors.As(err, &dns) && !dns.IsTimeout:
		return "can't reach a DNS server to look up " + host, "check the network; you may be offline"
	case errors.As(err, &dns):
		return "DNS lookup timed out for " + host, "check the network and the DNS server"
	case errors.Is(err, syscall.ECONNREFUSED):
		return host + " refused the connection", "check the address and the port; a firewall or proxy may block it"
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return "the connection to " + host + " was closed", "try again; a firewall or proxy may have closed it"
	case errors.Is(err, syscall.ENETUNREACH), errors.Is(err, syscall.EHOSTUNREACH):
		return "can't reach " + host, "check the network"
	case errors.As(err, &timeout) && timeout.Timeout(), errors.Is(err, os.ErrDeadlineExceeded):
		return "the connection to " + host + " timed out", "check the network; a firewall or proxy may block it"
	}
	return "the connection to " + host + " broke before the response was complete",
		"try again; if it happens again, a proxy may be changing the traffic"
}

// brokenSignatures are algorithms with which Go does not verify a certificate. Its error is
// that of an unknown issuer.
var brokenSignatures = []x509.SignatureAlgorithm{
	x509.MD2WithRSA, x509.MD5WithRSA, x509.SHA1WithRSA, x509.DSAWithSHA1, x509.ECDSAWithSHA1,
}

func hasBrokenSignature(c *x509.Certificate) bool {
	return c != nil && slices.Contains(brokenSignatures, c.SignatureAlgorithm)
}

// companyProxy is what to do about a proxy that decrypts TLS.
const companyProxy = "if a company proxy decrypts TLS, add its certificate with --ca-file"

// tlsWords says what is wrong with the server's certificate.
func (cl *client) tlsWords(err error, host string) (summary, hint string) {
	var unknown x509.UnknownAuthorityError
	var wrongHost x509.HostnameError
	var invalid x509.CertificateInvalidError
	var alert tls.AlertError
	var record tls.RecordHeaderError
	switch {
	case errors.As(err, &unknown) && hasBrokenSignature(unknown.Cert):
		return "the certificate of " + host + " is signed with SHA-1 or older, which can be forged",
			"the server needs a newer certificate"
	case errors.As(err, &unknown):
		issuer := ""
		if unknown.Cert != nil {
			// The server chooses this name.
			issuer = " (issued by " + visible.Line(cut(unknown.Cert.Issuer.String(), 200)) + ")"
		}
		return "the certificate of " + host + issuer + " is not trusted on this machine",
			cl.certFileHint() + cl.untrustedHint()
	case errors.As(err, &wrongHost):
		return "the certificate is not for " + host, "check the address; a proxy or captive portal may have answered"
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return "the certificate of " + host + " has expired or is not valid yet", "check this machine's clock first"
	case errors.As(err, &invalid):
		return "the certificate of " + host + " is not valid", cl.untrustedHint()
	case errors.As(err, &record), errors.Is(err, http.ErrSchemeMismatch):
		return host + " doesn't use TLS on this port", "check the address; it may be http instead of https"
	case errors.As(err, &alert), strings.Contains(err.Error(), "tls:"):
		return "couldn't make a secure TLS connection to " + host,
			"the server must support TLS 1.2 or newer and have a valid certificate"
	}
	return "", ""
}

// untrustedHint says what to do about a certificate that is not trusted. That of a test server is most likely its own.
func (cl *client) untrustedHint() string {
	if cl.c.TrustAuthority {
		return "add the test server's own certificate, or that of its authority, with --ca-file"
	}
	return companyProxy
}

// certFileHint warns about an SSL_CERT_FILE that the TLS library silently ignored because it
// is missing or has no certificate.
func (cl *client) certFileHint() string {
	name := cl.env.getenv("SSL_CERT_FILE")
	if name == "" || runtime.GOOS == "windows" || runtime.GOOS == "darwin" { // not used there
		return ""
	}
	data, err := os.ReadFile(name)
	switch {
	case err != nil:
		return "SSL_CERT_FILE names a file that can't be read; "
	case !x509.NewCertPool().AppendCertsFromPEM(data):
		return "SSL_CERT_FILE names a file without a certificate; "
	}
	return ""
}

// proxyFor is the proxy of a request, without its password; empty if there is none. usable
// is false if the proxy's address is not valid.
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
