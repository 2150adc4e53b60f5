package secret_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"edov/flow/appreg"
	"edov/flow/mint"
	"edov/inspect/report"
	"edov/inspect/secret"
	"edov/inspect/words"
	"edov/ui/render/markdown"
	"edov/ui/render/openmetrics"
)

// withoutDates is a registration with one secret whose expiry date is not known.
func withoutDates() *appreg.App {
	a := registrationWith("undated", 1)
	a.Credentials[0].End = time.Time{}
	return a
}

// notBefore is a registration whose secrets start tomorrow, except those that
// end within a month.
func notBefore(ends ...int) *appreg.App {
	a := registrationWith("later", ends...)
	for i, days := range ends {
		if days > 30 {
			a.Credentials[i].Start = mint.Noon().AddDate(0, 0, 1)
		}
	}
	return a
}

// TestSecretsVerdict holds each kind of gap to one verdict, which all renderings
// share: what was not read is never fine, and what fails counts first.
func TestSecretsVerdict(t *testing.T) {
	add := func(all ...*appreg.App) func(*secret.Collector) {
		return func(c *secret.Collector) {
			for _, a := range all {
				c.Add(a)
			}
		}
	}
	also := func(first, then func(*secret.Collector)) func(*secret.Collector) {
		return func(c *secret.Collector) { first(c); then(c) }
	}
	fault := func(n int) func(*secret.Collector) {
		return func(c *secret.Collector) {
			for range n {
				c.Fault("number 2: odd")
			}
		}
	}
	stop := func(c *secret.Collector) { c.Stop("busy") }
	fine := registrationWith("fine", 90)
	withheld := registrationWith("withheld")
	withheld.CredentialsKnown = false
	noCertificates, neither := registrationWith("bare", 90), registrationWith("neither")
	noCertificates.CertificatesUnknown, neither.CertificatesUnknown, neither.CredentialsKnown = true, true, false
	onward := registrationWith("onward", 90)
	onward.CredentialsCut, onward.CredentialsKnown = true, false
	rotated := registrationWith("rotated", -301, 90)
	dated := appreg.Typed("", "", "web", mint.Noon().AddDate(0, 0, 90))
	const ok, bad, open = report.VerdictPass, report.VerdictFail, report.VerdictUnknown
	for name, test := range map[string]struct {
		fill    func(*secret.Collector)
		verdict string
		state   secret.CredentialState
		says    string // in the headline
		unread  string // in what was not read; empty: nothing is
		errors  int    // edov_read_errors
	}{
		"fine": {add(fine), ok, secret.StateValid, "no secret expires", "", 0},
		"none": {add(registrationWith("none")), ok, secret.StateValid, "no secrets in", "", 0},
		"a fault": {
			also(add(fine), fault(1)), open, secret.StateUndated,
			"secrets of 1 app registration were not read; of 1 secret with a date", "number 2", 1,
		},
		"faults only": {fault(1), open, secret.StateUndated, "no app registration could be read", "number 2", 1},
		"many faults": {
			also(add(fine), fault(12)), open, secret.StateUndated, "of 12 app registrations",
			"2 more app registrations were not read", 12,
		},
		"stopped":       {also(add(fine), stop), open, secret.StateUndated, "the list is incomplete", "busy", 1},
		"stopped twice": {also(stop, stop), open, secret.StateUndated, "the list is incomplete", "busy; busy", 1},
		"secrets left out": {
			add(fine, withheld), open, secret.StateUndated, "secrets of 1 app registration were not",
			"withheld (withheld-id): pass", 1,
		},
		"certificates left out": {
			add(fine, noCertificates), open, secret.StateUndated, "the certificates of 1 app registration were not read",
			"no keyCredentials", 1,
		},
		"both left out": {
			add(neither), open, secret.StateUndated, "secrets of 1 app registration",
			"and keyCredentials are missing", 1,
		},
		"a next page of secrets": {
			add(onward), open, secret.StateUndated, "secrets of 1 app registration were not", "there are more", 1,
		},
		"replaced": {
			add(rotated), ok, secret.StateValid, "1 secret: expires in 90 days (2027-02-22); 1 expired, replaced",
			"", 0,
		},
		"replaced, unread": {
			also(add(rotated), stop), open, secret.StateUndated,
			"of 1 secret with a date, none expires within 30 days; 1 expired, replaced", "busy", 1,
		},
		"replaced, ending": {
			add(registrationWith("a", -9, 3)), bad, secret.StateEnding,
			"1 of 2 secrets expires within 30 days; 1 expired, replaced", "",
			0,
		},
		"not valid yet": {
			add(notBefore(90)), bad, secret.StateExpired, "no secret is valid yet: later: s0 (abc…) starts 2", "", 0,
		},
		"two not valid yet": {
			add(notBefore(90), notBefore(91)), bad, secret.StateExpired, "no secret of 2 app registrations is valid yet, first",
			"",
			0,
		},
		"another is valid": {add(notBefore(90, 5)), bad, secret.StateEnding, "1 of 2 secrets expires", "", 0},
		"undated": {
			add(withoutDates()), open, secret.StateUndated, "the expiry date of the secret is not known",
			"no expiry date", 0,
		},
		"undated among": {
			add(withoutDates(), fine), open, secret.StateUndated, "of 1 of 2 secrets is not known", "no expiry date", 0,
		},
		"empty list": {add(), open, secret.StateUndated, "no app registration in the list", "", 0},
		"typed, no date": {
			add(appreg.Typed("", "", "", time.Time{})), open, secret.StateUndated, "is not known",
			"no expiry date", 0,
		},
		"typed": {add(dated), ok, secret.StateValid, "no secret expires", "", 0},
		"expired, cut off": {
			also(add(registrationWith("a", -3)), stop), bad, secret.StateExpired,
			"client secret expired 3 days ago (2026-11-21); the list is incomplete", "busy", 1,
		},
		"ending, undated": {
			add(registrationWith("a", 3), withoutDates()), bad, secret.StateEnding, "expires within", "no expiry date", 0,
		},
	} {
		c := secret.NewCollector(mint.Noon(), 30, 0)
		test.fill(c)
		r := c.Report()
		v := r.Judge()
		if v.Verdict != test.verdict || v.State != test.state || !strings.Contains(v.Headline, test.says) {
			t.Errorf("%s: %+v", name, v)
		}
		unread, remarks := strings.Join(r.Unread(), "; "), strings.Join(r.Remarks(), "; ")
		empty := (unread == "") != (test.unread == "")
		if empty || !strings.Contains(unread, test.unread) || !strings.HasSuffix(remarks, unread) {
			t.Errorf("%s: not read: %q", name, unread)
		}
		if got := metric(string(openmetrics.Secrets(r)), "edov_read_errors"); got != test.errors {
			t.Errorf("%s: edov_read_errors %d, want %d", name, got, test.errors)
		}
		for _, want := range []string{words.Sentence(r.Headline()), test.unread} {
			if page := markdown.Secrets(r); !strings.Contains(page, markdown.Inert(want)) {
				t.Errorf("%s: Markdown does not say %q:\n%s", name, want, page)
			}
		}
		var written secret.Report
		if data, err := r.JSON(); err != nil || json.Unmarshal(data, &written) != nil || written.Verdict != test.verdict {
			t.Errorf("%s: the JSON says %q, %v", name, written.Verdict, err)
		}
	}
}

