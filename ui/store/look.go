package store

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
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
			if err := files.Writable(nearest(dir.path)); err != nil {
				l.Trouble = "it can't be made: " + files.Reason(err)
			}
		case err != nil:
			l.Trouble = files.Reason(err)
		case !info.IsDir():
			l.Trouble = "it is not a folder; links are not followed"
		case !files.OwnedByUser(info):
			l.Trouble = "it belongs to another user"
		case info.Mode().Perm()&0o200 == 0:
			l.Trouble = "it is read-only"
		case files.Writable(dir.path) != nil:
			l.Trouble = files.Reason(files.Writable(dir.path))
		default:
			l.Open = runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0
		}
		list = append(list, l)
	}
	return list
}

// nearest is the folder in which a missing one would be made, with those between them.
func nearest(path string) string {
	for dir := filepath.Dir(path); ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) || dir == filepath.Dir(dir) {
			return dir
		}
	}
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
