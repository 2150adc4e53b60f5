package workspace

import (
	"fmt"
	"slices"
	"strings"

	"edov/flow/demo"
	"edov/inspect/doctor"
	"edov/inspect/guide"
	"edov/inspect/rollout"
	"edov/inspect/secret"
	"edov/ui/store"
	"edov/ui/workspace/action"
)

// On is what actions are about at a place.
type On struct {
	Run      *Run            // of the report
	Part     *guide.WalkPart // nil: none is selected
	Walk     *guide.Walk     // of the guide
	Runs     []store.Run     // of the history
	Secrets  *Secrets        // that are listed
	Rollout  *rollout.Report // of the tenant; nil: not read yet
	Computer *doctor.Report  // what edov sees of this machine
	Patch    *Patch
	Changing *Changing      // a plan that is shown
	Changed  *Changed       // what came of a plan
	Answer   *Answer        // that explains an error or a check
	Link     string         // Microsoft's page about an error
	Marked   string         // the marked run of the history
	Toggled  bool           // Clerk: start a sign-in too; paste: offline
	Scenario *demo.Scenario // of the demo tenant
}

func onNothing(d *Desk, _ On) bool { return d.Subject == nil }
func onSubject(d *Desk, _ On) bool { return d.Subject != nil }

func onReal(d *Desk, on On) bool { return onSubject(d, on) && !d.Subject.IsDemo() }

func onDemo(d *Desk, _ On) bool { return d.Subject.IsDemo() }

func onMine(d *Desk, _ On) bool { return d.Subject.IsMine() }

func canRepeat(_ *Desk, on On) bool { return on.Run.CanRepeat() }

// canSignInToSee holds where a sign-in with the connection on the desk says more than what was pasted.
func canSignInToSee(d *Desk, on On) bool {
	mine := onReal(d, on) && (on.Run.Subject == nil || on.Run.Subject == d.Subject)
	return mine && on.Run.IsPasted() && d.Subject.CanTest() == nil
}

func canRead(_ *Desk, on On) bool { return on.Run.CanRead() }

func untoggled(_ *Desk, on On) bool { return !on.Toggled }

func toggled(_ *Desk, on On) bool { return on.Toggled }

func hasLink(_ *Desk, on On) bool { return on.Link != "" }

func hasLast(d *Desk, _ On) bool { return d.Last != nil && d.Last.Subject == d.Subject }

func hasHistory(d *Desk, _ On) bool { return d.HasHistory(d.Subject) }

func hasRuns(_ *Desk, on On) bool { return len(on.Runs) > 0 }

func canDo(d *Desk, on On) bool { return d.Subject != nil && d.Subject.CanDo(on.Part) }

func beginsRotation(d *Desk, _ On) bool {
	return d.Subject != nil && d.Subject.CanRotate() && !d.isRotating(d.Subject)
}

func endsRotation(d *Desk, _ On) bool {
	return d.Subject != nil && d.Subject.CanRotate() && d.isRotating(d.Subject)
}

func canEnterSecret(d *Desk, _ On) bool { return d.Subject != nil && d.Subject.CanEnterSecret() }

// canRemind holds where an expiry date is known, or is read in a moment.
func canRemind(d *Desk, _ On) bool { return d.Subject != nil && d.Subject.CanRemind() }

// renewed holds where a client secret was added just now: its expiry date is new.
func renewed(d *Desk, on On) bool {
	if on.Run != nil && on.Run.Subject != d.Subject || on.Changed != nil && on.Changed.Plan.Undoes {
		return false
	}
	return d.Subject != nil && d.Subject.renewed.Load() && d.Subject.CanRemind()
}

func canCarryOut(_ *Desk, on On) bool { return on.Changing.Refused == nil }

func canProve(_ *Desk, on On) bool { return on.Changed.CanTest() }

// isReal holds for a plan that is not for the demo tenant, which other programs don't reach.
func isReal(_ *Desk, on On) bool { return !on.plan().Target.TestServer }

func canLookAround(d *Desk, _ On) bool { return d.LookAround != nil }

func hasPatch(_ *Desk, on On) bool { return on.Patch != nil && on.Patch.Text != "" }

// guideOfClerk holds where Clerk's side can be asked for; the demo's is looked at
// by itself.
func guideOfClerk(d *Desk, on On) bool {
	return on.Walk != nil && on.Walk.Guide == "clerk" && !d.Subject.IsDemo()
}

// advised holds in a guide that differs from Microsoft's advice somewhere, while one of the two is followed.
func advised(a guide.Advice) func(*Desk, On) bool {
	return func(_ *Desk, on On) bool { return on.Walk != nil && on.Walk.HasChoice && on.Walk.Advice == a }
}

// forClerk holds for an app of Clerk's.
func forClerk(d *Desk, _ On) bool {
	return d.Subject != nil && strings.EqualFold(d.Subject.Product(), "Clerk")
}

func (o offer) action() action.Action {
	return action.Action{ID: o.id, Name: o.name, Does: o.does, Note: o.note}
}

func offersAt(p action.Place) []offer {
	for _, m := range menus {
		if m.at == p {
			return m.offers
		}
	}
	return nil
}

// Actions are what can be done at a place now, in the order of its menu.
func (d *Desk) Actions(p action.Place, on On) []action.Action {
	var list []action.Action
	for _, o := range offersAt(p) {
		if o.when != nil && !o.when(d, on) {
			continue
		}
		a := o.action()
		if note, warn := d.note(p, a.ID); note != "" {
			a.Note, a.Warn = note, warn
		}
		list = append(list, a)
	}
	return list
}

// Offered is an action at a place, as it is named now; ok is false where it can't be done now.
func (d *Desk) Offered(p action.Place, on On, id action.ID) (a action.Action, ok bool) {
	list := d.Actions(p, on)
	i := slices.IndexFunc(list, func(a action.Action) bool { return a.ID == id })
	if i < 0 {
		return a, false
	}
	return list[i], true
}

// note says in the menu at home how something stands.
func (d *Desk) note(p action.Place, id action.ID) (note string, warn bool) {
	s := d.Subject
	switch {
	case p != action.Home || s == nil:
	case id == action.Guide && s.Key() != "" && s.Progress().Seen != nil:
		w := d.Walk(s)
		return fmt.Sprintf("%d of %d", w.Done, len(w.Steps)), false
	case id == action.OpenSecrets:
		switch d.SecretState() {
		case secret.StateExpired:
			return "expired", true
		case secret.StateEnding:
			return secret.When(d.Now(), s.Connection.SecretExpires), true
		}
	}
	return "", false
}

// Offers are all actions, whether they can be done now or not.
func Offers() []action.Action {
	var list []action.Action
	for _, m := range menus {
		for _, o := range m.offers {
			list = append(list, o.action())
		}
	}
	return list
}

// ActionAt is the action of a place, whether it can be done now or not.
func ActionAt(p action.Place, id action.ID) action.Action {
	for _, o := range offersAt(p) {
		if o.id == id {
			return o.action()
		}
	}
	panic("there is no action " + string(id) + " at " + string(p)) // a defect, which any test of the place finds
}

// DoesAt says what the action with a name does at a place; ok is false if it has none.
func DoesAt(p action.Place, name string) (does string, ok bool) {
	for _, o := range offersAt(p) {
		if o.name == name {
			return o.does, true
		}
	}
	return "", false
}

func actionOf(id action.ID) action.Action { return ActionAt(action.Anywhere, id) }
