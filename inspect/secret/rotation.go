package secret

import (
	"cmp"
	"slices"
	"time"

	"edov/flow"
	"edov/flow/appreg"
	"edov/flow/entra"
	"edov/flow/order"
	"edov/inspect/portal"
	"edov/inspect/words"
)

// RotationStep is one step of replacing a client secret.
type RotationStep struct {
	ID    string `json:"id"` // RotationAdd, RotationPlace, RotationTest or RotationRemove
	Title string `json:"title"`
	Do    string `json:"do"`
	// Command does the step on a command line; the interactive program has an action in its place.
	Command string `json:"command,omitempty"`

	State string `json:"state"` // StepDone, StepOpen or StepUnknown
	Proof string `json:"proof,omitempty"`
	// Urgent holds for a step that can't wait: sign-ins fail.
	Urgent bool   `json:"urgent,omitempty"`
	Link   string `json:"link,omitempty"`
	At     string `json:"-"` // where it is done; empty: nowhere in the portal
}

// The steps of a rotation, in their order.
const (
	RotationAdd    = "add"
	RotationPlace  = "place"
	RotationTest   = "test"
	RotationRemove = "remove"
)

// The states of a RotationStep.
const (
	StepDone    = "done"
	StepOpen    = "open"
	StepUnknown = "unknown" // nothing shows it
)

// Seen is the proof of a step with its label, "seen" or "Now"; both are empty where there is none.
func (s RotationStep) Seen() (label, words string) {
	switch {
	case s.Proof == "":
		return "", ""
	case s.Urgent:
		return "Now", s.Proof
	}
	return "seen", s.Proof
}

// Use is what a client secret is for. The zero value says nothing of the product.
type Use struct {
	Cloud entra.Cloud
	Name  string // of the product, as the name of a secret begins: "clerk"
	Place string // where the product takes the secret from: "Supabase Dashboard > Authentication"
}

// Rotation lists the steps from one client secret to the next, with what the app registration shows of each. a may
// be nil: then nothing is known.
func Rotation(a *appreg.App, use Use, now time.Time, th Thresholds) []RotationStep {
	steps := []RotationStep{
		{ID: RotationAdd, Title: "Add a second secret", Do: fixNewSecret() + ". Choose an expiry date within 12 months, " +
			"and name the secret after its use, such as " + cmp.Or(use.Name, "app") + "-" + now.UTC().Format("2006-01")},
		{
			ID: RotationPlace, Title: "Use it in the product", Do: "paste the Value into " +
				cmp.Or(use.Place, "the product's settings") + " and save. Give edov the new secret and its date too",
			Command: "edov connections edit NAME --secret-file FILE --secret-expires DATE",
		},
		{
			ID: RotationTest, Title: "Test it", Do: "sign in with the new secret, then through the product once",
			Command: "edov signin --client-id ID --secret-file FILE",
		},
		{ID: RotationRemove, Title: "Remove the old secret", Do: "Certificates & secrets > Client secrets: delete " +
			"the old one by its Secret ID, then sign in once more"},
	}
	for i := range steps {
		steps[i].State = StepUnknown
	}
	steps[0].At, steps[1].At, steps[3].At = string(portal.PageSecrets), portal.AtProduct, string(portal.PageSecrets)
	if a == nil {
		return steps
	}
	link := portal.PlacesOf(flow.Request{Cloud: use.Cloud}, a, nil).Page(portal.PageSecrets)
	steps[0].Link, steps[3].Link = link, link
	r := rotationOf(a, now, th.WithDefaults().SecretWarning)
	if !r.works() {
		steps[0].Title = "Add a new secret"
	}
	steps[0].State, steps[0].Proof = r.adding()
	steps[1].State, steps[1].Proof = r.placing()
	steps[3].State, steps[3].Proof = r.removing()
	if r.isOnly() {
		steps[2].State = StepOpen // there is no new one to test yet
	}
	steps[0].Urgent, steps[1].Urgent = !r.works(), r.standing.Fails() && !r.foreign
	return steps
}

// rotation is what is known of the client secrets of a registration, each list by expiry date.
type rotation struct {
	now     time.Time
	warning int // days
	all     []appreg.Credential
	valid   []appreg.Credential // now
	lasting []appreg.Credential // valid for longer than the warning
	future  []appreg.Credential // not valid yet
	expired []appreg.Credential
	undated []appreg.Credential
	open    []appreg.Credential // expired, and no valid one is known to have been added after them
	used    *appreg.Credential  // the connection's; nil: not known
	known   bool                // these are all of them
	cut     bool                // the document names a next page of them
	typed   bool                // only the date that was entered is known
	foreign bool                // the connection's secret is none of them

	standing Used // of the connection's secret
}

