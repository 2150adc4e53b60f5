package demo_test

import (
	"context"
	"os"
	"runtime"
	"strconv"
	"sync"
	"testing"
	"time"

	"edov/flow"
	"edov/flow/demo"
	"edov/flow/demo/demotest"
)

// manySignIns is how many sign-ins run in a row; EDOV_MANY=10000 asks for more.
func manySignIns(t *testing.T) int {
	t.Helper()
	if n, err := strconv.Atoi(os.Getenv("EDOV_MANY")); err == nil && n > 0 {
		return n
	}
	if testing.Short() {
		return 30
	}
	return 300
}

// heapInUse is what is left after the garbage collector ran.
func heapInUse() int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC() // what finalizers held
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

func signInAt(t *testing.T, s demotest.Visitor) {
	t.Helper()
	c := s.Connection()
	c.AnyPort, c.Scopes = true, []string{"openid", "profile", "email", "offline_access"}
	env, browser := s.Env(), ""
	env.Browser = func(ctx context.Context, url string) (how string, err error) {
		for range 5 { // a listener waits 5 s for a request, which a machine may need to bring it: a person tries again
			if how, err = s.Play(ctx, url); err == nil {
				break
			}
		}
		return how, err
	}
	session := flow.SignIn(t.Context(), env, c, flow.SignInOptions{
		Program: "edov test", Timeout: time.Minute, Observe: func(e flow.Event) {
			if e.Kind == flow.EventBrowserFailed {
				browser = e.Text
			}
		},
	})
	if session.Failure != nil || session.Tokens == nil {
		t.Errorf("the sign-in at %s failed: %+v; browser: %s; ignored: %+v",
			session.Request.RedirectURI, session.Failure, browser, session.Ignored)
	}
}

// TestManySignIns: edov and the demo tenant stay as they are, however many sign-ins there were. What the demo tenant
// remembers is full after 2000 of them: 6 KiB each, and none more.
func TestManySignIns(t *testing.T) {
	const full, each, slack = 2000, 12 << 10, 2 << 20
	n := manySignIns(t)
	left := leftovers(t)
	s := demotest.Start(t, "healthy", demo.Options{})
	signInAt(t, s) // what is made once
	begin, heap, descriptors := time.Now(), heapInUse(), descriptorCount()
	atFull := heap
	for i := range n {
		signInAt(t, s)
		if i == full-1 {
			atFull = heapInUse()
		}
		if t.Failed() {
			t.Fatalf("at sign-in %d", i)
		}
	}
	now := heapInUse()
	t.Logf("%d sign-ins in %v: heap %d KiB at first, %d KiB after %d, %d KiB at the end; descriptors %d and %d",
		n, time.Since(begin).Round(time.Millisecond), heap>>10, atFull>>10, full, now>>10, descriptors, descriptorCount())
	if most := int64(min(n, full))*each + slack; now-heap > most {
		t.Errorf("the heap grew by %d KiB, more than %d KiB", (now-heap)>>10, most>>10)
	}
	if n > full && now-atFull > slack {
		t.Errorf("the heap still grew after %d sign-ins: by %d KiB", full, (now-atFull)>>10)
	}
	// Open are the connections of the demo tenant to itself, which are few.
	if d := descriptorCount(); d > descriptors+16 {
		t.Errorf("%d descriptors, %d at first", d, descriptors)
	}
	s.Close()
	left(t)
}

// TestSignInsAtOnce: 200 sign-ins at the same time all get their tokens, and leave nothing behind.
func TestSignInsAtOnce(t *testing.T) {
	n := 200
	if testing.Short() {
		n = 20
	}
	left := leftovers(t)
	s := demotest.Start(t, "healthy", demo.Options{})
	signInAt(t, s)
	begin, heap := time.Now(), heapInUse()
	var all sync.WaitGroup
	var mu sync.Mutex
	most := 0
	for range n {
		all.Go(func() {
			signInAt(t, s)
			mu.Lock()
			defer mu.Unlock()
			most = max(most, descriptorCount())
		})
	}
	all.Wait()
	now := heapInUse()
	t.Logf("%d sign-ins at once in %v: heap %d KiB before, %d KiB after; at most %d descriptors seen",
		n, time.Since(begin).Round(time.Millisecond), heap>>10, now>>10, most)
	if tokens := s.Requests()["POST /common/oauth2/v2.0/token"]; tokens != n+1 {
		t.Errorf("%d token requests for %d sign-ins", tokens, n+1)
	}
	if grown := now - heap; grown > int64(n)*(12<<10)+(4<<20) {
		t.Errorf("the heap grew by %d KiB", grown>>10)
	}
	s.Close()
	left(t)
}
