package cmd

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"edov/flow"
	"edov/flow/appreg"
	"edov/flow/plan"
	"edov/inspect/remedy"
	"edov/inspect/secret"
	"edov/ui/provision"
	"edov/ui/store"
)

// rotateFlags are those of edov secrets rotate.
type rotateFlags struct {
	setupFlags
	overlap     string
	finish, now bool
}

func (p *Program) rotateSecretCommand() *cobra.Command {
	var f rotateFlags
	var o output
	c := &cobra.Command{
		Use: "rotate", Short: "Replace a client secret: add a new one, prove it, and remove the old one later",
		Args: noArguments,
		RunE: func(c *cobra.Command, _ []string) error {
			return p.gather(&o, func() error { return p.rotateSecret(c.Context(), &f, &o, c.Flags().Changed) })
		},
	}
	s := c.Flags()
	s.StringVar(&f.connection, "connection", "", "the saved connection `NAME`, which gets the new secret")
	s.StringVar(&f.tenant, "tenant", "", "the tenant, as an `ID` or a domain (default: that of az, azd or PowerShell)")
	s.StringVar(&f.caFile, "ca-file", "", "also trust the PEM certificates in `FILE`")
	s.IntVar(&f.secretDays, "secret-days", provision.SecretDays, "how many `DAYS` the new secret is valid, at most 730")
	s.StringVar(&f.overlap, "overlap", "7d", "how many `DAYS` old and new secret are valid beside each other")
	s.BoolVar(&f.finish, "finish", false, "remove the old secrets of a rotation whose overlap is over")
	s.BoolVar(&f.now, "now", false, "with --finish: don't wait for the end of the overlap")
	s.StringVar(&f.calendar, "calendar", "", "write a calendar file with the new expiry date to `FILE`")
	s.BoolVar(&f.demo, "demo", false, "rotate the secret of the practice at the demo tenant")
	f.planFlags.add(c)
	f.installFlags.add(c)
	o.addBeside(c, aPlan)
	return c
}

func (p *Program) rotateSecret(ctx context.Context, f *rotateFlags, o *output, given func(string) bool) error {
	f.cloud = "global"
	if err := cmp.Or(o.check(), f.check(given)); err != nil {
		return err
	}
	if f.now && !f.finish {
		return usageError("--now has no effect without --finish", "add --finish")
	}
	days, err := parseDays(f.overlap)
	if err != nil {
		return usageError("invalid value for --overlap: "+quoted(f.overlap), "use a number of days, such as 7d")
	}
	if f.calendar != "" {
		if err := checkTarget(f.calendar, o.force); err != nil {
			return err
		}
	}
	w, err := p.rotationWorld(ctx, f)
	if err != nil {
		return err
	}
	defer w.close()
	s := &flow.Session{Schema: flow.SessionSchema, Program: p.name(), Origin: flow.OriginRegistration}
	if failure := w.site.Read(ctx, w.clientID, s); failure != nil {
		return failureError(failure)
	}
	w.readSaved(ctx, p, w.clientID)
	w.leftovers(p, s.Registration)
	begun, err := p.begunRotation(f, w, s.Registration, days)
	if err != nil {
		return err
	}
	switch {
	case f.finish && begun == nil:
		return usageError("no rotation of this app was begun", "begin one: "+beginCommand(f, w))
	case f.finish:
		return p.finishRotation(ctx, f, o, w, s.Registration, begun)
	case begun != nil:
		return p.resumeRotation(ctx, f, o, w, s.Registration, begun)
	}
	return p.beginRotation(ctx, f, o, w, s.Registration, days)
}