func rotationOf(a *appreg.App, now time.Time, warning int) *rotation {
	r := &rotation{
		now: now, warning: warning, known: a.CredentialsKnown, cut: a.CredentialsCut, typed: a.Form == appreg.FormTyped,
	}
	r.standing = UsedOf(a, now)
	r.foreign = r.standing.Standing == StandingForeign
	other := func(c appreg.Credential) bool { return c.Kind != appreg.CredentialSecret }
	secrets := slices.DeleteFunc(slices.Clone(a.Credentials), other)
	order.Stable(secrets, func(a, b appreg.Credential) int { return a.End.Compare(b.End) })
	r.all = secrets
	for i, c := range secrets {
		switch StateOf(secrets, i, now, warning) {
		case StateUndated:
			r.undated = append(r.undated, c)
		case StateFuture:
			r.future = append(r.future, c)
		case StateExpired:
			r.open = append(r.open, c)
			fallthrough
		case StateReplaced:
			r.expired = append(r.expired, c)
		case StateValid:
			r.lasting = append(r.lasting, c)
			fallthrough
		default:
			r.valid = append(r.valid, c)
		}
		if c.InUse {
			r.used = &secrets[i]
		}
	}
	return r
}

// works holds unless it is certain that no secret is valid now.
func (r *rotation) works() bool {
	return len(r.valid) > 0 || len(r.undated) > 0 || len(r.all) == 0 && !r.known
}

// isExpired goes by the date, also for one that was replaced.
func (r *rotation) isExpired(c *appreg.Credential) bool {
	return c != nil && !c.End.IsZero() && !r.now.Before(c.End)
}

func last(list []appreg.Credential) appreg.Credential { return list[len(list)-1] }

// newest is the secret that was added last, valid now or later. A later expiry date does not make a secret the newer
// one, so that without the start dates it is not known.
func (r *rotation) newest() (newest appreg.Credential, ok bool) {
	all := slices.Concat(r.valid, r.future)
	for _, c := range all {
		switch {
		case len(all) > 1 && c.Start.IsZero():
			return appreg.Credential{}, false
		case !ok || c.Start.After(newest.Start):
			newest, ok = c, true
		case c.Start.Equal(newest.Start):
			return appreg.Credential{}, false
		}
	}
	return newest, ok && len(r.undated) == 0 && !r.cut
}

// unreplaced holds where a secret expired that may be the product's, and no valid one was added after it: those that
// are there are for something else, or it is not known.
func (r *rotation) unreplaced() bool { return len(r.open) > 0 && r.used == nil }

// isToCome holds for a secret that is not valid yet.
func (r *rotation) isToCome(c appreg.Credential) bool { return r.now.Before(c.Start) }

// isLasting holds for a secret that is valid now, and for longer than the warning.
func (r *rotation) isLasting(c appreg.Credential) bool { return r.lasts(c) && !r.isToCome(c) }

// lasts holds for a secret that expires after the warning, whether it is valid yet or not.
func (r *rotation) lasts(c appreg.Credential) bool {
	return byEnd(c.End, r.now, r.warning) == StateValid
}

// isOnly holds where the registration has one secret, which works for a while yet: no replacement has begun.
func (r *rotation) isOnly() bool { return r.known && len(r.all) == 1 && len(r.lasting) == 1 }

// expiry names a credential and words its date: "web (Dm7…) expired 2 days ago (2026-11-25)".
func (r *rotation) expiry(c appreg.Credential) string {
	return CredentialName(c) + " " + Expiry(r.now, c.End)
}

// adding is the state of the first step.
func (r *rotation) adding() (state, proof string) {
	switch {
	case !r.works():
		return StepOpen, r.nothingWorks()
	case r.typed && len(r.valid) > 0:
		return r.addingTyped()
	case len(r.valid) == 0, !r.known && len(r.all) == 0:
		return StepUnknown, ""
	case r.unreplaced():
		return r.addingInPlace()
	case len(r.future) > 0 && len(r.lasting) == 0:
		return r.addingLater()
	case len(r.lasting) == 0:
		c := last(r.valid)
		return StepOpen, "no secret is valid for more than " + words.Count(r.warning, "day", "days") + "; " +
			r.expiry(c)
	case len(r.all) == 1 && r.foreign:
		return StepUnknown, noneOfThese
	case len(r.all) == 1 && r.cut:
		return StepUnknown, "the list of secrets goes on after " + CredentialName(r.all[0])
	case len(r.all) == 1:
		c := r.all[0]
		return StepUnknown, "the only secret, " + r.expiry(c) + ": no need to replace it yet"
	}
	return r.added()
}

