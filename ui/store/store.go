// Package store saves what edov needs from one start to the next: connections, the
// progress through their setup guides and the reports of their runs on disk, and client
// secrets in the operating system's keyring.
//
// The door is New, which makes a Store for two folders (DefaultDirs). List, Load, Keep
// and Forget are about connections; Secret about their secrets; AddReport, History and
// Report about reports; Progress and UpdateProgress about the guides; BeginPractice and
// SetPractice about the practice at the demo tenant. Several goroutines, and several
// edovs, may use the same folders: each change is made under a lock, and a connection
// that another edov changed is not overwritten.
//
// It never writes a secret or a token to a file, never prints, and judges nothing. Only
// their owner can use its files, which are written completely or not at all; links are
// not followed. Errors are in words for the user.
package store

import (
	"errors"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/adrg/xdg"
)

// Dirs are edov's own folders, as absolute paths. If they are empty, nothing can be saved.
type Dirs struct {
	Config string // connections
	State  string // progress, reports
}

// Options replace the real world in tests; nil and zero stand for it.
type Options struct {
	Now          func() time.Time
	Keyring      Keyring
	KeyringLimit time.Duration // how long one call may take; zero: 3 seconds
}

// Store saves things in its folders. Several goroutines and processes may use the same
// folders.
type Store struct {
	dirs    Dirs
	now     func() time.Time
	keyring Keyring
	limit   time.Duration

	turns Turns // of saving a connection's secret in the keyring

	mu    sync.Mutex
	notes []string // what was fixed and not returned by Notes yet
	told  map[string]bool
}

// Notes says, in words for the user, what was fixed since the last call, such as a folder
// that other users could open.
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
		return // a file system without modes would cause it each time
	}
	if s.told == nil {
		s.told = map[string]bool{}
	}
	s.told[text] = true
	s.notes = append(s.notes, text)
}

// errNoHome is for a user without a home folder. The temporary folder cannot replace it:
// others could write there.
var errNoHome = errors.New("nothing can be saved: there is no home folder (HOME is not set)")

// DefaultDirs are the folders of the XDG base directory specification:
// $XDG_CONFIG_HOME/edov and $XDG_STATE_HOME/edov, and the equivalents on macOS and
// Windows. Relative paths in the variables are ignored, as it requires.
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

// New makes a Store. It reads and writes nothing.
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