// begunRotation is the rotation to go on with: the one that was saved, or one whose new secret a run added and saved
// before it was stopped. nil: none was begun, or its new secret is gone or lost.
func (p *Program) begunRotation(
	f *rotateFlags, w *setupWorld, a *appreg.App, days int,
) (*store.Rotation, error) {
	begun, err := w.store.Rotation(w.clientID)
	if err != nil {
		return nil, unfinished(err.Error())
	}
	fresh := func(keyID string) store.Rotation { return provision.Begun(a, keyID, w.key, days, p.now()) }
	r, becomes := provision.Resume(a, begun, w.left, fresh, func() flow.Secret { return w.had })
	switch becomes {
	case provision.WasStopped:
		p.say("note: a rotation was stopped after its new secret was saved: edov continues it")
		if !p.carriesOut(&f.planFlags) {
			return r, nil // a plan that is only shown writes nothing
		}
		if err := w.store.SetRotation(*r); err != nil {
			return nil, unfinished("the rotation can't be saved: " + err.Error())
		}
		w.settle(p)
	case provision.NewIsGone:
		p.say("note: the new secret of the rotation of %s is gone; a new rotation begins", begun.Added.Format(time.DateOnly))
	case provision.NewNotSaved:
		p.say("note: the secret that is saved here is still the old one: the new one of %s (Secret ID %s) was not saved",
			begun.Added.Format(time.DateOnly), begun.NewKeyID)
		p.say("  a new rotation begins, at whose end that one is removed too")
	}
	return r, nil
}

// resumeRotation does what is left of the first half of a rotation: the product's side, and the proof.
func (p *Program) resumeRotation(
	ctx context.Context, f *rotateFlags, o *output, w *setupWorld, a *appreg.App, begun *store.Rotation,
) error {
	p.say("a rotation of this app was begun on %s; the new secret is in place", begun.Added.Format(time.DateOnly))
	if !begun.Proven.IsZero() && !f.given() {
		p.say("to remove the old one: %s", finishCommand(f, w))
		return p.showNothing(o, &f.planFlags, w.site.NoPlan(a, p.now()))
	}
	r, err := p.planOfRotation(ctx, f, w, a)
	if err != nil {
		return err
	}
	pl, failure := w.site.PlanRest(ctx, r, w.Doers)
	if failure != nil {
		return failureError(failure)
	}
	if len(pl.Steps) > 0 {
		done, err := p.carryAgreed(ctx, o, &f.planFlags, w.site, w.Doers, pl, func(*plan.Result) { w.save() })
		if err != nil || done == nil {
			return err
		}
	}
	switch {
	case !begun.Proven.IsZero():
	case !p.carriesOut(&f.planFlags):
		p.sayUnproven("edov would try the new secret at Microsoft", &f.planFlags)
	default:
		if begun.Proven, err = p.proveRotation(ctx, f, o, w, pl.Target); err != nil {
			return err
		}
		if err := w.store.SetRotation(*begun); err != nil {
			p.say("note: the rotation can't be saved: %s", err)
		}
	}
	p.say("to remove the old one: %s", finishCommand(f, w))
	return nil
}

// planOfRotation is what to replace, with the steps for the product's side.
func (p *Program) planOfRotation(
	ctx context.Context, f *rotateFlags, w *setupWorld, a *appreg.App,
) (provision.Rotate, error) {
	err := p.installFor(ctx, &f.setupFlags, w, provision.Setup{
		Setup: remedy.Setup{Product: f.product, ProductRedirectURI: w.productURI()}, ClientID: w.clientID,
	})
	r := provision.NewRotation(a, f.secretDays, p.now(), w.After)
	r.Lost = w.left.Lost
	return r, err
}

// rotationWorld is where the secret is replaced: a connection that is saved, or the practice.
func (p *Program) rotationWorld(ctx context.Context, f *rotateFlags) (*setupWorld, error) {
	if !f.demo {
		saved, err := p.savedConnection(f.connection)
		if err != nil {
			return nil, err
		}
		if saved == nil {
			return nil, usageError("which connection? add --connection NAME", "edov connections lists those that are saved")
		}
		f.connection, f.product, f.cloud = saved.Connection.Name, saved.Connection.Product, string(saved.Connection.Cloud)
	}
	w, err := p.setupWorld(ctx, &f.setupFlags)
	if err == nil && w.clientID == "" {
		w.close()
		return nil, usageError("the practice has no app registration yet", "edov setup --demo makes one")
	}
	return w, err
}

