package flow

import (
	"crypto/tls"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"time"
)

// errTooLarge is what a body over its limit ends with.
var errTooLarge = errors.New("the answer is too large")

// reply is an HTTP answer read to its end.
type reply struct {
	status      int
	contentType string // media type without parameters
	location    string
	retryAfter  string
	body        []byte
	finalURL    *url.URL
}

// exchange sends one request, reads at most limit bytes of the answer and
// hands a record of it to cl.record. One byte more is an error: a silent cut
// could turn a bad document into a good one.
func (cl *client) exchange(name string, req *http.Request, limit int64) (*reply, error) {
	begin := time.Now()
	e := Exchange{Name: name, Method: req.Method, URL: bareURL(req.URL), Start: cl.env.now()}
	req = req.WithContext(httptrace.WithClientTrace(req.Context(), e.trace(begin)))
	resp, err := cl.http.Do(req)
	var a *reply
	if err == nil {
		a, err = readAnswer(resp, limit)
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
	a := &reply{status: resp.StatusCode, body: body, finalURL: resp.Request.URL, location: resp.Header.Get("Location"), retryAfter: resp.Header.Get("Retry-After")}
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

// trace fills in the timings as they become known.
func (e *Exchange) trace(begin time.Time) *httptrace.ClientTrace {
	var connect, hello time.Time
	return &httptrace.ClientTrace{
		ConnectStart: func(string, string) { connect = time.Now() },
		ConnectDone: func(_, _ string, err error) {
			if err == nil {
				e.ConnectMS = sinceMS(connect)
			}
		},
		TLSHandshakeStart: func() { hello = time.Now() },
		TLSHandshakeDone:  func(tls.ConnectionState, error) { e.TLSMS = sinceMS(hello) },
		GotConn: func(info httptrace.GotConnInfo) {
			e.Reused = info.Reused
			e.Remote = info.Conn.RemoteAddr().String()
		},
		GotFirstResponseByte: func() { e.FirstByteMS = sinceMS(begin) },
	}
}

// fill copies what the answer's head tells. Header values come from outside;
// only known forms are kept.
func (e *Exchange) fill(resp *http.Response, a *reply) {
	e.Status, e.Proto = resp.StatusCode, resp.Proto
	e.ContentType = cut(a.contentType, 128)
	e.Bytes = len(a.body)
	e.RequestID = cut(resp.Header.Get("X-Ms-Request-Id"), 128)
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
