package flow

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"edov/flow/entra"
)

// TestServerAsksToWait: the user learns how long the wait is and can cancel it; a wait that is
// longer than edov allows does not start (security 52, 124).
func TestServerAsksToWait(t *testing.T) {
	for _, test := range []struct {
		after string
		told  string
		tries int
	}{
		{"20", "the server asked to wait 20 s; will try again", 2},
		{"60", "the server asked to wait 60 s; will try again", 2},
		{"61", "nothing", 1},
		{"0", "nothing", 2},
	} {
		tries := 0
		told := Event{Text: "nothing"}
		env := Env{Observe: func(e Event) { told = e }, HTTP: roundTrip(func(r *http.Request) (*http.Response, error) {
			if tries++; tries == 1 {
				return answerWith(r, 429, "text/plain", "", "Retry-After", test.after), nil
			}
			return answerWith(r, 200, "application/json", `{"keys":[{}]}`), nil
		})}
		w := newWire(env, Connection{})
		_, f := w.keySet(t.Context(), "https://login.microsoftonline.com/k")
		if tries != test.tries || (f == nil) != (test.tries == 2) || told.Text != test.told {
			t.Errorf("%s: %d tries, told %+v, %+v", test.after, tries, told, f)
		}
		if f != nil && (!strings.Contains(f.Summary, "asks to wait 61 s") || f.HTTPStatus != 429) {
			t.Errorf("%s: %+v", test.after, f)
		}
		if told.Kind == EventRetry && told.Duration != w.pauses[0] {
			t.Errorf("%s: told %+v, paused %v", test.after, told, w.pauses)
		}
	}
}

// TestWaitsEnd: with the context, whose end is a stop, and before a deadline that
// a wait would not end in time for (security 124).
func TestWaitsEnd(t *testing.T) {
	busyServer := Env{HTTP: roundTrip(func(r *http.Request) (*http.Response, error) {
		return answerWith(r, 503, "text/plain", "", "Retry-After", "30"), nil
	})}
	ctx, cancel := context.WithCancel(t.Context())
	w := newWire(busyServer, Connection{})
	w.pause = func(ctx context.Context, d time.Duration) error {
		cancel()
		return Pause(ctx, d)
	}
	if _, f := w.keySet(ctx, "https://login.microsoftonline.com/k"); f == nil || f.Kind != FailureCancelled {
		t.Errorf("stopped: %+v", f)
	}
	bounded, end := context.WithTimeout(t.Context(), 5*time.Second)
	defer end()
	w = newWire(busyServer, Connection{})
	_, f := w.keySet(bounded, "https://login.microsoftonline.com/k")
	if f == nil || !strings.Contains(f.Summary, "asks to wait 30 s") || len(w.pauses) != 0 {
		t.Errorf("with a deadline: %+v, paused %v", f, w.pauses)
	}
}

// TestGraphWaitsInAll: all that is read with one Graph shares one bound.
func TestGraphWaitsInAll(t *testing.T) {
	g := MicrosoftGraph(Env{}, entra.Global, "", "edov test")
	g.Bearer = func(context.Context) (Secret, error) { return NewSecret(graphToken), nil }
	var waited time.Duration
	env := Env{HTTP: roundTrip(func(r *http.Request) (*http.Response, error) {
		return answerWith(r, 429, "application/json", `{}`, "Retry-After", "25"), nil
	})}
	env.Observe = func(e Event) { waited += e.Duration }
	for range 4 {
		cl := g.client(env)
		cl.pause = func(context.Context, time.Duration) error { return nil }
		_, f := readGraph(t.Context(), cl, ofRegistrations, "https://graph.microsoft.com/v1.0/applications")
		if f == nil || !strings.Contains(f.Summary, "Microsoft Graph asks to wait 25 s") {
			t.Fatalf("%+v", f)
		}
	}
	if waited != 50*time.Second {
		t.Errorf("waited %v in all", waited)
	}
}

func TestWaitWords(t *testing.T) {
	for d, want := range map[time.Duration]string{
		time.Second: "1 s", 119 * time.Second: "119 s", 2 * time.Minute: "2 minutes", 20 * time.Minute: "20 minutes",
		3 * time.Hour: "3 hours", 480 * time.Hour: "more than a day",
	} {
		if got := waitWords(d); got != want {
			t.Errorf("%v: %q", d, got)
		}
	}
	if _, ok := parseRetryAfter("soon", time.Now()); ok {
		t.Error("nonsense is a time")
	}
}
