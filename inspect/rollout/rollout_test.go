package rollout

import (
	"fmt"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"edov/flow"
	"edov/inspect/proof"
	"edov/inspect/report"
)

var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

// member is a user of the tenant who can sign in.
func member(id, mail string) flow.TenantUser {
	return flow.TenantUser{
		ID: guid(id), PrincipalName: id + "@contoso.example", Mail: mail, Enabled: flow.SwitchOn, Guest: flow.SwitchOff,
	}
}

// guid makes an object ID of some digits.
func guid(id string) string {
	return fmt.Sprintf("00000000-0000-4000-8000-%012s", strings.Repeat("0", 12-len(id))+id)
}

func guest(id, mail string) flow.TenantUser {
	u := member(id, mail)
	u.Guest = flow.SwitchOn
	return u
}

func disabled(u flow.TenantUser) flow.TenantUser {
	u.Enabled = flow.SwitchOff
	return u
}

// tenantOf collects a tenant without trouble in its domains and policies.
func tenantOf(o Options, users ...flow.TenantUser) *Collector {
	c := NewCollector(noon, o)
	c.Domains([]flow.TenantDomain{{Name: "Contoso.example", Verified: true}, {Name: "labs.example"}}, nil)
	c.Consent(flow.ConsentPolicy{Policies: []string{consentAll}}, nil)
	c.Apps(flow.AppPolicy{}, nil)
	for _, u := range users {
		c.Add(u)
	}
	return c
}

// find is a check of a report.
func find(t *testing.T, r *Report, id string) Check {
	t.Helper()
	i := slices.IndexFunc(r.Checks, func(k Check) bool { return k.ID == id })
	if i < 0 {
		t.Fatalf("no check %s", id)
	}
	return r.Checks[i]
}

// TestTroubles: each trouble is counted once for each user who can sign in.
func TestTroubles(t *testing.T) {
	for name, c := range map[string]struct {
		users   []flow.TenantUser
		counts  string // no mail, domain, guests, shared
		trouble int
		verdict string
		ending  report.Ending
	}{
		"fine": {
			[]flow.TenantUser{member("1", "a@contoso.example"), member("2", "b@CONTOSO.example")},
			"0 0 0 0", 0,
			"pass", report.EndClean,
		},
		"no mail": {[]flow.TenantUser{member("1", "")}, "1 0 0 0", 1, "fail", report.EndProblems},
		"disabled": {[]flow.TenantUser{
			disabled(member("1", "")), disabled(member("2", "a@x.example")),
			member("3", "b@contoso.example"),
		}, "0 0 0 0", 0, "pass", report.EndClean},
		"foreign": {
			[]flow.TenantUser{member("1", "a@other.example"), member("2", "b@labs.example")},
			"0 2 0 0", 2,
			"fail", report.EndProblems,
		},
		"subdomain":  {[]flow.TenantUser{member("1", "a@eu.contoso.example")}, "0 1 0 0", 1, "fail", report.EndProblems},
		"lookalike":  {[]flow.TenantUser{member("1", "a@evilcontoso.example")}, "0 1 0 0", 1, "fail", report.EndProblems},
		"no address": {[]flow.TenantUser{member("1", "postmaster")}, "0 1 0 0", 1, "fail", report.EndProblems},
		"guest":      {[]flow.TenantUser{guest("1", "a@other.example")}, "0 0 1 0", 1, "pass", report.EndClean},
		"bare guest": {[]flow.TenantUser{guest("1", "")}, "1 0 1 0", 1, "fail", report.EndProblems},
		"shared": {[]flow.TenantUser{
			member("1", "a@contoso.example"), member("2", "A@contoso.example"),
			member("3", "a@contoso.example"),
		}, "0 0 0 3", 3, "pass", report.EndClean},
		"shared away": {
			[]flow.TenantUser{member("1", "a@other.example"), member("2", "a@other.example")},
			"0 2 0 2", 2,
			"fail", report.EndProblems,
		},
		"half shared": {
			[]flow.TenantUser{disabled(member("1", "a@contoso.example")), member("2", "a@contoso.example")},
			"0 0 0 0", 0, "pass", report.EndClean,
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := tenantOf(Options{Limit: -1}, c.users...).Report()
			var counts []string
			for _, id := range []string{checkMail, checkDomain, checkGuests, checkShared} {
				counts = append(counts, fmt.Sprint(find(t, r, id).Count))
			}
			if got := strings.Join(counts, " "); got != c.counts || r.Users.Trouble != c.trouble {
				t.Errorf("counts %s, %d in trouble", got, r.Users.Trouble)
			}
			if r.Verdict != c.verdict || r.Ending(report.Error) != c.ending || r.List != nil {
				t.Errorf("%s: %s, ending %d", r.Verdict, r.Headline, r.Ending(report.Error))
			}
		})
	}
}

