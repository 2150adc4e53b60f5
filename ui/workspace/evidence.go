package workspace

import (
	"cmp"
	"context"
	"errors"
	"strings"

	"edov/flow"
	"edov/flow/appreg"
	"edov/flow/lazy"
	"edov/flow/pasted"
	"edov/inspect/fault"
	"edov/inspect/report"
	"edov/ui/workspace/sentence"
)

// RegistrationSession is the evidence of a registration by itself.
func (d *Desk) RegistrationSession(c flow.Connection, a *appreg.App) *flow.Session {
	now := d.Now()
	return &flow.Session{
		Schema: flow.SessionSchema, Program: d.Program, Origin: flow.OriginRegistration, StartedAt: now, EndedAt: now,
		Registration: a,
		Request: flow.Request{
			Cloud: c.Cloud, Tenant: c.Tenant, ClientID: c.ClientID, RedirectURI: c.RedirectURI,
			Product: c.Product, ProductRedirectURI: c.ProductRedirectURI, SecretExpires: c.SecretExpires,
		},
	}
}

// RegistrationRead is what is known of the subject's registration already; nil:
// it has to be read.
func (d *Desk) RegistrationRead(s *Subject) *flow.Session {
	if s.Scenario != nil {
		return nil // it is read anew each time: it takes no time
	}
	if a := s.Registration(s.Connection.ClientID); a != nil {
		return d.RegistrationSession(s.Connection, a)
	}
	return nil
}

// ReadRegistration reads the subject's registration from the demo tenant or from
// Microsoft Graph. tell learns when a server asks to wait. A session without a
// registration has the reason in its Problems.
func (d *Desk) ReadRegistration(ctx context.Context, s *Subject, tell func(flow.Event)) *flow.Session {
	w, err := d.enter(s)
	if err != nil {
		return unread(flow.StageRegistration, err)
	}
	session := d.RegistrationSession(w.connection, nil)
	if w.demo != nil {
		s.readDemo(ctx, w, session)
		if s.HasNoApp() && len(session.Problems) == 0 {
			session.Problems = append(session.Problems, flow.Failure{
				Stage: flow.StageRegistration, Kind: flow.FailureLocal, Summary: sentence.NoAppYet, Hint: sentence.MakesApp,
			})
		}
		return session
	}
	w.env.Observe = tell
	g := flow.MicrosoftGraph(w.env, w.connection.Cloud, "", d.Program)
	g.ReadInto(ctx, w.env, w.connection, session)
	return session
}

func unread(stage flow.Stage, err error) *flow.Session {
	return &flow.Session{Problems: []flow.Failure{{Stage: stage, Kind: flow.FailureLocal, Summary: err.Error()}}}
}

// notReadError is the reason why something was not read, and what to do, on lines of
// their own.
func notReadError(s *flow.Session) error {
	var words []string
	for _, f := range s.Problems {
		for _, line := range []string{cmp.Or(f.Summary, f.Error()), f.Hint} {
			if line != "" {
				words = append(words, line)
			}
		}
	}
	return errors.New(strings.Join(words, "\n"))
}

// GotRegistration takes over a registration that was read just now. The error is
// why it was not, with what to do on further lines.
func (d *Desk) GotRegistration(s *Subject, session *flow.Session) (*Run, []Work, error) {
	if session.Registration == nil {
		return nil, nil, notReadError(session)
	}
	s.SetRegistration(session.Registration, d.Now())
	return d.CheckRegistration(s, session), d.Took(d.judged(s, session, d.Now())), nil
}

// CheckRegistration checks a registration, with what is known of Clerk's side.
// of may be nil.
func (d *Desk) CheckRegistration(of *Subject, session *flow.Session) *Run {
	if of != nil {
		session.Clerk = of.clerkInstance()
	}
	return d.judged(of, session, d.Now())
}

// ClerkKey is the publishable key as it was entered last, or as it is saved.
func (s *Subject) ClerkKey() string { return cmp.Or(s.publishableKey, s.Connection.PublishableKey) }

// SetClerkKey remembers a publishable key. The errors say what is wrong with it,
// and where to find it.
func (s *Subject) SetClerkKey(text string) (flow.PublishableKey, error) {
	k, err := flow.ParsePublishableKey(text)
	if err != nil {
		return k, errors.New(err.Error() + "\nClerk Dashboard > API keys shows it.")
	}
	s.publishableKey = text
	return k, nil
}

