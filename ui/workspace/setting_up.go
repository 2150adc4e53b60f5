package workspace

import (
	"cmp"
	"context"
	"errors"
	"strings"
	"time"

	"edov/flow"
	"edov/flow/appreg"
	"edov/flow/demo"
	"edov/flow/entra"
	"edov/inspect/guide"
	"edov/inspect/portal"
	"edov/inspect/secret"
	"edov/ui/provision"
	"edov/ui/store"
)

// CanSetUp holds where a plan can set up the app: at the practice, and for a connection of a web app.
func (s *Subject) CanSetUp() bool { return s.IsMine() && !s.Connection.Public }

// CanDo holds for a part of the guide that a plan can set: what is set at the app registration, and in the practice at
// the product too. nil is the guide as a whole.
func (s *Subject) CanDo(p *guide.WalkPart) bool {
	switch {
	case !s.CanSetUp():
		return false
	case p == nil:
		return true
	case p.State == guide.PartProven:
		return false
	}
	return p.At == portal.AtApps || portal.Page(p.At).Blade() != "" || s.IsPractice() && p.At == portal.AtProduct
}

// SetUp plans what the setup guide describes and a plan can do: the app registration if there is none, what it lacks,
// and a secret, which is saved with the connection and entered at the product. at is where; nil: it is not
// known yet, and the Planner ends with ErrPlaces where it has to be. In the practice the product is the demo's.
func (d *Desk) SetUp(s *Subject, at *Placing) Planner {
	saved, hasSecret, product := d.toSave(s), s.HasSecret(), d.productSide(s, at)
	advice := s.Progress().Advice
	return func(ctx context.Context) (*Changing, error) {
		typed, _ := s.typed()
		tenant := ""
		if entra.IsGUID(typed.Tenant) && typed.Tenant != entra.ConsumersTenant {
			tenant = typed.Tenant
		}
		c, err := d.changing(s, "Set up the app registration", tenant)
		if err != nil {
			return nil, err
		}
		name, clientID := provision.AppName(cmp.Or(typed.Product, "my own app")), typed.ClientID
		if s.practice != nil {
			name, clientID = provision.PracticeName, practiceApp(c.site.Demo)
		}
		u := provision.NewSetup(name, typed.Product, c.connection.ProductRedirectURI, provision.SecretDays, d.Now())
		u.Audience, u.TestRedirectURI = audienceOf(typed.Tenant), cmp.Or(c.connection.RedirectURI, flow.DefaultRedirectURI)
		u.Advice = advice
		if u.ClientID = clientID; u.ClientID == "" && s.practice == nil {
			var failure *flow.Failure
			if u.ClientID, failure = c.site.Completes(ctx, name); failure != nil {
				return c.with(nil, failure)
			}
			if u.ClientID != "" {
				c.Note = "An app registration of this name exists already: it is completed."
			}
		}
		if u.ClientID != "" {
			u.Audience = "" // the product decides what an app lacks
		}
		u.HasSecret = hasSecret && u.ClientID != "" && strings.EqualFold(u.ClientID, typed.ClientID)
		to := c.destine(d, saved)
		if c.practice != nil {
			u.HasSecret = c.practice.HasSecret() && strings.EqualFold(u.ClientID, c.practice.Entered.ClientID)
		}
		if u.ClientID != "" && c.practice == nil {
			session := d.RegistrationSession(c.connection, nil)
			if failure := c.site.Read(ctx, u.ClientID, session); failure != nil {
				return c.with(nil, failure)
			}
			u.Lost = d.leftSecrets(ctx, c, session.Registration).Lost
		}
		if err := product.install(ctx, c, &to, u.ClientID, !u.HasSecret); err != nil {
			return nil, err
		}
		u.After, u.Doers, c.doers = to.After, to.Doers, to.Doers
		return c.with(c.site.PlanSetup(ctx, u))
	}
}