// TestProducts: what a product does not mind is no trouble, and what it always does is none either.
func TestProducts(t *testing.T) {
	users := []flow.TenantUser{
		member("1", ""), member("2", "a@other.example"), guest("3", "g@away.example"), member("4", "ok@contoso.example"),
	}
	for product, want := range map[string]string{ // marks of no mail, domain and guests; in trouble; without trouble
		"":             "fail fail warning 3 -",
		"Clerk":        "fail fail warning 3 verified",
		"supabase":     "fail fail warning 3 verified",
		"Auth.js":      "fail warning note 2 not-verified",
		"dex":          "note note note 0 verified",
		"Ory Kratos":   "warning warning warning 3 unknown",
		"oauth2-proxy": "fail warning note 2 verified",
		"no such":      "fail fail warning 3 -",
	} {
		t.Run(product, func(t *testing.T) {
			r := tenantOf(Options{Product: product, Limit: -1}, users...).Report()
			others := "-"
			if r.Others != nil {
				others = r.Others.Verdict
			}
			got := fmt.Sprintf("%s %s %s %d %s", find(t, r, checkMail).Mark(), find(t, r, checkDomain).Mark(),
				find(t, r, checkGuests).Mark(), r.Users.Trouble, others)
			if got != want {
				t.Errorf("%s, want %s", got, want)
			}
		})
	}
	k := find(t, tenantOf(Options{Product: "Supabase"}, users...).Report(), checkDomain)
	if got := k.Expected("Supabase"); !strings.Contains(got, "no email if unverified") ||
		!strings.Contains(got, "email not verified otherwise") {
		t.Error(got)
	}
	k = find(t, tenantOf(Options{Product: "appwrite"}, member("1", "secret.person@other.example")).Report(), checkDomain)
	if text := fmt.Sprint(k); strings.Contains(text, "secret.person") {
		t.Errorf("a count names a person: %s", text)
	}
}