// ReadClerk asks the instance of a key, or the demo's, through its Frontend API.
// start begins a sign-in, too, and abandons it. A session without an instance has
// the reason in its Problems.
func (d *Desk) ReadClerk(ctx context.Context, s *Subject, k flow.PublishableKey, start bool) *flow.Session {
	w, err := d.enter(s)
	if err != nil {
		return unread(flow.StageClerk, err)
	}
	session := d.RegistrationSession(w.connection, s.Registration(w.connection.ClientID))
	session.Origin, session.Request.Product = flow.OriginClerk, "Clerk"
	reader := flow.Clerk{Key: k}
	if w.demo != nil {
		reader = w.demo.Clerk()
	}
	reader.Program = d.Program
	reader.Record = func(e flow.Exchange) { session.Exchanges = append(session.Exchanges, e) }
	instance, failure := reader.Read(ctx, w.env, start)
	if failure != nil {
		session.Problems = append(session.Problems, *failure)
	}
	session.Clerk = instance
	return session
}

// GotClerk takes over what Clerk told. The error is why it told nothing, with
// what to do on further lines.
func (d *Desk) GotClerk(s *Subject, session *flow.Session) (*Run, []Work, error) {
	s.SetClerk(session.Clerk, d.Now())
	if session.Clerk == nil {
		return nil, nil, notReadError(session)
	}
	r := d.judged(s, session, d.Now())
	return r, d.Took(r), nil
}

// About is what is known of what is tested now, for explaining an error.
func (d *Desk) About() fault.About {
	s := d.Subject
	if s == nil {
		return fault.About{}
	}
	about := fault.About{Registration: s.Registration(""), Demo: s.IsDemo()}
	if d.Last != nil && d.Last.Subject == s && d.Last.Session != nil {
		about.Request = d.Last.Session.Request
		about.Request.ClientAuth, about.Request.SecretShape = "", "" // what is pasted may be of a product
		if about.Registration == nil {
			about.Registration = d.Last.Session.Registration
		}
	}
	if d.Last != nil && d.Last.Subject == s {
		about.Report = d.Last.Report
	}
	if s.Scenario == nil {
		about.Request.ClientID, about.Request.Cloud = s.Connection.ClientID, s.Connection.Cloud
		about.Request.TrustAuthority = about.Request.TrustAuthority || s.Connection.TrustAuthority
	}
	about.Request.TrustAuthority = about.Request.TrustAuthority || s.IsDemo()
	return about
}

// AboutSignIn is About for a sign-in that runs, with its redirect URI.
func (d *Desk) AboutSignIn(redirect string) fault.About {
	about := d.About()
	about.Request.RedirectURI = cmp.Or(about.Request.RedirectURI, redirect)
	return about
}

// Pasted is what came of checking a document.
type Pasted struct {
	Run   *Run
	Err   error    // Run is nil: what was given instead, and on further lines what to do
	Notes []string // what was done to get at a token
	// ToExplain is what was typed as the name of a file and is an error: it is explained, and nothing else is set.
	ToExplain string
	Secrets   *Secrets // of a list of app registrations, if Paste.Secrets is set: Run is nil then
}

func refused(words ...string) Pasted { return Pasted{Err: errors.New(strings.Join(words, "\n"))} }

// maxEvidence bounds what is read; edov inspect has the same bound.
const maxEvidence = 16 << 20

const pasteHint = "Paste a JWT, a token response, a saved session, the JSON of a report, or a manifest."

// Paste is a document to check.
type Paste struct {
	Text    string // pasted; empty: read File
	File    string // the name of a file, or a document that was typed
	Offline bool   // fetch no signing keys
	Hint    string // what can be given, for whoever gave something else; empty: all that edov checks
	Secrets bool   // only the secrets matter: of a list of app registrations, those of all
}

// CheckPaste checks a document. tell learns when a server asks to wait.
func (d *Desk) CheckPaste(ctx context.Context, p Paste, tell func(flow.Event)) Pasted {
	of := d.Subject
	if of.IsDemo() && !of.IsPractice() {
		of = nil // a scenario has its own registration
	}
	if p.Text == "" && (strings.HasPrefix(p.File, "{") || pasted.HoldsToken(p.File)) { // typed, or pasted without brackets
		p.Text = p.File
	}
	data, words := d.given(p.Text, p.File, cmp.Or(p.Hint, pasteHint))
	switch {
	case words != nil && p.Text == "" && PurposeOf(p.File) == ToExplain:
		return Pasted{ToExplain: p.File}
	case words != nil:
		return refused(words...)
	}
	if p.Secrets {
		list, err := appreg.ReadList(data, "pasted")
		switch {
		case err != nil: // it is read as what else it may be
		case len(list.All) == 0:
			return refused("This page of a list has no app registrations.", "Paste all pages of the list.")
		case len(list.All) > 1 || list.Unread != "":
			return Pasted{Secrets: d.secretsOfAll(list), Notes: list.Notes}
		}
	}
	env := d.Env
	env.Observe = tell
	return d.checkData(ctx, env, data, p.Offline, of)
}

