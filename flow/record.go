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
)

// errTooLarge is what a body over its limit ends with.
var errTooLarge = errors.New("the answer is too large")

// reply is an HTTP answer read to its end.
type reply struct {
	status      int
	contentType string // media type without parameters
	location    string
	wait        time.Duration // Retry-After
	asksWait    bool          // there is one
	challenge   string        // WWW-Authenticate, cut
	body        []byte
	finalURL    *url.URL
	sent        scrubber // of what was sent until then
}

// exchange sends one request, reads at most limit bytes of the answer and
// hands a record of it to cl.record. One byte more is an error: a silent cut
// could turn a bad document into a good one. with names the credentials in the
// request; if one of them is not for its destination, nothing is sent.
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

// timings is what the transport tells of one request. It calls from several
// goroutines, one for each address it tries, and even after the request is
// over, when a connection comes about that is no longer needed.
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

// copyTo writes down what is known by now. A request that went over an open
// connection took no time to connect, whatever was dialled beside it.
func (t *timings) copyTo(e *Exchange) {
	t.mu.Lock()
	defer t.mu.Unlock()
	e.Reused, e.Remote, e.FirstByteMS = t.reused, t.remote, t.firstMS
	if !t.reused {
		e.ConnectMS, e.TLSMS = t.connectMS, t.tlsMS
	}
}

// fill copies what the answer's head tells. Header values come from outside,
// and a server could write into them what it was sent; only known forms are
// kept.
func (e *Exchange) fill(resp *http.Response, a *reply) {
	e.Status, e.Proto = resp.StatusCode, resp.Proto
	e.ContentType = cut(a.sent.text(a.contentType), 128)
	e.Bytes = len(a.body)
	if id := resp.Header.Get("X-Ms-Request-Id"); guidShape.MatchString(id) {
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
