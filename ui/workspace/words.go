package workspace

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"edov/flow"
	"edov/flow/appreg"
	"edov/flow/entra"
	"edov/inspect/guide"
	"edov/inspect/report"
	"edov/inspect/secret"
	"edov/ui/store"
	"edov/ui/workspace/action"
)

// Plural counts in words.
func Plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}

// Ago says how long ago something was.
func Ago(d time.Duration) string {
	switch {
	case d < time.Minute:
		return "just now"
	case d < 2*time.Hour:
		return Plural(int(d.Minutes()), "minute") + " ago"
	case d >= 48*time.Hour:
		return Plural(int(d.Hours()/24), "day") + " ago"
	}
	return Plural(int(d.Hours()), "hour") + " ago"
}

// source is where what is read of the subject comes from.
func (s *Subject) source() string {
	if s.IsDemo() {
		return flow.DemoTenant
	}
	return "Microsoft Graph"
}

// ReadingWords say that a registration is being read.
func ReadingWords(s *Subject) string {
	return "Reading the app registration from " + s.source() + ". This may take some seconds."
}

// Facts are the subject at a glance, as names and values without empty ones. The
// last one is about the last run; mark draws its mark.
func (d *Desk) Facts(mark func(*Run) string) [][2]string {
	s := d.Subject
	c := s.Connection
	facts := [][2]string{}
	switch {
	case s.practice != nil:
		facts = append(facts, [2]string{"Connection", s.Name() + ", not Microsoft"},
			[2]string{"Client ID", cmp.Or(c.ClientID, "not given yet")})
	case s.Scenario != nil:
		who := "the built-in user signs in"
		if s.OwnBrowser {
			who = "you sign in, with your browser"
		}
		facts = append(facts, [2]string{"Connection", "demo tenant, not Microsoft"}, [2]string{"Scenario", s.Scenario.ID},
			[2]string{"", s.scenarioWords()}, [2]string{"Sign-in", who})
	default:
		facts = append(facts, [2]string{"Connection", s.Name()}, [2]string{"Client ID", c.ClientID},
			[2]string{"Tenant", tenantWords(c.Tenant)}, [2]string{"Redirect", s.RedirectURI()},
			[2]string{"Secret", d.secretWords()},
			[2]string{"Product", strings.TrimSpace(c.Product + "  " + c.ProductRedirectURI)})
		if k, err := flow.ParsePublishableKey(s.ClerkKey()); err == nil {
			facts = append(facts, [2]string{"Clerk", k.Host + ", portal " + k.AccountPortal()})
		}
	}
	var known [][2]string
	for _, f := range append(facts, d.lastTest(mark)) {
		if f[1] != "" {
			known = append(known, f)
		}
	}
	return known
}

// scenarioWords say what a scenario is about, and that its secret was replaced: then it may no longer be so.
func (s *Subject) scenarioWords() string {
	if !s.renewed.Load() || !slices.Contains(s.Scenario.Breaks, "secret-expiry") {
		return s.Scenario.Title
	}
	return "its client secret was replaced"
}

func (d *Desk) lastTest(mark func(*Run) string) [2]string {
	if d.Last == nil || d.Last.Subject != d.Subject {
		return [2]string{"Last test", "none yet"}
	}
	what := "Last test"
	if d.Last.Report.Origin != flow.OriginSignIn {
		what = "Last look"
	}
	return [2]string{what, mark(d.Last) + " " + d.Last.Report.Headline + ", " + Ago(d.Now().Sub(d.Last.At))}
}

// tenantWords says whom a tenant lets in.
func tenantWords(tenant string) string {
	switch tenant {
	case "", "common":
		return "common (work and personal accounts)"
	case "organizations":
		return "organizations (work accounts)"
	case "consumers", entra.ConsumersTenant:
		return tenant + " (personal accounts)"
	}
	return tenant + " (one tenant)"
}

// secretWords tells about the secret without the secret: where it is, and when
// it expires.
func (d *Desk) secretWords() string {
	s := d.Subject
	c := s.Connection
	where := "in memory until you quit"
	switch saved := s.Saved; {
	case c.Public:
		return "none: a public client"
	case c.ClientID == "" && c.Secret.IsZero():
		return "not given yet"
	case saved != nil && saved.SecretFrom == store.SecretKeyring:
		where = "in your keyring"
	case saved != nil && saved.SecretFrom == store.SecretCommand:
		where = "comes from a command"
	case saved != nil:
		where = "asked for each time"
	case c.Secret.IsZero():
		return "not given yet"
	}
	if c.SecretExpires.IsZero() {
		return where + "; expiry date not known"
	}
	stands := secret.Expiry(d.Now(), c.SecretExpires)
	if !d.Now().Before(c.SecretExpires) {
		return stands + ": sign-ins fail"
	}
	return where + "; " + stands
}

