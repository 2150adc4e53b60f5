package store

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"runtime"

	"edov/flow/files"
)

// Look is what can be seen of one of the Store's folders.
type Look struct {
	Name, Path string
	Missing    bool   // it is made when something is saved
	Trouble    string // why it can't be used; empty: it can
	Open       bool   // other users can look into it
}

// Look looks at the Store's folders. It makes and changes nothing, unlike all that saves something.
func (s *Store) Look() []Look {
	var list []Look
	for _, dir := range []struct{ name, path string }{{"config", s.dirs.Config}, {"state", s.dirs.State}} {
		l := Look{Name: dir.name, Path: shown(dir.path)}
		info, err := os.Lstat(dir.path)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			l.Missing = true
		case err != nil:
			l.Trouble = files.Reason(err)
		case !info.IsDir():
			l.Trouble = "it is not a folder; links are not followed"
		case !files.OwnedByUser(info):
			l.Trouble = "it belongs to another user"
		case info.Mode().Perm()&0o200 == 0:
			l.Trouble = "it is read-only"
		default:
			l.Open = runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0
		}
		list = append(list, l)
	}
	return list
}

// unnamed is a name that no connection has.
const unnamed = "/none"

// AskKeyring asks the keyring for a secret that it does not have. Nil: it answers. A locked one may ask to be unlocked.
func (s *Store) AskKeyring(ctx context.Context) error {
	_, err := withLimit(ctx, s.limit, func() (string, error) { return s.keyring.Get(service, unnamed) }, nil)
	var k *KeyringError
	if errors.As(err, &k) && k.Kind == KeyringNotFound {
		return nil
	}
	return err
}
