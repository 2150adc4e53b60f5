package flow

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// httpAnswer is what came back; status 0 means that the connection was closed.
type httpAnswer struct {
	status int
	header http.Header
	body   string
}

// send writes raw bytes to the listener and reads what comes.
func (s *signing) send(raw string) httpAnswer {
	conn, err := net.Dial("tcp", s.addr())
	if err != nil {
		return httpAnswer{}
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(time.Minute))
	go func() { _, _ = io.WriteString(conn, raw) }() // the listener may stop reading
	resp, err := http.ReadResponse(bufio.NewReader(conn), &http.Request{Method: strings.SplitN(raw, " ", 2)[0]})
	if err != nil {
		return httpAnswer{}
	}
	body, _ := io.ReadAll(resp.Body)
	if resp.Close { // ReadResponse takes the header away
		resp.Header.Set("Connection", "close")
	}
	return httpAnswer{resp.StatusCode, resp.Header, string(body)}
}

// callback sends an answer's parameters as the response mode wants them.
func (s *signing) callback(params url.Values, headers ...string) httpAnswer {
	if s.url.Get("response_mode") == ModeQuery {
		return s.send(s.request("GET", "/callback?"+params.Encode(), "", headers...))
	}
	return s.send(s.request("POST", "/callback", params.Encode(), headers...))
}

// checkHeaders demands the headers that every answer has.
func checkHeaders(t testing.TB, h http.Header) {
	t.Helper()
	for name, want := range map[string]string{
		"Cache-Control": "no-store", "Pragma": "no-cache", "Referrer-Policy": "no-referrer",
		"X-Content-Type-Options":     "nosniff",
		"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin", "X-Frame-Options": "DENY",
		"Connection": "close",
	} {
		if got := h.Get(name); got != want {
			t.Errorf("header %s is %q, want %q", name, got, want)
		}
	}
	policy := h.Get("Content-Security-Policy")
	if !strings.HasPrefix(policy, "default-src 'none'; style-src 'sha256-") ||
		!strings.HasSuffix(policy, "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'") {
		t.Errorf("Content-Security-Policy is %q", policy)
	}
	for name := range h {
		if strings.HasPrefix(name, "Access-Control-") || name == "Server" || name == "Set-Cookie" {
			t.Errorf("header %s is there", name)
		}
	}
}