// beginRotation adds the new secret, puts it where it is used, and proves it.
func (p *Program) beginRotation(
	ctx context.Context, f *rotateFlags, o *output, w *setupWorld, a *appreg.App, days int,
) error {
	now := p.now()
	if since := provision.Outage(a, now); !since.IsZero() {
		p.say("no secret of this app is valid: the last one %s. Sign-ins fail until the new one is in use",
			secret.Expiry(now, since))
	}
	if note := provision.NoteOld(provision.OldSecrets(a, "")); note != "" {
		p.say("note: %s", note)
	}
	rotate, err := p.planOfRotation(ctx, f, w, a)
	if err != nil {
		return err
	}
	pl, failure := w.site.PlanRotation(ctx, rotate)
	if failure != nil {
		return failureError(failure)
	}
	var begun store.Rotation
	r, err := p.carryAgreed(ctx, o, &f.planFlags, w.site, w.Doers, pl, func(r *plan.Result) {
		w.took(r)
		if begun = provision.Begun(a, r.KeyID, w.key, days, now); r.KeyID == "" {
			return
		}
		if err := w.store.SetRotation(begun); err != nil {
			p.say("note: the rotation can't be saved, so that it can't be finished later: %s", err)
		}
	})
	if err != nil || r == nil {
		return err
	}
	if begun.Proven, err = p.proveRotation(ctx, f, o, w, r.Target); err != nil {
		return err
	}
	if err := w.store.SetRotation(begun); err != nil {
		p.say("note: the rotation can't be saved: %s", err)
	}
	if len(begun.OldKeyIDs) == 0 {
		p.say("there is no older secret to remove")
		return w.store.EndRotation(w.clientID)
	}
	p.say("%s", provision.EnterEverywhere(begun, now, false))
	p.say("then remove the old one: %s", finishCommand(f, w))
	return nil
}

func beginCommand(f *rotateFlags, w *setupWorld) string {
	if f.demo {
		return "edov secrets rotate --demo"
	}
	return "edov secrets rotate --connection " + w.key
}

func finishCommand(f *rotateFlags, w *setupWorld) string { return beginCommand(f, w) + " --finish" }

// proveRotation tries the secret that is saved now; the time is when it was accepted.
func (p *Program) proveRotation(
	ctx context.Context, f *rotateFlags, o *output, w *setupWorld, t plan.Target,
) (time.Time, error) {
	c, v, err := p.tried(ctx, w, t)
	if err != nil {
		return time.Time{}, err
	}
	if v.Verdict != secret.ProbeTaken {
		return time.Time{}, unfinished("the new secret is not proven, so the old one stays", v.Fix)
	}
	return p.now().UTC(), p.writeCalendarOf(f.calendar, o.force, c)
}

// finishRotation removes the old secrets, once the overlap is over and the new one is accepted.
func (p *Program) finishRotation(
	ctx context.Context, f *rotateFlags, o *output, w *setupWorld, a *appreg.App, begun *store.Rotation,
) error {
	if p.now().Before(begun.RemoveAfter) && !f.now {
		stays := "the old secret stays"
		if n := len(begun.OldKeyIDs); n > 1 {
			stays = fmt.Sprintf("the %d old secrets stay", n)
		}
		none := p.showNothing(o, &f.planFlags, w.site.NoPlan(a, p.now()))
		return cmp.Or(none, unfinished(
			stays+" until "+begun.RemoveAfter.Format(time.DateOnly)+", so that every place can change over",
			"--now removes it at once, where everything uses the new one already",
		))
	}
	var err error
	pl, failure := w.site.PlanRemoval(ctx, a, begun.OldKeyIDs, p.now())
	if failure != nil {
		return failureError(failure)
	}
	runs := p.carriesOut(&f.planFlags)
	if len(pl.Steps) == 0 {
		p.say("the old secret is gone already")
		if runs {
			err = provision.EndRotation(ctx, w.store, begun)
		}
		return cmp.Or(err, p.showNothing(o, &f.planFlags, pl))
	}
	if !runs {
		p.say("before it removes anything, edov would try the new secret at Microsoft")
	} else if _, err := p.proveRotation(ctx, f, o, w, pl.Target); err != nil {
		return err
	}
	r, err := p.carryAgreed(ctx, o, &f.planFlags, w.site, w.Doers, pl, func(*plan.Result) { w.save() })
	if err != nil || r == nil {
		return err
	}
	return provision.EndRotation(ctx, w.store, begun)
}
