package demo_test

import (
	"context"
	"net"
	"net/http"
	"sync"
	"testing"
	"time"

	"edov/flow"
	"edov/flow/demo"
	"edov/inspect/check"
	"edov/inspect/report"
	"edov/inspect/secret"
)

// laggedConn answers no sooner than one round trip after the last write, as a
// server far away would.
type laggedConn struct {
	net.Conn
	lag time.Duration

	mu    sync.Mutex
	wrote time.Time
}

func (c *laggedConn) Write(p []byte) (int, error) {
	c.mu.Lock()
	c.wrote = time.Now()
	c.mu.Unlock()
	return c.Conn.Write(p)
}

func (c *laggedConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.mu.Lock()
	wait := time.Until(c.wrote.Add(c.lag))
	c.mu.Unlock()
	if wait > 0 {
		<-time.After(wait)
	}
	return n, err
}

// lagged returns a transport whose connections have the given round trip, the
// TCP handshake included.
func lagged(lag time.Duration) *http.Transport {
	return &http.Transport{DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
		<-time.After(lag)
		conn, err := new(net.Dialer).DialContext(ctx, network, addr)
		if err != nil {
			return nil, err
		}
		return &laggedConn{Conn: conn, lag: lag}, nil
	}}
}

// BenchmarkCallbackToReport measures the time from the accepted callback to
// the finished report with a round trip of 50 ms to the token endpoint. The
// metric that counts is "ms-beyond-one-round-trip".
func BenchmarkCallbackToReport(b *testing.B) {
	const lag = 50 * time.Millisecond
	scenario, _ := demo.Lookup("healthy")
	server, err := demo.Start(scenario, demo.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer server.Close()
	connection := server.Connection()
	connection.AnyPort = true
	env := server.Env()
	env.HTTP = lagged(lag)
	// The user takes longer than metadata and keys do: wait for both.
	var sum time.Duration
	for b.Loop() {
		ready := make(chan struct{})
		env.Browser = func(ctx context.Context, url string) (string, error) {
			go func() {
				<-ready
				_, _ = server.Play(ctx, url)
			}()
			return "the built-in demo user", nil
		}
		var once sync.Once
		session := flow.SignIn(context.Background(), env, connection, flow.SignInOptions{Observe: func(e flow.Event) {
			if e.Kind == flow.EventKeys {
				once.Do(func() { close(ready) })
			}
		}})
		if session.Failure != nil {
			b.Fatal(session.Failure)
		}
		judged := check.Judge(session, time.Now(), secret.Thresholds{})
		sum += time.Since(session.Callback.At)
		if judged.Verdict != report.VerdictPass {
			b.Fatal(judged.Headline)
		}
	}
	each := sum / time.Duration(b.N)
	b.ReportMetric(float64(each)/1e6, "ms-callback-to-report")
	b.ReportMetric(float64(each-lag)/1e6, "ms-beyond-one-round-trip")
}
