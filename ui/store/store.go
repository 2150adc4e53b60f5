// Package store keeps what edov keeps from one start to the next: connections,
// the progress through their setup guides, and the reports of their runs on the
// disk; client secrets in the operating system's keyring.
//
// It never writes a secret or a token into a file, never prints, and judges
// nothing. Its files are for their owner only, are written whole or not at all,
// and links are not followed (reference: security requirements S16 to S21).
// Errors are in words for the user.
package store

import (
	"errors"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/adrg/xdg"
)

// Dirs are edov's own folders, as absolute paths. Empty ones mean that nothing
// can be kept.
type Dirs struct {
	Config string // connections
	State  string // progress, reports
}

// Options replace the world in tests; nil and zero are the real one.
type Options struct {
	Now          func() time.Time
	Keyring      Keyring
	KeyringLimit time.Duration // how long one call may take; zero: 3 seconds
}

// Store keeps things in its folders. It may be used from several goroutines
// and beside other processes.
type Store struct {
	dirs    Dirs
	now     func() time.Time
	keyring Keyring
	limit   time.Duration

	turns Turns // of giving a connection's secret to the keyring

	mu    sync.Mutex
	notes []string // what was put right and not told yet
	told  map[string]bool
}

// Notes are what was put right since they were asked for last, such as a folder
// that others could look into, in words for the user.
func (s *Store) Notes() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	notes := s.notes
	s.notes = nil
	return notes
}

func (s *Store) note(text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.told[text] {
		return // a file system that keeps no modes would say it each time
	}
	if s.told == nil {
		s.told = map[string]bool{}
	}
	s.told[text] = true
	s.notes = append(s.notes, text)
}

// errNoHome is told when there is no place of the user's own. The temporary
// folder is none: others could write there.
var errNoHome = errors.New("nothing can be kept: there is no home folder (HOME is not set)")

// DefaultDirs are the folders of the XDG base directory specification:
// $XDG_CONFIG_HOME/edov and $XDG_STATE_HOME/edov, and their like on macOS and
// Windows. Relative paths in the variables are ignored, as it demands.
func DefaultDirs() (Dirs, error) {
	xdg.Reload()
	home, err := os.UserHomeDir()
	hasHome := err == nil && filepath.IsAbs(home)
	var d Dirs
	for _, dir := range []struct {
		variable, path string
		to             *string
	}{{"XDG_CONFIG_HOME", xdg.ConfigHome, &d.Config}, {"XDG_STATE_HOME", xdg.StateHome, &d.State}} {
		if !hasHome && !filepath.IsAbs(os.Getenv(dir.variable)) || !filepath.IsAbs(dir.path) {
			return Dirs{}, errNoHome
		}
		*dir.to = filepath.Join(dir.path, "edov")
	}
	return d, nil
}

// New makes a Store. It touches nothing.
func New(d Dirs, o Options) *Store {
	s := &Store{dirs: d, now: o.Now, keyring: o.Keyring, limit: o.KeyringLimit}
	if s.now == nil {
		s.now = time.Now
	}
	if s.keyring == nil {
		s.keyring = systemKeyring{}
	}
	if s.limit <= 0 {
		s.limit = 3 * time.Second
	}
	return s
}

// Dirs are the folders of the Store.
func (s *Store) Dirs() Dirs { return s.dirs }

// below is a folder of the Store's.
func (s *Store) below(base string, names ...string) (folder, error) {
	if !filepath.IsAbs(base) {
		return folder{}, errNoHome
	}
	return folder{base: base, path: filepath.Join(append([]string{base}, names...)...), note: s.note}, nil
}
