package flow

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptrace"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"
)

// A background dial may outlive its request: its news must neither race with
// the record nor change it afterwards.
func TestTraceAfterTheRecord(t *testing.T) {
	tm := &timings{begin: time.Now()}
	trace := tm.trace()
	var e Exchange
	var wait sync.WaitGroup
	for _, addr := range []string{"127.0.0.1:1", "[::1]:1"} {
		wait.Go(func() {
			trace.ConnectStart("tcp", addr)
			trace.ConnectDone("tcp", addr, nil)
			trace.TLSHandshakeStart()
			trace.GotFirstResponseByte()
		})
	}
	tm.copyTo(&e)
	before := e
	wait.Wait()
	if !reflect.DeepEqual(e, before) {
		t.Errorf("changed afterwards: %+v", e)
	}
}

// The same with a real transport, whose trace reports a second dial during and after the record.
func TestLateDialsOfARequest(t *testing.T) {
	s := serverFor(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, `{"keys":[{}]}`) })
	var late sync.WaitGroup
	w := newWire(Env{HTTP: roundTrip(func(r *http.Request) (*http.Response, error) {
		trace := httptrace.ContextClientTrace(r.Context())
		late.Go(func() {
			for range 100 {
				trace.ConnectStart("tcp", "[::1]:1")
				trace.ConnectDone("tcp", "[::1]:1", nil)
			}
		})
		return http.DefaultTransport.RoundTrip(r)
	})}, trusted(s.URL))
	for range 5 {
		if _, f := w.keySet(t.Context(), s.URL); f != nil {
			t.Fatal(f)
		}
	}
	late.Wait()
}

// counting counts the bytes that are read of each answer, after unpacking.
type counting struct {
	io.ReadCloser
	read   *int64
	closed *bool
}

func (c counting) Read(p []byte) (int, error) {
	n, err := c.ReadCloser.Read(p)
	*c.read += int64(n)
	return n, err
}

func (c counting) Close() error {
	*c.closed = true
	return c.ReadCloser.Close()
}

// Of a gibibyte and of a bomb no more is read than the limit and one byte,
// whatever the limit is for (security rows).
func TestReadingStopsAtTheCap(t *testing.T) {
	endless := func(out io.Writer, r *http.Request) {
		chunk := make([]byte, 1<<16)
		for n := 0; n < 1<<30 && r.Context().Err() == nil; n += len(chunk) {
			if _, err := out.Write(chunk); err != nil {
				return
			}
		}
	}
	for name, h := range map[string]http.HandlerFunc{
		"42 stream": func(w http.ResponseWriter, r *http.Request) { endless(w, r) },
		"42 bomb": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			endless(gzip.NewWriter(w), r)
		},
		"62 flood with 503": func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusServiceUnavailable)
			_, _ = io.WriteString(w, strings.Repeat("\x1b", 5<<20))
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := serverFor(t, h)
			var read int64
			var closed bool
			w := newWire(Env{HTTP: roundTrip(func(r *http.Request) (*http.Response, error) {
				resp, err := http.DefaultTransport.RoundTrip(r)
				if err == nil {
					read, closed = 0, false
					resp.Body = counting{resp.Body, &read, &closed}
				}
				return resp, err
			})}, trusted(s.URL))
			for limit, ask := range map[int64]func() *Failure{
				maxMetadata: func() *Failure { _, f := w.metadata(t.Context()); return f },
				maxKeySet:   func() *Failure { _, f := w.keySet(t.Context(), s.URL); return f },
			} {
				f := ask()
				if f == nil || !strings.Contains(f.Summary, "too large") || len(f.Error()) > 200 || f.Description != "" {
					t.Errorf("limit %d: %+v", limit, f)
				}
				if read != limit+1 || !closed {
					t.Errorf("limit %d: %d bytes were read, closed is %v", limit, read, closed)
				}
			}
			_, f := w.redeem(t.Context(), s.URL, canaryGrant)
			if f == nil || !strings.Contains(f.Summary, "too large") || read != maxTokens+1 || !closed {
				t.Errorf("token request: %+v, %d bytes", f, read)
			}
		})
	}
}
