package workspace

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"time"

	"edov/flow"
	"edov/flow/plan"
	"edov/inspect/remedy"
	"edov/inspect/secret"
	"edov/ui/provision"
	"edov/ui/render/shell"
	"edov/ui/workspace/action"
)

// Changed is what came of carrying out a plan. It belongs to Desk.Take.
type Changed struct {
	Plan   *plan.Plan   // what was agreed to
	Result *plan.Result // nil: nothing was begun, and Err says why
	Err    error
	Run    *Run     // the registration as it was read afterwards; nil: it was not
	After  []string // what is known now: whether the secret works, what is left to fix, where the undo file is

	of      *Changing
	at      *Subject
	saved   *ConnectionSaved // nil: no connection was saved
	entered *provision.Entered
	gone    bool // the app registration was deleted
	// product says whether a sign-in through the practice's product showed what was entered there to be right; nil:
	// nothing was changed there.
	product *bool
}

// CarryOut carries out the chosen steps of a plan, which the user agreed to, and looks what came of it. tell learns how
// it goes on. It stops between two steps when ctx ends, or when Changing.Stop is called.
func (d *Desk) CarryOut(ctx context.Context, c *Changing, tell func(plan.News)) *Changed {
	m := &Changed{Plan: c.Chosen(), of: c, at: c.of}
	carrying := provision.Carrying{Doers: c.doers, Program: d.Program, Now: d.Now, Observe: tell}
	if c.site.Demo == nil {
		carrying.Store = d.Store
	}
	if c.keeper != nil {
		c.keeper.Note = func(note string) { m.After = append(m.After, note) }
	}
	steps, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(c.stopped, cancel)()
	r, undo, note, err := provision.Carry(steps, m.Plan, carrying)
	if m.Err = err; err != nil {
		return m
	}
	m.Result = r
	if r.Count(plan.WasDone) > 0 {
		m.at.changes.Add(1)
		m.at.changedAt.Store(d.Now().UnixNano())
	}
	if note != "" {
		m.After = append(m.After, note)
	}
	d.took(ctx, m)
	if undo != "" {
		m.After = append(m.After, "the plan that undoes it is saved: edov app --plan "+undo)
	}
	return m
}

// took looks what the run did: whether a new secret works, and how the registration is now.
func (d *Desk) took(ctx context.Context, m *Changed) {
	c, r := m.of, m.Result
	m.gone = m.Result.Did(m.Plan, plan.ServiceGraph, plan.DeleteApp)
	isBack := m.Plan.Undoes && m.gone || m.tookBack()
	if isBack {
		m.bringBack(ctx)
	}
	if isBack || m.Result.Did(m.Plan, plan.ServiceKeep, plan.Install) {
		switch {
		case c.practice != nil:
			m.entered = &c.practice.Entered
		case c.keeper != nil:
			saved := *c.keeper.Saved
			entries, _ := d.Store.List()
			m.saved = &ConnectionSaved{of: c.of, saved: &saved, entries: entries}
		}
	}
	c.connection.ClientID = cmp.Or(r.Target.AppID, c.connection.ClientID)
	if !r.Secret.IsZero() {
		c.connection.Secret, c.connection.SecretExpires = r.Secret, r.Ends
	}
	proven := false
	if r.Failure() == nil && r.KeyID != "" {
		var words string
		words, proven = d.prove(ctx, c, r.Target)
		m.After = append(m.After, words)
	}
	if c.rotates != nil {
		d.tookRotation(ctx, m, proven)
	}
	m.proveAtProduct(ctx)
	if ctx.Err() == nil {
		d.readAgain(ctx, m)
	}
}

// proveAtProduct signs in through the practice's product, where something was changed there: what was entered before
// proves nothing any more.
func (m *Changed) proveAtProduct(ctx context.Context) {
	changed := m.Result.Did(m.Plan, plan.ServiceClerk, plan.Install) ||
		m.Result.Did(m.Plan, plan.ServiceClerk, plan.Restore)
	if m.of.practice == nil || !changed {
		return
	}
	proven := false
	m.product = &proven
	if m.gone {
		return
	}
	switch err := m.of.site.ProveAtProduct(ctx); {
	case err == nil:
		proven = true
		m.After = append(m.After, provision.ProvenAtProduct)
	case !m.Plan.Undoes: // without what was undone it may not work
		m.After = append(m.After, err.Error())
	}
}