// metric reads the value of a sample without labels.
func metric(text, name string) int {
	n := -1
	for _, line := range strings.Split(text, "\n") {
		if value, ok := strings.CutPrefix(line, name+" "); ok {
			_ = json.Unmarshal([]byte(value), &n)
		}
	}
	return n
}

// TestCertificatesLeftOut: a list without keyCredentials is not fine, since it
// says nothing of certificates; what is about one secret claims nothing of them.
func TestCertificatesLeftOut(t *testing.T) {
	a := registrationWith("a", 90)
	a.CertificatesUnknown = true
	c := secret.NewCollector(mint.Noon(), 30, 0)
	c.Add(a)
	r := c.Report()
	said := strings.Contains(strings.Join(r.Remarks(), " "), "certificates are not listed")
	if r.Verdict != report.VerdictUnknown || r.CertificatesUnknown != 1 || !said {
		t.Errorf("%s, %d, %q", r.Verdict, r.CertificatesUnknown, r.Remarks())
	}
	a.SecretOnly = true
	c = secret.NewCollector(mint.Noon(), 30, 0)
	c.Add(a)
	if r := c.Report(); r.Verdict != report.VerdictPass || r.CertificatesUnknown != 0 || len(r.Remarks()) > 0 {
		t.Errorf("one secret: %s, %d, %q", r.Verdict, r.CertificatesUnknown, r.Remarks())
	}
}

// TestUndatedMetric: a secret without a date is in the metrics too.
func TestUndatedMetric(t *testing.T) {
	c := secret.NewCollector(mint.Noon(), 30, 0)
	c.Add(withoutDates())
	text := string(openmetrics.Secrets(c.Report()))
	for _, want := range []string{`state="undated"} NaN`, `edov_secrets{state="undated"} 1`} {
		if !strings.Contains(text, want) {
			t.Errorf("%s is not in:\n%s", want, text)
		}
	}
}

// TestCalendarNotes: what no reminder can be made of is said, with the reason.
func TestCalendarNotes(t *testing.T) {
	old, coming := registrationWith("a", -3), registrationWith("b", 90)
	for name, test := range map[string]struct {
		list      []*appreg.App
		cut       bool
		reminders int // and what is overdue
		want      string
	}{
		"one to come": {[]*appreg.App{coming}, false, 1, ""},
		"expired":     {[]*appreg.App{old}, false, 1, ""},
		"undated": {
			[]*appreg.App{withoutDates()}, false, 0, "the calendar is empty: s0 has no known expiry date",
		},
		"none": {
			[]*appreg.App{registrationWith("a")}, false, 0, "the calendar is empty: there are no secrets",
		},
		"replaced":     {[]*appreg.App{registrationWith("a", -3, 90)}, false, 1, ""},
		"two, one old": {[]*appreg.App{old, coming}, false, 2, ""},
		"one undated": {
			[]*appreg.App{old, withoutDates()}, false, 1, "not in the calendar: ",
		},
		"cut off": {[]*appreg.App{coming}, true, 1, "the list is incomplete: busy"},
		"many": {
			[]*appreg.App{registrationWith("a", -1, -2, -3, -4, -5, -6, -7)}, false, 7, "",
		},
	} {
		c := secret.NewCollector(mint.Noon(), 30, 0)
		for _, a := range test.list {
			c.Add(a)
		}
		if test.cut {
			c.Stop("busy")
		}
		r := c.Report()
		notes := strings.Join(r.CalendarNotes(), "; ")
		if n := len(r.Reminders()) + len(r.Overdue()); n != test.reminders || (notes == "") != (test.want == "") ||
			!strings.Contains(notes, test.want) {
			t.Errorf("%s: %d reminders, %q", name, n, notes)
		}
	}
	c := secret.NewCollector(mint.Noon(), 30, 1)
	c.Add(registrationWith("a", 90, 200))
	if notes := strings.Join(c.Report().CalendarNotes(), "; "); !strings.Contains(notes, "--limit 0") {
		t.Errorf("what --limit cuts off is not said: %q", notes)
	}
}