// leftSecrets are the secrets that a run added before it was stopped, with a note of what is known of them.
func (d *Desk) leftSecrets(ctx context.Context, c *Changing, a *appreg.App) provision.Leftovers {
	if c.of.IsDemo() || a == nil {
		return provision.Leftovers{}
	}
	saved, err := d.secretOf(ctx, c)
	nothing := c.keeper == nil || !c.keeper.Saved.HasSecret()
	left := provision.LeftSecrets(d.Store, a, saved, err == nil || nothing)
	for _, note := range left.Notes {
		c.Note = strings.TrimSpace(c.Note + " Note: " + note + ".")
	}
	return left
}

// practiceApp is the client ID of the app at a demo tenant; empty: there is none.
func practiceApp(server *demo.Server) string {
	if app := server.Setup().App; app != nil {
		return app.ClientID
	}
	return ""
}

// audienceOf are the account types that go with a tenant; empty: those that the product needs.
func audienceOf(tenant string) string {
	switch {
	case tenant == "organizations":
		return appreg.AudienceOrgs
	case tenant == "consumers", tenant == entra.ConsumersTenant:
		return appreg.AudiencePersonal
	case entra.IsGUID(tenant):
		return appreg.AudienceMyOrg
	}
	return ""
}

// toSave is the connection that will be saved with its new secret; nil: nothing is saved.
func (d *Desk) toSave(s *Subject) *store.Saved {
	switch {
	case d.Store == nil || s.Scenario != nil:
		return nil
	case s.Saved != nil:
		saved := *s.Saved
		return &saved
	}
	saved := &store.Saved{Connection: s.Connection}
	saved.Connection.Name = store.SuggestName(s.Connection, store.Names(d.Entries))
	return saved
}

// destine says where a new secret is saved.
func (c *Changing) destine(d *Desk, saved *store.Saved) provision.Destination {
	switch {
	case c.of.practice != nil:
		c.practice = &provision.PracticeKeeper{
			Server: c.site.Demo, Tenant: c.connection.Tenant, Entered: c.of.practice.entered(c.connection),
		}
		return c.site.IntoPractice(c.practice)
	case c.site.Demo != nil:
		return c.site.IntoDemo()
	case saved != nil:
		c.keeper = &provision.Keeper{Store: d.Store, Saved: saved}
		return c.site.IntoConnection(c.keeper)
	}
	return provision.Destination{Doers: c.site.Doers()} // it stays in memory
}

// entered is what the user has entered of an app in the practice.
func (p *practice) entered(c flow.Connection) provision.Entered {
	p.mu.Lock()
	defer p.mu.Unlock()
	return provision.Entered{ClientID: c.ClientID, KeyID: p.keyID, Ends: c.SecretExpires}
}

// enter takes over what a plan entered in the practice.
func (p *practice) enter(keyID string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.keyID = keyID
}

// rotating is a secret that is replaced.
type rotating struct {
	app   *appreg.App
	key   string          // under which the connection is saved
	begun *store.Rotation // nil: the new secret is added now
}

// CanRotate holds where a plan can replace the client secret: at a scenario that has one, in the practice with an app,
// and for a connection that is saved.
func (s *Subject) CanRotate() bool {
	return s.TakesSecret() || s.CanSetUp() && s.Connection.ClientID != "" && (s.practice != nil || s.Saved != nil)
}

