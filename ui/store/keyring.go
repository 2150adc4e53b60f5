package store

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/zalando/go-keyring"

	"edov/flow"
	"edov/flow/together"
)

// Keyring stores secrets for the user.
type Keyring interface {
	Get(service, user string) (string, error)
	Set(service, user, secret string) error
	Delete(service, user string) error
}

// service is the name under which the keyring lists the secrets.
const service = "edov"

// maxKeyring bounds a secret from the keyring; real ones have about 40 characters.
const maxKeyring = 4096

// KeyringKind says why the keyring failed.
type KeyringKind string

// The kinds of a KeyringError.
const (
	KeyringNone     KeyringKind = "none"      // there is none on this machine
	KeyringSilent   KeyringKind = "silent"    // it did not answer in time; it may be locked
	KeyringRefused  KeyringKind = "refused"   // it refused the request
	KeyringTooBig   KeyringKind = "too-big"   // the secret is too long for it
	KeyringNotFound KeyringKind = "not-found" // it has no such secret, or an unusable one
)

// KeyringError is a failure of the keyring. It never contains the keyring's own message.
type KeyringError struct{ Kind KeyringKind }

func (e *KeyringError) Error() string {
	switch e.Kind {
	case KeyringNone:
		return "there is no keyring on this machine"
	case KeyringSilent:
		return "the keyring timed out; it may be locked"
	case KeyringTooBig:
		return "the secret is too long for the keyring"
	case KeyringNotFound:
		return "the secret is not in the keyring"
	}
	return "the keyring refused the request; it may be locked"
}

// HasKeyring reports whether there seems to be a keyring. It may be locked.
func (s *Store) HasKeyring() bool {
	if _, ok := s.keyring.(systemKeyring); ok {
		return reachable() == nil
	}
	return true
}

// Secret reads a connection's secret from the keyring.
func (s *Store) Secret(ctx context.Context, name string) (flow.Secret, error) {
	return s.secretOf(ctx, name)
}

// previous is the keyring's user for the secret that a connection had before. No connection has such a name.
func previous(name string) string { return name + "/previous" }

// Previous reads the secret that a connection had before edov replaced it, for an undo.
func (s *Store) Previous(ctx context.Context, name string) (flow.Secret, error) {
	return s.secretOf(ctx, previous(name))
}

// KeepPrevious copies the secret that a connection has in the keyring, before it is replaced. It stays until
// DropPrevious, or until the connection has no secret in the keyring any more.
func (s *Store) KeepPrevious(ctx context.Context, name string) error {
	secret, err := s.Secret(ctx, name)
	if err != nil {
		return err
	}
	set := func() (string, error) { return "", s.keyring.Set(service, previous(name), secret.Reveal()) }
	_, err = withLimit(ctx, s.limit, set, nil)
	return err
}

// DropPrevious deletes what KeepPrevious saved. It is no error if there is none.
func (s *Store) DropPrevious(ctx context.Context, name string) error {
	return s.DeleteSecret(ctx, previous(name))
}

func (s *Store) secretOf(ctx context.Context, name string) (flow.Secret, error) {
	text, err := withLimit(ctx, s.limit, func() (string, error) { return s.keyring.Get(service, name) }, nil)
	if err != nil {
		return flow.Secret{}, err
	}
	unusable := func(r rune) bool { return r < ' ' || r == 0x7f || r == '\uFFFD' }
	if text == "" || len(text) > maxKeyring || strings.ContainsFunc(text, unusable) {
		return flow.Secret{}, &KeyringError{KeyringNotFound}
	}
	return flow.NewSecret(text), nil
}

// SetSecret saves a connection's secret in the keyring. If the keyring saves it only after
// the limit, because the user unlocked it late, it is deleted again: by then the
// connection says that its secret is not there.
func (s *Store) SetSecret(ctx context.Context, name string, secret flow.Secret) error {
	if err := ValidName(name); err != nil {
		return err
	}
	isLast := s.turns.Take(name)
	set := func() (string, error) { return "", s.keyring.Set(service, name, secret.Reveal()) }
	_, err := withLimit(ctx, s.limit, set, func() {
		if isLast() {
			_ = s.keyring.Delete(service, name)
		}
	})
	return err
}

// DeleteSecret deletes a connection's secret from the keyring. It is no error if the
// keyring has none. It is one if there is no keyring: the secret may be in one that is
// not available now.
func (s *Store) DeleteSecret(ctx context.Context, name string) error {
	_, err := withLimit(ctx, s.limit, func() (string, error) { return "", s.keyring.Delete(service, name) }, nil)
	var k *KeyringError
	if errors.As(err, &k) && k.Kind == KeyringNotFound {
		return nil
	}
	return err
}

// withLimit calls the keyring and leaves the call behind if it takes too long: a locked
// keyring that no one unlocks never answers. late, if any, is called if that call
// succeeds after all.
func withLimit(ctx context.Context, limit time.Duration, call func() (string, error), late func()) (string, error) {
	type answer struct {
		text  string
		err   error
		crash *together.Panic
	}
	got, left := make(chan answer), make(chan struct{})
	defer close(left)
	go func() {
		var a answer
		a.crash = together.Caught(func() { a.text, a.err = call() })
		select {
		case got <- a:
		case <-left:
			if a.err == nil && a.crash == nil && late != nil {
				late()
			}
		}
	}()
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case a := <-got:
		if a.crash != nil {
			panic(a.crash)
		}
		return a.text, inWords(a.err)
	case <-timer.C:
		return "", &KeyringError{KeyringSilent}
	case <-ctx.Done():
		return "", &KeyringError{KeyringSilent}
	}
}

func inWords(err error) error {
	var own *KeyringError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &own):
		return own
	case errors.Is(err, keyring.ErrNotFound):
		return &KeyringError{KeyringNotFound}
	case errors.Is(err, keyring.ErrSetDataTooBig):
		return &KeyringError{KeyringTooBig}
	case errors.Is(err, keyring.ErrUnsupportedPlatform):
		return &KeyringError{KeyringNone}
	}
	return &KeyringError{KeyringRefused}
}

// systemKeyring is the keyring of the operating system.
type systemKeyring struct{}

// reachable reports whether there is a session bus. Without one, the library would start
// one that keeps running.
func reachable() error {
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" || os.Getenv("DBUS_SESSION_BUS_ADDRESS") != "" {
		return nil
	}
	if dir := os.Getenv("XDG_RUNTIME_DIR"); filepath.IsAbs(dir) {
		if info, err := os.Stat(filepath.Join(dir, "bus")); err == nil && info.Mode()&os.ModeSocket != 0 {
			return nil
		}
	}
	return &KeyringError{KeyringNone}
}

func (systemKeyring) Get(service, user string) (string, error) {
	if err := reachable(); err != nil {
		return "", err
	}
	return keyring.Get(service, user)
}

func (systemKeyring) Set(service, user, secret string) error {
	if err := reachable(); err != nil {
		return err
	}
	return keyring.Set(service, user, secret)
}

func (systemKeyring) Delete(service, user string) error {
	if err := reachable(); err != nil {
		return err
	}
	return keyring.Delete(service, user)
}