// tookBack holds where an undo removed the secret that the plan before it had added.
func (m *Changed) tookBack() bool {
	return m.Plan.Undoes && m.Result.Did(m.Plan, plan.ServiceGraph, plan.RemoveSecret)
}

// bringBack goes on with the secret that was in use before, as far as it is known.
func (m *Changed) bringBack(ctx context.Context) {
	switch c := m.of; {
	case c.practice != nil:
		c.practice.Back()
	case c.keeper != nil && !m.gone:
		m.After = append(m.After, c.site.BringBack(ctx, c.keeper.Store, c.keeper.Saved)...)
	}
}

// prove tries the secret of a connection at Microsoft. words say what came of it.
func (d *Desk) prove(ctx context.Context, c *Changing, t plan.Target) (words string, taken bool) {
	probed := c.site.Probed(c.connection, t)
	v := provision.ProveSecret(ctx, c.site.Env, probed, d.Program, func(time.Duration) {})
	return v.Summary, v.Verdict == secret.ProbeTaken
}

// tookRotation remembers how far the replacement of a secret is.
func (d *Desk) tookRotation(ctx context.Context, m *Changed, proven bool) {
	c, r := m.of, m.Result
	switch {
	case m.Plan.Undoes:
		m.note(d.rotations(m.at).EndRotation(r.Target.AppID))
	case c.rotates.begun != nil && r.Failure() == nil:
		m.note(d.endRotation(ctx, m.at, c.rotates.begun))
	case c.rotates.begun == nil && r.KeyID != "":
		begun := provision.Begun(c.rotates.app, r.KeyID, c.rotates.key, provision.OverlapDays, d.Now())
		if proven {
			begun.Proven = d.Now().UTC()
		}
		if len(begun.OldKeyIDs) == 0 {
			return
		}
		m.note(d.rotations(m.at).SetRotation(begun))
		secrets := ActionAt(action.Home, action.OpenSecrets).Name
		m.After = append(m.After, provision.EnterEverywhere(begun, d.Now(), m.enteredAtProduct())+
			"; then remove the old one: home menu, "+secrets)
	}
}

// enteredAtProduct holds where the plan itself entered the new secret at the product, whatever else it wrote.
func (m *Changed) enteredAtProduct() bool {
	for i, s := range m.Plan.Steps {
		if s.Action == plan.Install && s.Service != plan.ServiceKeep && m.Result.Steps[i].Outcome == plan.WasDone {
			return true
		}
	}
	return false
}

func (m *Changed) note(err error) {
	if err != nil {
		m.After = append(m.After, "how far the rotation is can't be saved: "+err.Error())
	}
}

// readAgain reads the registration as it is now, and in the practice the product's side too.
func (d *Desk) readAgain(ctx context.Context, m *Changed) {
	c := m.of
	session := d.RegistrationSession(c.connection, nil)
	switch {
	case c.practice != nil:
		c.site.Demo.ReadSetup(ctx, c.connection, session)
		if session.Registration == nil {
			session.Origin = flow.OriginClerk // the product's side is there without an app
		}
	case m.gone:
		return
	default:
		if failure := c.site.Read(ctx, c.connection.ClientID, session); failure != nil {
			m.After = append(m.After, "the registration couldn't be read again: "+failure.Summary)
			return
		}
		if !m.tookBack() && !c.connection.Secret.IsZero() {
			session.Registration.MatchSecret(c.connection.Secret)
		}
	}
	m.Run = d.judged(m.at, session, d.Now())
	if !m.Plan.Undoes && c.rotates == nil && session.Registration != nil { // a rotation goes on: it says how itself
		m.After = append(m.After, provision.Left(m.Run.Report, m.Failure() == nil)...)
	}
}

// take puts what came of a plan on the desk. The face shows Words, so that there is nothing else to say.
func (m *Changed) take(d *Desk) (string, []Work) { return "", m.taken(d) }