// originWords say what kind of run a report is of.
func originWords(o flow.Origin) string {
	switch o {
	case flow.OriginSignIn:
		return "a sign-in"
	case flow.OriginRegistration:
		return "the app registration"
	case flow.OriginClerk:
		return "Clerk's side"
	}
	return "something pasted"
}

// Secrets is what is known of a subject's client secrets.
type Secrets struct {
	App    *appreg.App // never nil: it stands for what is known
	Report *secret.Report
	About  string // what else could be known; empty: nothing
	// Several is set for a list of app registrations, of which App is the first.
	Several bool
}

// KnownSecrets lists what is known without reading anything: the registration
// that was read, or the date that was entered.
func (d *Desk) KnownSecrets(s *Subject) *Secrets {
	if a := s.Registration(s.Connection.ClientID); a != nil {
		return d.SecretsOf(a)
	}
	out := d.SecretsOf(s.Connection.TypedRegistration())
	out.About = "Only the date you entered is known. Open App registration to read all secrets."
	if out.App.Credentials[0].End.IsZero() {
		out.About = "Enter the expiry date in Connection, or open App registration to read it."
	}
	return out
}

// CanRemind holds where the expiry date of a client secret is known, or is read from the demo tenant in a moment.
func (s *Subject) CanRemind() bool {
	if a := s.Registration(s.Connection.ClientID); a != nil {
		return len(a.Credentials) > 0
	}
	return s.TakesSecret() || !s.Connection.SecretExpires.IsZero()
}

// SecretsOf lists the expiry dates of a registration.
func (d *Desk) SecretsOf(a *appreg.App) *Secrets {
	return d.secretsOfAll(&appreg.List{All: []*appreg.App{a}})
}

// secretsOfAll lists the expiry dates of all registrations of a list.
func (d *Desk) secretsOfAll(list *appreg.List) *Secrets {
	c := secret.NewCollector(d.Now(), 30, 0)
	for _, a := range list.All {
		c.Add(a)
	}
	if list.Unread != "" {
		c.Stop(list.Unread)
	}
	return &Secrets{App: list.All[0], Report: c.Report(), Several: len(list.All) > 1 || list.Unread != ""}
}

// Rotation is the way from one client secret to the next, with what the
// registration confirms of it.
func (d *Desk) Rotation(a *appreg.App) ([]secret.RotationStep, secret.RotationOutlook) {
	var c flow.Connection
	if d.Subject != nil {
		c.Cloud, c.Product = d.Subject.Connection.Cloud, d.Subject.Product()
	}
	steps := secret.Rotation(a, guide.UseOf(c), d.Now(), secret.Thresholds{})
	for i := range steps {
		steps[i].Command = "" // there is an action: RotationAction
		if at := d.tested(a); steps[i].ID == secret.RotationTest && !at.IsZero() && steps[i-1].State == secret.StepDone {
			steps[i].State, steps[i].Proof = secret.StepDone, "a sign-in with it worked, "+Ago(d.Now().Sub(at))
		}
	}
	return steps, secret.JudgeRotation(a, d.Now())
}

// tested is when a sign-in with the newest secret of an app worked; zero: not since it was added, as far as is known.
func (d *Desk) tested(a *appreg.App) time.Time {
	if a == nil || d.Last == nil || d.Subject == nil || d.Last.Subject != d.Subject ||
		d.Last.Report.Origin != flow.OriginSignIn || d.Last.Report.Find("secret-accepted").Outcome != report.Pass {
		return time.Time{}
	}
	for _, c := range a.Credentials {
		if c.Kind == appreg.CredentialSecret && c.Start.After(d.Last.At) {
			return time.Time{}
		}
	}
	return d.Last.At
}

// RotationAction is what edov does for a step of a rotation, beside opening its page; ok is false where that is nothing
// now.
func (d *Desk) RotationAction(s secret.RotationStep) (a action.Action, ok bool) {
	id := map[string]action.ID{secret.RotationPlace: action.EditConnection, secret.RotationTest: action.Test}[s.ID]
	return d.Offered(action.InRotation, On{}, id)
}
