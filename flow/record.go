package flow

import (
	"crypto/tls"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"sync"
	"time"

	"edov/flow/entra"
)

// errTooLarge is the error for a body over its limit.
var errTooLarge = errors.New("the response is too large")

// reply is an HTTP response that was read to its end.
type reply struct {
	status      int
	contentType string // media type without parameters
	location    string
	wait        time.Duration // Retry-After
	asksWait    bool          // there is one
	challenge   string        // WWW-Authenticate, cut
	body        []byte
	finalURL    *url.URL
	sent        scrubber // of what was sent so far
}

// exchange sends one request, reads at most limit bytes of the response, and calls cl.record.
// One more byte is an error: cutting silently could turn an invalid document into a valid
// one. with names the credentials in the request; if one of them is not for the
// destination, nothing is sent.
func (cl *client) exchange(name string, req *http.Request, limit int64, with []carried) (*reply, error) {
	if err := cl.refuse(req.URL, with); err != nil {
		return nil, err
	}
	begin := time.Now()
	e := Exchange{Name: name, Method: req.Method, URL: bareURL(req.URL), Start: cl.env.now()}
	t := &timings{begin: begin}
	req = req.WithContext(httptrace.WithClientTrace(req.Context(), t.trace()))
	resp, err := cl.http.Do(req)
	t.copyTo(&e)
	var a *reply
	if err == nil {
		a, err = readAnswer(resp, limit)
		a.sent = cl.scrubber()
		a.wait, a.asksWait = parseRetryAfter(resp.Header.Get("Retry-After"), cl.env.now())
		e.fill(resp, a)
	}
	e.DurationMS = sinceMS(begin)
	if err != nil {
		e.Error = cl.explain(err, req.URL).Summary
	}
	cl.record(e)
	return a, err
}

func readAnswer(resp *http.Response, limit int64) (*reply, error) {
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, limit+1))
	a := &reply{
		status: resp.StatusCode, body: body, finalURL: resp.Request.URL,
		location: resp.Header.Get("Location"), challenge: cut(resp.Header.Get("WWW-Authenticate"), 2048),
	}
	if kind, _, err := mime.ParseMediaType(resp.Header.Get("Content-Type")); err == nil {
		a.contentType = kind
	}
	switch {
	case err != nil:
		return a, err
	case int64(len(body)) > limit:
		a.body = nil
		return a, errTooLarge
	}
	return a, nil
}

// timings is what the transport reports about one request. It does so from several goroutines,
// one for each address that it tries, and even after the request, when a connection that is
// no longer needed is established.
type timings struct {
	begin time.Time

	mu                        sync.Mutex
	connect                   map[string]time.Time // by address
	hello                     time.Time
	connectMS, tlsMS, firstMS float64
	remote                    string
	reused                    bool
}

func (t *timings) trace() *httptrace.ClientTrace {
	locked := func(f func()) {
		t.mu.Lock()
		defer t.mu.Unlock()
		f()
	}
	t.connect = map[string]time.Time{}
	return &httptrace.ClientTrace{
		ConnectStart: func(_, addr string) { locked(func() { t.connect[addr] = time.Now() }) },
		ConnectDone: func(_, addr string, err error) {
			locked(func() {
				if err == nil {
					t.connectMS = sinceMS(t.connect[addr])
				}
			})
		},
		TLSHandshakeStart: func() { locked(func() { t.hello = time.Now() }) },
		TLSHandshakeDone:  func(tls.ConnectionState, error) { locked(func() { t.tlsMS = sinceMS(t.hello) }) },
		GotConn: func(info httptrace.GotConnInfo) {
			locked(func() { t.reused, t.remote = info.Reused, info.Conn.RemoteAddr().String() })
		},
		GotFirstResponseByte: func() { locked(func() { t.firstMS = sinceMS(t.begin) }) },
	}
}

// copyTo records what is known so far. A request on an open connection took no time to
// connect, even if another connection was dialed.
func (t *timings) copyTo(e *Exchange) {
	t.mu.Lock()
	defer t.mu.Unlock()
	e.Reused, e.Remote, e.FirstByteMS = t.reused, t.remote, t.firstMS
	if !t.reused {
		e.ConnectMS, e.TLSMS = t.connectMS, t.tlsMS
	}
}

// fill copies what the headers say. A server could repeat in them what it was sent, so only
// values of known forms are kept.
func (e *Exchange) fill(resp *http.Response, a *reply) {
	e.Status, e.Proto = resp.StatusCode, resp.Proto
	e.ContentType = cut(a.sent.text(a.contentType), 128)
	e.Bytes = len(a.body)
	if id := resp.Header.Get("X-Ms-Request-Id"); entra.IsGUID(id) {
		e.RequestID = id
	}
	e.Aged = resp.Header.Get("Age") != ""
	if date, err := http.ParseTime(resp.Header.Get("Date")); err == nil {
		e.Date = date
	}
	if resp.TLS != nil {
		e.TLSVersion = tls.VersionName(resp.TLS.Version)
	}
}

// bareURL is an address without query, fragment and user.
func bareURL(u *url.URL) string {
	return (&url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}).String()
}

func sinceMS(begin time.Time) float64 {
	return float64(time.Since(begin).Microseconds()) / 1000
}