// TestNotChecked: what was not read is never fine, and says why and what it takes.
func TestNotChecked(t *testing.T) {
	denied := &flow.Failure{HTTPStatus: http.StatusForbidden, Summary: "it can't be read", Hint: "it needs Some.Read.All"}
	fine := member("1", "a@contoso.example")
	for name, c := range map[string]struct {
		make    func() *Collector
		unknown string // IDs
		verdict string
	}{
		"all read": {func() *Collector { return tenantOf(Options{}, fine) }, "", "pass"},
		"no users": {
			func() *Collector { return tenantOf(Options{}) }, "users-mail mail-domains guests shared-mail",
			"unknown",
		},
		"domains": {func() *Collector {
			c := tenantOf(Options{})
			c.verified = nil
			c.Domains(nil, denied)
			c.Add(member("1", "a@other.example"))
			return c
		}, "mail-domains verified-domains", "unknown"},
		"consent": {
			func() *Collector { c := tenantOf(Options{}, fine); c.Consent(flow.ConsentPolicy{}, denied); return c },
			"user-consent", "unknown",
		},
		"policy": {
			func() *Collector { c := tenantOf(Options{}, fine); c.Apps(flow.AppPolicy{}, denied); return c },
			"app-secrets", "unknown",
		},
		"stopped": {
			func() *Collector { c := tenantOf(Options{}, fine); c.StopFor(denied); return c },
			"users-mail mail-domains guests shared-mail", "unknown",
		},
		"faults": {
			func() *Collector { c := tenantOf(Options{}, fine); c.Fault("no user"); return c },
			"users-mail mail-domains guests shared-mail", "unknown",
		},
		"problems": {
			func() *Collector { c := tenantOf(Options{}, member("1", "")); c.StopFor(denied); return c },
			"mail-domains guests shared-mail", "fail",
		},
		"a list": {func() *Collector {
			c := NewCollector(noon, Options{OnlyUsers: true})
			c.Add(fine)
			return c
		}, "mail-domains", "unknown"},
		"a list with domains": {func() *Collector {
			c := NewCollector(noon, Options{OnlyUsers: true})
			c.Domains([]flow.TenantDomain{{Name: "contoso.example", Verified: true}}, nil)
			c.Add(fine)
			return c
		}, "", "pass"},
	} {
		t.Run(name, func(t *testing.T) {
			r := c.make().Report()
			var unknown []string
			for _, k := range r.Checks {
				if k.Outcome == report.Unknown {
					unknown = append(unknown, k.ID)
					if !strings.Contains(k.Summary, "not checked") {
						t.Errorf("%s: %s", k.ID, k.Summary)
					}
				}
			}
			if got := strings.Join(unknown, " "); got != c.unknown || r.Verdict != c.verdict {
				t.Errorf("not checked: %s; %s", got, r.Verdict)
			}
			want := map[string]report.Ending{
				"pass": report.EndClean, "fail": report.EndProblems,
				"unknown": report.EndUnknown,
			}[c.verdict]
			if got := r.Ending(report.Error); got != want {
				t.Errorf("ending %d", got)
			}
		})
	}
	c := tenantOf(Options{}, fine)
	c.Consent(flow.ConsentPolicy{}, denied)
	if k := find(t, c.Report(), checkConsent); k.Fix != denied.Hint {
		t.Errorf("the permission is not named: %+v", k)
	}
}