func (m *Changed) taken(d *Desk) (next []Work) {
	s := m.at
	if m.Result == nil {
		return nil
	}
	if provision.BringsClaims(m.Plan, m.Result) {
		s.await(true)
	}
	switch {
	case m.tookBack():
		s.renewed.Store(false)
	case m.Result.KeyID != "":
		s.renewed.Store(true)
	}
	if m.entered != nil {
		s.practice.enter(m.entered.KeyID)
		c := s.Connection
		c.ClientID, c.Secret, c.SecretExpires = m.entered.ClientID, flow.Secret{}, m.entered.Ends
		s.Set(c)
	} else if s.practice == nil && s.Scenario == nil && !m.Result.Secret.IsZero() {
		c := s.Connection
		c.ClientID, c.Secret, c.SecretExpires = m.of.connection.ClientID, m.Result.Secret, m.of.connection.SecretExpires
		s.Set(c)
	}
	if m.saved != nil && m.Plan.Undoes { // the secret before is in use again, where it is saved
		c := s.Connection
		c.Secret, c.SecretExpires = flow.Secret{}, m.saved.saved.Connection.SecretExpires
		s.Set(c)
	}
	if m.saved != nil {
		_, next = m.saved.take(d)
	}
	next = append(next, m.sayEntered(d)...)
	if m.gone {
		s.forgetRegistration()
		c := s.Connection
		c.ClientID, c.Secret = "", flow.Secret{}
		s.Set(c)
		s.Progress().Unregistered(d.Now())
	}
	if m.product != nil {
		d.Walk(s) // the progress is about the app that was set up: a mark before that would be forgotten
		provision.SayAtProduct(s.Progress(), *m.product, d.Now())
		next = append(next, d.SaveWay(s)...)
	}
	switch {
	case m.Run == nil:
	case s.practice != nil:
		next = append(next, d.Looked(m.Run)...)
	default:
		s.SetRegistration(m.Run.Session.Registration, d.Now())
		if d.Last != nil && d.Last.Subject == s && d.Last.asksForSecret() { // what it says is no longer so
			d.SetLast(m.Run)
		}
		next = append(next, d.Took(m.Run)...)
	}
	return append(next, d.savePractice(s)...)
}

// Failure is why the plan did not come to its end; nil: it did.
func (m *Changed) Failure() *flow.Failure {
	if m.Result == nil {
		return flow.ChangeFailure(flow.FailureLocal, m.Err.Error(), "")
	}
	return m.Result.Failure()
}

// IsRefused holds when Microsoft said that the account may not change this.
func (m *Changed) IsRefused() bool {
	f := m.Failure()
	return f != nil && f.HTTPStatus == http.StatusForbidden
}

// Words say how far it came.
func (m *Changed) Words() string {
	if m.Result == nil {
		return m.Err.Error()
	}
	words := m.Result.Words()
	if m.Failure() == nil && !m.Plan.Undoes && m.Result.KeyID == "" && m.CanTest() && !m.onlyRemoves() {
		words += "; not proven yet: test the sign-in"
	}
	return words
}

// onlyRemoves holds for a plan that takes secrets away: reading the list again is its whole proof.
func (m *Changed) onlyRemoves() bool {
	return !slices.ContainsFunc(m.Plan.Steps, func(s plan.Step) bool { return s.Action != plan.RemoveSecret })
}

// Left is the plan with the steps that were not carried out.
func (m *Changed) Left() *plan.Plan {
	var ids []string
	for i, s := range m.Plan.Steps {
		if m.Result == nil || m.Result.Steps[i].Outcome == plan.Failed || m.Result.Steps[i].Outcome == plan.NotBegun {
			ids = append(ids, s.ID)
		}
	}
	return m.Plan.Only(ids...)
}

// plan is the one that is about to be saved or copied: the chosen steps, or what is left of them where the run failed.
func (on On) plan() *plan.Plan {
	switch m := on.Changed; {
	case m == nil:
		return on.Changing.Chosen()
	case m.Failure() != nil:
		return m.Left()
	default:
		return m.Plan
	}
}

// Commands are the plan that is shown, as commands of the Azure CLI.
func (on On) Commands() string { return shell.AzureCLI(on.plan()) }

// CanTest holds when a sign-in can show what came of a plan.
func (m *Changed) CanTest() bool { return m.Failure() == nil && !m.gone && m.at.CanTest() == nil }

// CanUndo holds when something was changed that can be undone.
func (m *Changed) CanUndo() bool {
	return m.Result != nil && m.Result.Undo != nil && len(m.Result.Undo.Steps) > 0
}

// Undo is the plan that leads back.
func (m *Changed) Undo() *Changing {
	c := *m.of
	c.Title, c.Note, c.off = "Undo the changes", "", map[string]bool{}
	c.ready()
	remedy.Review(m.Result.Undo, c.connection.RedirectURI, c.connection.ProductRedirectURI)
	undo, _ := c.with(m.Result.Undo, nil) // it has steps
	return undo
}

// forgetRegistration forgets an app registration that was deleted.
func (s *Subject) forgetRegistration() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.registration = nil
}
