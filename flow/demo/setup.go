package demo

import (
	"crypto/subtle"
	"errors"
	"maps"
	"sync"
	"time"

	"edov/flow"
)

// Setup is what the pages of the demo tenant change: enough to go on another
// day. It is plain data and holds no value of a secret, so that it may be kept
// on disk.
type Setup struct {
	App       *App      `json:"app,omitempty"` // nil: nothing is registered
	Dashboard Dashboard `json:"dashboard"`
}

// Check says what is wrong with a setup that comes from the disk.
func (s Setup) Check() error {
	if s.App != nil {
		if err := s.App.check(); err != nil {
			return err
		}
	}
	return s.Dashboard.check()
}

// Dashboard is the Microsoft connection at the auth product.
type Dashboard struct {
	Enabled bool `json:"enabled"` // the connection was added
	Usable  bool `json:"usable"`  // Enable for sign-up and sign-in
	Custom  bool `json:"custom"`  // Use custom credentials; else the product's shared app is used
	// ClientID is what was typed, right or wrong.
	ClientID string `json:"clientId,omitempty"`
	// SecretKeyID says which secret of the app was typed: its Secret ID, or
	// SecretOther. Empty: none was.
	SecretKeyID string `json:"secretKeyId,omitempty"`
}

// SecretOther stands in Dashboard.SecretKeyID for a secret that was none of the
// app's when it was typed.
const SecretOther = "other"

// setupState holds the setup and the values of its secrets. The registration
// is replaced, never changed, so that who has read it needs no lock.
type setupState struct {
	mu        sync.Mutex
	app       *App
	dashboard Dashboard
	values    map[string]string // of the secrets, by Secret ID
	unseen    string            // Secret ID of a value that no page has shown yet

	telling sync.Mutex // keeps reports of changes in order
	changed func(Setup)
}

// newSetupState begins with a setup and makes a value for each of its secrets.
func newSetupState(begin Setup, changed func(Setup)) (*setupState, error) {
	st := &setupState{app: begin.App.clone(), dashboard: begin.Dashboard, values: map[string]string{}, changed: changed}
	if err := begin.Check(); err != nil {
		return nil, errors.New("the setup of the demo cannot be used: " + err.Error())
	}
	if st.app == nil {
		return st, nil
	}
	for i, secret := range st.app.Secrets {
		value := newSecret()
		switch made := secretOf(secret.KeyID); {
		case secret.Hint == made[:hintLength]:
			value = made // on the pages, at an earlier start
		case len(secret.Hint) == hintLength:
			value = secret.Hint + value[hintLength:]
		}
		st.app.Secrets[i].Hint, st.values[secret.KeyID] = value[:hintLength], value
	}
	return st, nil
}

// hintLength is how much of a secret's value Microsoft keeps readable.
const hintLength = 3

// current is the registration as it is now, nil when there is none. It must not
// be changed.
func (st *setupState) current() *App {
	st.mu.Lock()
	defer st.mu.Unlock()
	return st.app
}

func (st *setupState) board() Dashboard {
	st.mu.Lock()
	defer st.mu.Unlock()
	return st.dashboard
}

func (st *setupState) snapshot() Setup {
	st.mu.Lock()
	defer st.mu.Unlock()
	return Setup{App: st.app.clone(), Dashboard: st.dashboard}
}

// draft is a setup while it is being changed.
type draft struct {
	Setup
	values map[string]string
	unseen string
}

// change applies an edit whole or, when it or the registration's own rules
// refuse it, not at all, and then tells of it.
func (st *setupState) change(edit func(*draft) error) error {
	if err := st.apply(edit); err != nil {
		return err
	}
	if st.changed != nil {
		st.telling.Lock()
		defer st.telling.Unlock()
		st.changed(st.snapshot()) // taken here: the last report is of the last change
	}
	return nil
}

func (st *setupState) apply(edit func(*draft) error) error {
	st.mu.Lock()
	defer st.mu.Unlock()
	d := &draft{Setup: Setup{App: st.app.clone(), Dashboard: st.dashboard}, values: maps.Clone(st.values), unseen: st.unseen}
	if err := edit(d); err != nil {
		return err
	}
	if err := d.Check(); err != nil {
		return err
	}
	st.app, st.dashboard, st.values, st.unseen = d.App, d.Dashboard, d.values, d.unseen
	return nil
}

// reveal gives the value of the secret that was added last, once.
func (st *setupState) reveal() (keyID, value string) {
	st.mu.Lock()
	defer st.mu.Unlock()
	keyID, st.unseen = st.unseen, ""
	return keyID, st.values[keyID]
}

func (st *setupState) value(keyID string) string {
	st.mu.Lock()
	defer st.mu.Unlock()
	return st.values[keyID]
}

// find is the secret with a value.
func (st *setupState) find(value string) (AppSecret, bool) {
	st.mu.Lock()
	defer st.mu.Unlock()
	return findSecret(st.app, st.values, value)
}

func findSecret(app *App, values map[string]string, value string) (AppSecret, bool) {
	if app == nil || value == "" {
		return AppSecret{}, false
	}
	for _, secret := range app.Secrets {
		if subtle.ConstantTimeCompare([]byte(value), []byte(values[secret.KeyID])) == 1 {
			return secret, true
		}
	}
	return AppSecret{}, false
}

// Setup is the state of the pages now.
func (s *Server) Setup() Setup { return s.setup.snapshot() }

// SecretValue is the value of a client secret, by its Secret ID. The portal
// shows it once; a test, or a program that plays the user, may need it again.
func (s *Server) SecretValue(keyID string) (flow.Secret, bool) {
	value := s.setup.value(keyID)
	return flow.NewSecret(value), value != ""
}

// SecretKeyID is the Secret ID of a value, "" when it is none of the app's, or
// one of a scenario's own.
func (s *Setup) SecretKeyID(secret flow.Secret) string {
	if s.App != nil {
		for _, has := range s.App.Secrets {
			if secretOf(has.KeyID) == secret.Reveal() {
				return has.KeyID
			}
		}
	}
	return ""
}

// SecretKeyID is the Secret ID of a value, "" when it is none of the app's.
func (s *Server) SecretKeyID(secret flow.Secret) string {
	found, _ := s.setup.find(secret.Reveal())
	return found.KeyID
}

// today is the beginning of the day.
func (s *Server) today() time.Time { return s.userNow().UTC().Truncate(24 * time.Hour) }