func TestPolicies(t *testing.T) {
	since := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
	for want, c := range map[string]struct {
		check   string
		consent flow.ConsentPolicy
		apps    flow.AppPolicy
	}{
		"warning: users can't consent": {check: checkConsent},
		"pass: users can consent": {
			check:   checkConsent,
			consent: flow.ConsentPolicy{Policies: []string{consentAll}},
		},
		"pass: Microsoft decides what users can consent to": {
			check:   checkConsent,
			consent: flow.ConsentPolicy{Policies: []string{consentMS, "microsoft-user-default-allow-consent-apps"}},
		},
		"note: users can consent only to apps": {
			check:   checkConsent,
			consent: flow.ConsentPolicy{Policies: []string{consentLow}},
		},
		"note: what users can consent to depends on the policy own": {
			check:   checkConsent,
			consent: flow.ConsentPolicy{Policies: []string{"own"}},
		},
		"pass: the tenant doesn't limit": {check: checkSecrets},
		"warning: client secrets can't be added to apps created after 2025-01-01": {
			check: checkSecrets,
			apps:  flow.AppPolicy{NoSecrets: true, NoSecretsSince: since},
		},
		"warning: client secrets can't be added, except by those whom the policy exempts": {
			check: checkSecrets,
			apps:  flow.AppPolicy{NoSecrets: true, Exempts: true},
		},
		"note: a client secret may last at most 90 days": {
			check: checkSecrets,
			apps:  flow.AppPolicy{Longest: "P90D", LongestDays: 90},
		},
		"note: a client secret may last at most PT8H": {
			check: checkSecrets,
			apps:  flow.AppPolicy{Longest: "PT8H"},
		},
	} {
		col := tenantOf(Options{}, member("1", "a@contoso.example"))
		col.Consent(c.consent, nil)
		col.Apps(c.apps, nil)
		k := find(t, col.Report(), c.check)
		if got := string(k.Mark()) + ": " + k.Summary; !strings.HasPrefix(got, want) {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

// TestList: users with trouble are listed up to a limit; the first of those who share a mail, once there is a second.
func TestList(t *testing.T) {
	users := []flow.TenantUser{
		member("1", "a@contoso.example"), member("2", ""), member("3", "a@contoso.example"), guest("4", "g@away.example"),
	}
	r := tenantOf(Options{Product: "Clerk", Limit: 3}, users...).Report()
	var got []string
	for _, l := range r.List {
		got = append(got, l.ID[35:]+" "+l.Why()+": "+l.Expected())
	}
	want := "2 no mail: no email; 1 shared mail: email verified; 3 shared mail: email verified"
	if strings.Join(got, "; ") != want || r.More != 1 {
		t.Errorf("%s and %d more", strings.Join(got, "; "), r.More)
	}
}

// TestMailsAreFew: the table grows to its limit and says what it left out.
func TestMailsAreFew(t *testing.T) {
	m := mails{}
	for i := range m.shards {
		m.shards[i] = shard{make([]slot, maxSlots), maxSlots / 4 * 3}
	}
	if now := m.add("a@contoso.example", guid("1"), false); now.again || m.full != 1 {
		t.Errorf("%+v, %d", now, m.full)
	}
	c := tenantOf(Options{}, member("1", "a@contoso.example"))
	c.mails.full = 1
	if k := find(t, c.Report(), checkShared); k.Outcome != report.Unknown ||
		!strings.Contains(k.Summary, "1 mail was not compared") {
		t.Errorf("%+v", k)
	}
}

func TestChecksTable(t *testing.T) {
	if len(checkTable()) != len(judges) {
		t.Errorf("%d checks and %d judges", len(checkTable()), len(judges))
	}
	for _, row := range checkTable() {
		if judges[row.ID] == nil || row.Title == "" || row.About == "" || row.Means == "" || row.Fix == "" ||
			len(row.Sources) == 0 {
			t.Errorf("%+v", row)
		}
	}
	for _, v := range []string{
		proof.SeenVerified, proof.SeenNotVerified, proof.SeenNoEmail, proof.SeenRejected,
		proof.SeenUnknown,
	} {
		if SeenWords[v] == "" {
			t.Errorf("no words for %s", v)
		}
	}
}

// liveHeap is what is in use after a collection, in bytes.
func liveHeap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// collected is a Collector of so many users, a tenth of them in trouble.
func collected(n int) *Collector {
	c := tenantOf(Options{Product: "Clerk", Limit: 1000})
	for i := range n {
		u := member("1", fmt.Sprintf("user%d@contoso.example", i))
		switch {
		case i%30 == 0:
			u.Mail = ""
		case i%30 == 1:
			u.Mail = "someone@other.example"
		case i%30 == 2:
			u.Guest = flow.SwitchOn
		}
		c.Add(u)
	}
	return c
}

// TestFlatMemory: 100,000 users take the entries of their mails and the list, 24 bytes for a mail at most half full.
func TestFlatMemory(t *testing.T) {
	before := liveHeap()
	c := collected(100_000)
	if grown := int64(liveHeap()) - int64(before); grown > 8<<20 {
		t.Errorf("the heap grew by %d KiB", grown>>10)
	}
	if r := c.Report(); r.Users.Read != 100_000 || len(r.List) != 1000 || r.More == 0 {
		t.Errorf("%+v, %d listed, %d more", r.Users, len(r.List), r.More)
	}
}

// BenchmarkCollector shows the time and the memory that users take: live-MiB is what stays in use.
func BenchmarkCollector(b *testing.B) {
	for _, n := range []int{100_000, 1_000_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				before := liveHeap()
				c := collected(n)
				b.ReportMetric(float64(int64(liveHeap())-int64(before))/(1<<20), "live-MiB")
				runtime.KeepAlive(c)
			}
		})
	}
}