// IsPath recognizes the name of a file, as a file manager copies it.
func IsPath(text string) bool { return looksLikePath.MatchString(text) }

var looksLikePath = lazy.MustCompile(`^(/|\.{1,2}/|~/|[A-Za-z]:\\)`)

// given is what was pasted, or the file that was named or whose name was pasted.
func (d *Desk) given(text, name, hint string) (data []byte, words []string) {
	if text == "" {
		data, err := d.ReadFile(name, maxEvidence)
		if err != nil {
			return nil, notRead(name, hint, err)
		}
		return data, nil
	}
	name = strings.Trim(text, "\"' \r\n")
	if len(name) < 4096 && !strings.ContainsAny(name, "\r\n{") && !pasted.HoldsToken(name) {
		data, err := d.ReadFile(name, maxEvidence)
		switch {
		case err == nil:
			return data, nil
		case IsPath(name):
			return nil, notRead(name, hint, err)
		}
	}
	return []byte(text), nil
}

// notRead says why a file could not be read, or what was given in place of its
// name.
func notRead(name, hint string, err error) []string {
	if no := pasted.MistakenName(name); no != nil {
		return []string{no.What, no.Hint}
	}
	words := []string{"The file could not be read: " + err.Error()}
	if !IsPath(name) {
		words = append(words, hint) // it may be no name at all
	}
	return words
}

// checkData does what `edov inspect` does.
func (d *Desk) checkData(ctx context.Context, env flow.Env, data []byte, offline bool, of *Subject) Pasted {
	plain, _ := pasted.PlainText(data)
	if report.IsReport([]byte(plain)) {
		r, err := report.Read([]byte(plain))
		if err != nil {
			return Pasted{Err: err}
		}
		return Pasted{Run: &Run{Report: r, At: r.JudgedAt}}
	}
	if appreg.LooksLike([]byte(plain)) {
		return d.checkManifest([]byte(plain), of)
	}
	session, notes, err := pasted.Read(data, "")
	var no *pasted.NoToken
	switch {
	case errors.As(err, &no):
		if r, ok := Recognize(plain); ok {
			return refused(r.sentence()+", not a token.", "Paste it again to fill in the form with it.")
		}
		return refused(no.What, noTokenHint(no))
	case err != nil:
		return Pasted{Err: err}
	}
	session.Program = d.Program
	if !offline && session.Tokens != nil && session.Origin == flow.OriginPasted && len(session.KeySets) == 0 {
		flow.FetchEvidence(ctx, env, flow.Connection{}, session)
	}
	return Pasted{Run: d.judged(nil, session, d.Now()), Notes: notes}
}

func noTokenHint(no *pasted.NoToken) string {
	if no.Form == "" {
		return pasteHint
	}
	return no.Hint
}

// checkManifest checks an app registration beside a subject, which may be nil.
func (d *Desk) checkManifest(data []byte, of *Subject) Pasted {
	list, err := appreg.ReadList(data, "pasted")
	if err != nil {
		return Pasted{Err: err}
	}
	connection := flow.Connection{}
	if of != nil {
		connection, _ = of.typed()
	}
	if len(list.All) == 0 {
		return refused("This page of a list has no app registrations.", "Paste all pages of the list.")
	}
	a := list.All[0]
	for _, other := range list.All {
		if strings.EqualFold(other.AppID.Value, connection.ClientID) {
			a = other
		}
	}
	if (len(list.All) > 1 || list.Unread != "") && !strings.EqualFold(a.AppID.Value, connection.ClientID) {
		return refused("This is a list of "+Plural(len(list.All), "app registration")+".",
			"Set up the connection first, so that its client ID chooses one; or use edov app FILE --all.")
	}
	a.TestServer = a.TestServer || of.IsDemo() // a page of the demo has a manifest too
	if connection.ClientID != "" {
		a.MatchSecret(connection.Secret)
		of.SetRegistration(a, d.Now())
	}
	return Pasted{Run: d.judged(of, d.RegistrationSession(connection, a), d.Now()), Notes: list.Notes}
}
