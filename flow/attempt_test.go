package flow

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestIgnoredOfBefore: an entry for many requests is read as one, also as it was saved when it had its number in words.
func TestIgnoredOfBefore(t *testing.T) {
	for text, want := range map[string]int{
		`{"reason":"1901 more, not listed"}`:        1901,
		`{"reason":"not listed","times":1901}`:      1901,
		`{"reason":"other path"}`:                   1,
		`{"reason":"other path","times":-3}`:        1,
		`{"reason":"12345678901 more, not listed"}`: 1,
	} {
		var i Ignored
		if err := json.Unmarshal([]byte(text), &i); err != nil || i.Count() != want {
			t.Errorf("%s: %d, %v", text, i.Count(), err)
		}
	}
}

// TestStraysAreCounted: as many strays as allowed are listed, of more than that the last line says how many, and after
// the end none counts.
func TestStraysAreCounted(t *testing.T) {
	for n, last := range map[int]Ignored{
		maxIgnored - 1: {Reason: "x"}, maxIgnored: {Reason: "x"},
		maxIgnored + 1: {Reason: notListed, Times: 2}, maxIgnored + 9: {Reason: notListed, Times: 10},
	} {
		told := 0
		a := &attempt{session: &Session{}, opts: SignInOptions{Observe: func(e Event) { told = e.Count }}}
		for range n {
			a.stray(Ignored{Reason: "x"})
		}
		list := a.session.Ignored
		got := list[len(list)-1]
		got.At = time.Time{}
		if len(list) != min(n, maxIgnored) || got != last || list[len(list)-2].Reason != "x" || told != n || a.secure {
			t.Errorf("%d: %d are listed, the last is %+v, told %d", n, len(list), got, told)
		}
		a.stray(Ignored{Reason: httpsReason})
		a.stray(Ignored{Reason: "x"})
		if !a.secure {
			t.Errorf("%d: a browser with https is forgotten", n)
		}
		a.ended = true
		a.stray(Ignored{})
		a.record(Exchange{})
		if a.strays != n+2 || told != n+2 || len(a.session.Exchanges) != 0 {
			t.Errorf("%d: after the end %d, told %d, %d requests", n, a.strays, told, len(a.session.Exchanges))
		}
	}
}

// TestTimeoutHints: a sign-in that timed out names what may be the reason, the most likely first.
func TestTimeoutHints(t *testing.T) {
	hints := func(strays int, secure bool, environ string) string {
		getenv := func(name string) string {
			if name == environ {
				return "10.0.0.1 1 10.0.0.2 22"
			}
			return ""
		}
		a := &attempt{env: Env{Getenv: getenv}, strays: strays, secure: secure, opts: SignInOptions{Timeout: time.Minute}}
		f := a.timeoutFailure("http://localhost:8400/callback")
		if f.Kind != FailureTimeout || f.Stage != StageAuthorize || !strings.Contains(f.Summary, "within 1 minute") {
			t.Errorf("%+v", f)
		}
		return f.Hint
	}
	const https, ignored, tunnel = "https-only", "ignored", "run this there: "
	for _, test := range []struct {
		strays  int
		secure  bool
		environ string
		says    []string
	}{
		{0, false, "", nil},
		{1, false, "", []string{"1 other request ignored"}},
		{2, true, "", []string{https, "2 other requests ignored"}},
		{0, false, "SSH_CONNECTION", []string{tunnel}},
	} {
		hint := hints(test.strays, test.secure, test.environ)
		for _, words := range []string{https, ignored, tunnel} {
			want := slices.ContainsFunc(test.says, func(s string) bool { return strings.Contains(s, words) })
			if strings.Contains(hint, words) != want {
				t.Errorf("%+v: %q", test, hint)
			}
		}
		if !strings.Contains(hint, "localhost:8400/callback is registered") {
			t.Errorf("%+v: %q", test, hint)
		}
	}
	for d, want := range map[time.Duration]string{
		59 * time.Second: "59s", time.Minute: "1 minute", 61 * time.Second: "1m1s", 2 * time.Minute: "2 minutes",
	} {
		if got := roundDuration(d); got != want {
			t.Errorf("%v: %q", d, got)
		}
	}
}

// TestEndOfAnAttempt: how it ended decides which failure is told: a deadline is no wish of the user's.
func TestEndOfAnAttempt(t *testing.T) {
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	late, end := context.WithTimeout(t.Context(), -time.Second)
	defer end()
	for _, test := range []struct {
		ctx  context.Context
		f    *Failure
		want string
	}{
		{t.Context(), nil, "done"},
		{cancelled, nil, "done"}, // it was over before
		{t.Context(), &Failure{Kind: FailureOAuth, Stage: StageToken}, "failed oauth token"},
		{cancelled, &Failure{Kind: FailureOAuth, Stage: StageToken}, "failed cancelled token"},
		{late, &Failure{Kind: FailureNetwork, Stage: StageKeys}, "failed timeout keys"},
	} {
		var told []string
		end := time.Unix(3, 0)
		a := &attempt{session: &Session{StartedAt: time.Unix(1, 0)}, env: Env{Now: func() time.Time { return end }}}
		a.opts.Observe = func(e Event) {
			words := string(e.Kind)
			if e.Failure != nil {
				words += fmt.Sprintf(" %s %s", e.Failure.Kind, e.Failure.Stage)
			} else if e.Duration != 2*time.Second {
				t.Errorf("it took %v", e.Duration)
			}
			told = append(told, words)
		}
		s := a.finish(test.ctx, test.f)
		a.warn("late")
		if strings.Join(told, ", ") != test.want || (s.Failure != nil) != (test.f != nil) || !s.EndedAt.Equal(end) {
			t.Errorf("told %q, want %q, failure %+v", told, test.want, s.Failure)
		}
	}
}
