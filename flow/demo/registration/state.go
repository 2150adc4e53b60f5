package registration

import (
	"crypto/subtle"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"

	"edov/flow/demo/credential"
)

// State is the setup while a demo tenant runs, with the values of its secrets.
// It is safe for concurrent use. The registration is replaced, never changed,
// so that a reader needs no lock after reading it.
type State struct {
	issued *credential.Ledger

	mu        sync.Mutex
	app       *App
	dashboard Dashboard
	values    map[string]string // of the secrets, by Secret ID
	unseen    string            // Secret ID of a value that no page has shown yet

	telling sync.Mutex // keeps reports of changes in order
	changed func(Setup)
}

// ErrRules is a setup that breaks the rules.
var ErrRules = errors.New("the saved setup of the demo tenant is not valid")

// NewState begins with a setup and makes a value for each of its secrets, which
// is added to the ledger. A setup that breaks the rules is an error. changed may
// be nil; it is called after each change, one at a time and in order.
func NewState(begin Setup, changed func(Setup), issued *credential.Ledger) (*State, error) {
	st := &State{
		issued: issued, app: begin.App.Clone(), dashboard: begin.Dashboard, values: map[string]string{}, changed: changed,
	}
	if err := begin.Check(); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrRules, err)
	}
	if st.app == nil {
		return st, nil
	}
	for i, secret := range st.app.Secrets {
		value := credential.Secret()
		switch made := credential.SecretOf(secret.KeyID); {
		case secret.Hint == made[:credential.HintLength]:
			value = made // added on the pages, at an earlier start
		case len(secret.Hint) == credential.HintLength:
			value = secret.Hint + value[credential.HintLength:]
		}
		st.app.Secrets[i].Hint, st.values[secret.KeyID] = value[:credential.HintLength], value
		issued.Add(value)
	}
	return st, nil
}

// App is the registration as it is now, nil when there is none. It must not be
// changed.
func (st *State) App() *App {
	st.mu.Lock()
	defer st.mu.Unlock()
	return st.app
}

// Dashboard is the connection at the auth product as it is now.
func (st *State) Dashboard() Dashboard {
	st.mu.Lock()
	defer st.mu.Unlock()
	return st.dashboard
}

// Setup is a copy of all that the pages change.
func (st *State) Setup() Setup {
	st.mu.Lock()
	defer st.mu.Unlock()
	return Setup{App: st.app.Clone(), Dashboard: st.dashboard}
}

// Change applies an edit whole or, when it or the registration's own rules
// refuse it, not at all. Then it reports the change.
func (st *State) Change(edit func(*Draft) error) error {
	if err := st.apply(edit); err != nil {
		return err
	}
	if st.changed != nil {
		st.telling.Lock()
		defer st.telling.Unlock()
		st.changed(st.Setup()) // taken here: the last report is of the last change
	}
	return nil
}

func (st *State) apply(edit func(*Draft) error) error {
	st.mu.Lock()
	defer st.mu.Unlock()
	d := &Draft{
		Setup:  Setup{App: st.app.Clone(), Dashboard: st.dashboard},
		values: maps.Clone(st.values), unseen: st.unseen, issued: st.issued,
	}
	if err := edit(d); err != nil {
		return err
	}
	if err := d.Check(); err != nil {
		return err
	}
	st.app, st.dashboard, st.values, st.unseen = d.App, d.Dashboard, d.values, d.unseen
	return nil
}

// Reveal gives Secret ID and value of the secret that was added last, once.
func (st *State) Reveal() (keyID, value string) {
	st.mu.Lock()
	defer st.mu.Unlock()
	keyID, st.unseen = st.unseen, ""
	return keyID, st.values[keyID]
}

// Value is the value of a secret by its Secret ID, "" when there is none.
func (st *State) Value(keyID string) string {
	st.mu.Lock()
	defer st.mu.Unlock()
	return st.values[keyID]
}

// Find is the secret with a value.
func (st *State) Find(value string) (Secret, bool) {
	st.mu.Lock()
	defer st.mu.Unlock()
	return findSecret(st.app, st.values, value)
}

func findSecret(app *App, values map[string]string, value string) (Secret, bool) {
	if app == nil || value == "" {
		return Secret{}, false
	}
	for _, secret := range app.Secrets {
		if subtle.ConstantTimeCompare([]byte(value), []byte(values[secret.KeyID])) == 1 {
			return secret, true
		}
	}
	return Secret{}, false
}

// Draft is a setup while an edit changes it.
type Draft struct {
	Setup
	values map[string]string
	unseen string
	issued *credential.Ledger
}

// AddSecret adds a client secret and makes its value, which the next call of
// State.Reveal gives. KeyID and Hint are set here.
func (d *Draft) AddSecret(secret Secret) {
	secret, _ = d.IssueSecret(secret)
	d.unseen = secret.KeyID
}

// IssueSecret adds a client secret and gives its value, which no page will show.
func (d *Draft) IssueSecret(secret Secret) (Secret, string) {
	secret, value := NewSecret(secret)
	d.issued.Add(value)
	d.App.Secrets = append(d.App.Secrets, secret)
	d.values[secret.KeyID] = value
	return secret, value
}

// NewSecret gives a client secret its Secret ID, its hint and its value.
func NewSecret(secret Secret) (Secret, string) {
	secret.KeyID = credential.GUID()
	value := credential.SecretOf(secret.KeyID)
	secret.Hint = value[:credential.HintLength]
	return secret, value
}

// DeleteSecret deletes a client secret by its Secret ID.
func (d *Draft) DeleteSecret(keyID string) {
	d.App.Secrets = slices.DeleteFunc(d.App.Secrets, func(c Secret) bool { return c.KeyID == keyID })
	delete(d.values, keyID)
	if d.unseen == keyID {
		d.unseen = ""
	}
}

// DeleteApp deletes the registration with its secrets. What was entered at the
// auth product stays.
func (d *Draft) DeleteApp() { d.App, d.values, d.unseen = nil, map[string]string{}, "" }

// EnterSecret notes at the auth product which secret of the app was entered.
// The value is listed in the ledger, unless it is a GUID: then it is a Secret ID
// or a client ID, which are no secrets.
func (d *Draft) EnterSecret(value string) {
	if !credential.IsGUID(value) {
		d.issued.Add(value)
	}
	d.Dashboard.SecretKeyID = SecretOther
	if found, ok := findSecret(d.App, d.values, value); ok {
		d.Dashboard.SecretKeyID = found.KeyID
	}
}
