package store

import (
	"context"
	"errors"
	"io/fs"
	"os"

	"edov/flow"
)

// Keep saves a connection together with its secret, which goes where SecretFrom says. A
// zero secret leaves the saved one as it is.
//
// The file is written first, and says that the secret is in the keyring only when it
// is. So, whatever fails, no other connection's secret is touched, and none is left
// behind unnoticed. The note says what the keyring failed to do; the secret is then
// asked for each time. With an error nothing is saved, and saved stays as it was.
func (s *Store) Keep(ctx context.Context, saved *Saved, secret flow.Secret) (note string, err error) {
	v := *saved
	v.Connection.Secret = flow.Secret{}
	hadSecret := v.keptFrom == SecretKeyring
	switch {
	case v.Connection.Public:
		v.SecretFrom = SecretNone
	case v.SecretFrom == SecretNone, v.SecretFrom == SecretKeyring && secret.IsZero() && !hadSecret:
		v.SecretFrom = SecretAsk // there is no secret to save yet
	}
	if v.SecretFrom != SecretCommand {
		v.Command = nil
	}
	toKeyring := v.SecretFrom == SecretKeyring && !secret.IsZero()
	if toKeyring && !hadSecret {
		v.SecretFrom = SecretAsk // until the keyring has it
	}
	if err := s.Save(&v); err != nil {
		return "", err
	}
	if toKeyring {
		note = s.moveToKeyring(ctx, &v, secret)
	}
	if hadSecret && v.SecretFrom != SecretKeyring {
		note = joined(note, s.dropSecret(ctx, v.Connection.Name))
	}
	*saved = v
	return note, nil
}

// KeepBeside is Keep for a connection that was made from another one: under another name,
// it also takes over the source of the secret. before may be nil.
func (s *Store) KeepBeside(ctx context.Context, before, saved *Saved, secret flow.Secret) (note string, err error) {
	if before == nil || before.Connection.Name == saved.Connection.Name || before.SecretFrom != saved.SecretFrom {
		return s.Keep(ctx, saved, secret)
	}
	saved.Command = before.Command
	if saved.SecretFrom == SecretKeyring && secret.IsZero() {
		if secret, err = s.Secret(ctx, before.Connection.Name); err != nil {
			note = err.Error()
		}
	}
	more, err := s.Keep(ctx, saved, secret)
	return joined(note, more), err
}

// moveToKeyring saves the secret of a saved connection in the keyring, and writes into the
// connection whether it is there.
func (s *Store) moveToKeyring(ctx context.Context, v *Saved, secret flow.Secret) (note string) {
	before := v.SecretFrom
	v.SecretFrom = SecretKeyring
	if err := s.SetSecret(ctx, v.Connection.Name, secret); err != nil {
		v.SecretFrom, note = SecretAsk, err.Error()+"; edov will ask for the secret each time"
	}
	if v.SecretFrom == before {
		return note
	}
	if err := s.Save(v); err != nil {
		note = joined(note, err.Error())
		if v.SecretFrom = before; before != SecretKeyring {
			note = joined(note, s.dropSecret(ctx, v.Connection.Name)) // nothing points to it
		}
	}
	return note
}

// dropSecret deletes a secret that is no longer needed from the keyring, and the one before it. The note says if that
// failed.
func (s *Store) dropSecret(ctx context.Context, name string) (note string) {
	for _, user := range []string{name, previous(name)} {
		if err := s.DeleteSecret(ctx, user); err != nil {
			return err.Error() + "; if the previous secret is there, delete it yourself: service " + service + ", user " + user
		}
	}
	return ""
}

// Forget deletes a connection with its secret, its progress and its history. The file of
// the connection is deleted last, so that a failure can be tried again. The note says
// that the secret may still be in the keyring.
func (s *Store) Forget(ctx context.Context, name string) (note string, err error) {
	if err := ValidName(name); err != nil {
		return "", err
	}
	saved, _, unreadable := s.Load(name)
	if errors.Is(unreadable, ErrUnknown) {
		return "", unreadable
	}
	if err := errors.Join(s.removeState("progress", name), s.removeState("used", name), s.ClearHistory(name)); err != nil {
		return "", err
	}
	if unreadable != nil || saved.SecretFrom == SecretKeyring {
		note = s.dropSecret(ctx, name)
	}
	return note, s.removeConnection(name)
}

// removeConnection deletes the file of a connection.
func (s *Store) removeConnection(name string) error {
	f, err := s.connections()
	if err != nil {
		return err
	}
	err = f.change(func(root *os.Root) error {
		if err := root.Remove(name + ".json"); errors.Is(err, fs.ErrNotExist) {
			return ErrUnknown
		} else if err != nil {
			return errors.New("it couldn't be deleted")
		}
		return nil
	})
	if err != nil {
		return about("connection", name, err)
	}
	return nil
}

// joined joins two notes.
func joined(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + "; " + b
}