// noneOfThese says that the secret of the connection is of another registration, or was removed.
const noneOfThese = "the connection's secret is none of this app registration's"

// addingInPlace is the first step where an expired secret was not replaced.
func (r *rotation) addingInPlace() (state, proof string) {
	c := last(r.open)
	if c.Start.IsZero() {
		return StepUnknown, r.expiry(c) + "; it is not known whether a secret was added after it"
	}
	return StepOpen, r.expiry(c) + ", and no valid secret was added after it"
}

// added is the first step where there are several secrets, of which one lasts.
func (r *rotation) added() (state, proof string) {
	c, known := r.newest()
	switch {
	case known && r.isToCome(c) && r.lasts(c):
		return StepDone, CredentialName(c) + " is not valid before " + Day(c.Start)
	case !known && len(r.lasting) == 1:
		return StepDone, r.expiry(r.lasting[0])
	case !known:
		return StepUnknown, "it is not known which of the secrets is the newest"
	case !r.lasts(c):
		return StepOpen, "the newest secret, " + r.expiry(c)
	}
	return StepDone, r.expiry(c)
}

// nothingWorks says that no secret is valid now, and why.
func (r *rotation) nothingWorks() string {
	if r.typed {
		return r.expiry(last(r.expired))
	}
	words := "no valid secret"
	if len(r.expired) > 0 {
		words += ". " + r.expiry(last(r.expired))
	}
	if len(r.future) > 0 {
		c := r.first()
		words += ". " + CredentialName(c) + " is not valid before " + Day(c.Start)
	}
	return words
}

// first is the secret that becomes valid next.
func (r *rotation) first() appreg.Credential {
	return slices.MinFunc(r.future, func(a, b appreg.Credential) int { return a.Start.Compare(b.Start) })
}

// gap holds when the valid secrets expire before the next one starts.
func (r *rotation) gap() bool { return last(r.valid).End.Before(r.first().Start) }

// addingLater is the first step where the new secret is not valid yet.
func (r *rotation) addingLater() (state, proof string) {
	next, c := r.first(), last(r.valid)
	proof = CredentialName(next) + " is not valid before " + Day(next.Start)
	if r.gap() {
		return StepOpen, proof + ", and " + r.expiry(c) +
			": add one that is valid immediately"
	}
	if !slices.ContainsFunc(r.future, r.lasts) {
		return StepOpen, proof + " and " + Expiry(r.now, next.End)
	}
	return StepDone, proof
}

// addingTyped is the first step where only a date is known.
func (r *rotation) addingTyped() (state, proof string) {
	c := r.valid[0]
	if len(r.lasting) == 0 {
		return StepOpen, r.expiry(c)
	}
	return StepUnknown, r.expiry(c)
}

// placing is the state of the second step: which secret the product has.
func (r *rotation) placing() (state, proof string) {
	switch {
	case r.foreign && r.works():
		return StepOpen, noneOfThese
	case r.isOnly():
		return StepOpen, ""
	case r.standing.Standing == StandingUnknown:
		return StepUnknown, r.standing.Words
	case r.used == nil && r.standing.Fails():
		return StepOpen, r.standing.Words
	case r.used == nil:
		return StepUnknown, ""
	case r.isToCome(*r.used):
		return StepOpen, "the connection uses " + CredentialName(*r.used) + ", which is not valid before " + Day(r.used.Start)
	case r.isExpired(r.used):
		return StepOpen, "the connection still uses " + CredentialName(*r.used) +
			", which " + Expiry(r.now, r.used.End)
	}
	newest, known := r.newest()
	switch {
	case known && r.isToCome(newest):
		return StepOpen, "the connection uses " + CredentialName(*r.used) + "; " + CredentialName(newest) +
			" is not valid before " + Day(newest.Start)
	case known && r.used.KeyID == newest.KeyID && r.isLasting(newest):
		return StepDone, "the connection uses " + CredentialName(*r.used)
	case !known && len(r.lasting) > 0:
		return StepUnknown, "the connection uses " + CredentialName(*r.used)
	}
	return StepOpen, "the connection still uses " + CredentialName(*r.used)
}

// removing is the state of the last step.
func (r *rotation) removing() (state, proof string) {
	newest, known := r.newest()
	switch {
	case len(r.lasting) == 0 || !r.known || r.unreplaced() || known && !r.isLasting(newest):
		return StepUnknown, ""
	case r.isOnly():
		return StepOpen, "there is only one secret"
	}
	older := len(r.expired)
	for _, c := range r.valid {
		if known && c.KeyID != newest.KeyID {
			older++
		}
	}
	if older == 0 {
		return StepUnknown, ""
	}
	return StepOpen, words.Count(older, "older secret", "older secrets") + " not removed yet"
}