// Rotate plans the replacement of the client secret: a new one beside the old one, or, when that was done before, the
// end of the old one. at is where the product takes it from, as in SetUp.
func (d *Desk) Rotate(s *Subject, at *Placing) Planner {
	saved, key, product := d.toSave(s), s.Key(), d.productSide(s, at)
	return func(ctx context.Context) (*Changing, error) {
		c, err := d.changing(s, "Replace the secret", "")
		if err != nil {
			return nil, err
		}
		to := c.destine(d, saved)
		c.doers = to.Doers
		session := d.RegistrationSession(c.connection, nil)
		if failure := c.site.Read(ctx, c.connection.ClientID, session); failure != nil {
			return c.with(nil, failure)
		}
		c.rotates = &rotating{app: session.Registration, key: key}
		if c.rotates.begun, err = d.rotations(s).Rotation(c.connection.ClientID); err != nil {
			return nil, err
		}
		left := d.leftSecrets(ctx, c, session.Registration)
		if err := d.goOn(ctx, c, left); err != nil {
			return nil, err
		}
		if c.rotates.begun != nil {
			return d.planRemoval(ctx, c)
		}
		if since := provision.Outage(session.Registration, d.Now()); !since.IsZero() {
			c.Note = strings.TrimSpace("No secret of this app is valid: the last one " + secret.Expiry(d.Now(), since) +
				". Sign-ins fail until the new one is in use. " + c.Note)
		}
		if note := provision.NoteOld(provision.OldSecrets(session.Registration, "")); note != "" {
			c.Note = strings.TrimSpace(c.Note + " Note: " + note + ".")
		}
		if err := product.install(ctx, c, &to, c.connection.ClientID, true); err != nil {
			return nil, err
		}
		r := provision.NewRotation(session.Registration, provision.SecretDays, d.Now(), to.After)
		r.Lost = left.Lost
		return c.with(c.site.PlanRotation(ctx, r))
	}
}

// goOn decides whether a rotation that was begun goes on: not if its new secret is gone, or was never saved here. One
// that was stopped after the new secret was saved does.
func (d *Desk) goOn(ctx context.Context, c *Changing, left provision.Leftovers) error {
	a := c.rotates.app
	fresh := func(keyID string) store.Rotation {
		return provision.Begun(a, keyID, c.rotates.key, provision.OverlapDays, d.Now())
	}
	saved := func() flow.Secret {
		value, _ := d.secretOf(ctx, c) // without it nothing is certain
		return value
	}
	r, becomes := provision.Resume(a, c.rotates.begun, left, fresh, saved)
	c.rotates.begun = nil
	switch becomes {
	case provision.WasStopped:
		if err := d.rotations(c.of).SetRotation(*r); err != nil {
			return errors.New("the rotation can't be saved: " + err.Error())
		}
		_ = left.Settle() // asked for again, it is found again
	case provision.NewNotSaved:
		c.Note = strings.TrimSpace(c.Note + " The secret that is saved here is still the old one, so a new rotation begins.")
	}
	c.rotates.begun = r
	return nil
}

// planRemoval is the second half: the old secrets go, once the new one is seen to work.
func (d *Desk) planRemoval(ctx context.Context, c *Changing) (*Changing, error) {
	c.Title = "Remove the old secret"
	if len(c.rotates.begun.OldKeyIDs) > 1 {
		c.Title = "Remove the old secrets"
	}
	b := c.rotates.begun
	p, failure := c.site.PlanRemoval(ctx, c.rotates.app, b.OldKeyIDs, d.Now())
	if failure != nil {
		return c.with(nil, failure)
	}
	if len(p.Steps) == 0 {
		_ = d.rotations(c.of).EndRotation(b.ClientID) // asked for again, it ends the same way
		return nil, errors.New("the old secret is gone already")
	}
	var err error
	if c.connection.Secret, err = d.secretOf(ctx, c); err != nil {
		return nil, err
	}
	if words, taken := d.prove(ctx, c, p.Target); !taken {
		return nil, errors.New("the new secret is not proven, so the old one stays\n" + words)
	}
	if d.Now().Before(b.RemoveAfter) {
		stays, them := "The old secret is", "it"
		if len(p.Steps) > 1 {
			stays, them = "The old secrets are", "them"
		}
		c.Note = stays + " meant to stay until " + b.RemoveAfter.Format(time.DateOnly) +
			", so that every place can change over. Remove " + them + " now only if everything uses the new one."
	}
	return c.with(p, nil)
}

// secretOf is the secret that is in use now.
func (d *Desk) secretOf(ctx context.Context, c *Changing) (flow.Secret, error) {
	switch {
	case !c.connection.Secret.IsZero():
		return c.connection.Secret, nil
	case c.keeper != nil && c.keeper.Saved.SecretFrom == store.SecretKeyring:
		return d.Store.Secret(ctx, c.keeper.Saved.Connection.Name)
	}
	return flow.Secret{}, errors.New("the new secret can't be tried: test the sign-in first, which asks for it")
}
