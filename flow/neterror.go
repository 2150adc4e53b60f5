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
	"strings"
	"syscall"
)

// isConnectError reports whether no connection came about, so that nothing was
// sent.
func isConnectError(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && op.Op == "dial" && !errors.Is(err, context.Canceled)
}

// explain puts a transport error into words. A library's own text is never
// passed on: it may carry bytes of the peer, or a proxy's password.
func (cl *client) explain(err error, u *url.URL) *Failure {
	f := &Failure{Kind: FailureNetwork}
	f.Summary, f.Hint = networkWords(err, u.Hostname())
	if errors.Is(err, context.Canceled) {
		f.Kind = FailureCancelled
	}
	if proxy := cl.proxyFor(u); proxy != "" && f.Kind == FailureNetwork {
		f.Hint = strings.TrimPrefix(f.Hint+"; the proxy "+proxy+" was used", "; ")
	}
	return f
}

func networkWords(err error, host string) (summary, hint string) {
	if summary, hint = tlsWords(err, host); summary != "" {
		return summary, hint
	}
	var dns *net.DNSError
	var timeout interface{ Timeout() bool }
	switch {
	case errors.Is(err, errTooLarge):
		return "the answer of " + host + " is too large", "this is not what Microsoft sends; a proxy may be in between"
	case errors.Is(err, context.Canceled):
		return "the request was stopped", ""
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
	case strings.Contains(err.Error(), "Proxy Authentication Required"):
		return "the proxy wants a user name and password (407)", "put them into HTTPS_PROXY"
	case strings.Contains(err.Error(), "proxyconnect"), strings.Contains(err.Error(), "proxy"):
		return "the proxy did not let the request through", "check HTTPS_PROXY and NO_PROXY"
	}
	return "the connection to " + host + " broke before the answer was complete", "try again; if it repeats, something in between changes the traffic"
}

// tlsWords names what is wrong with the server's certificate.
func tlsWords(err error, host string) (summary, hint string) {
	var unknown x509.UnknownAuthorityError
	var wrongHost x509.HostnameError
	var invalid x509.CertificateInvalidError
	var alert tls.AlertError
	var record tls.RecordHeaderError
	switch {
	case errors.As(err, &unknown):
		issuer := ""
		if unknown.Cert != nil {
			issuer = " (issued by " + cut(unknown.Cert.Issuer.String(), 200) + ")"
		}
		return "the certificate of " + host + issuer + " is not trusted on this machine",
			"if a company proxy opens TLS, give its certificate with --ca-file"
	case errors.As(err, &wrongHost):
		return "the certificate is not for " + host, "check the address; a proxy or captive portal may answer in its place"
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return "the certificate of " + host + " has expired or is not valid yet", "check this machine's clock first"
	case errors.As(err, &invalid):
		return "the certificate of " + host + " is not valid", "if a company proxy opens TLS, give its certificate with --ca-file"
	case errors.As(err, &record):
		return host + " does not speak TLS on this port", "check the address; http and https may be mixed up"
	case errors.As(err, &alert), strings.Contains(err.Error(), "tls:"):
		return "no safe TLS connection to " + host + " could be made", "the server must offer TLS 1.2 or newer with a current certificate"
	}
	return "", ""
}

// proxyFor is the proxy a request goes through, without its password; empty
// when there is none or it cannot be told.
func (cl *client) proxyFor(u *url.URL) string {
	if cl.owned == nil {
		return ""
	}
	proxy, err := http.ProxyFromEnvironment(&http.Request{URL: u})
	if err != nil || proxy == nil {
		return ""
	}
	return proxy.Scheme + "://" + proxy.Host
}
