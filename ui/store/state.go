package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"edov/flow/strictjson"
	"edov/inspect"
)

// maxProgress bounds a progress.
var maxProgress = strictjson.Limits{Bytes: 1 << 20, Depth: 32, Members: 50000, Number: 32}

// Progress reads what SetProgress kept under a name; nil: nothing.
func (s *Store) Progress(name string) ([]byte, error) { return s.readState("progress", name) }

// SetProgress keeps the progress through a guide, or another JSON object with a
// schema. One that is there and cannot be read, such as a newer edov's, is not
// overwritten.
func (s *Store) SetProgress(name string, data []byte) error {
	return s.writeState("progress", name, data, func(old []byte) error {
		_, err := inspect.ReadProgress(old)
		return err
	})
}

// Kept reads the progress and the newest report under a name. The progress is
// empty, and the report nil, where nothing is kept.
func (s *Store) Kept(name string) (*inspect.Progress, *inspect.Report, error) {
	data, err := s.Progress(name)
	if err != nil {
		return nil, nil, err
	}
	way, err := inspect.ReadProgress(data)
	if err != nil {
		return nil, nil, err
	}
	last, err := s.Latest(name)
	return way, last, err
}

// Touch remembers that a connection was used now.
func (s *Store) Touch(name string) error {
	data, err := json.Marshal(s.now().UTC())
	if err != nil {
		return errors.New("the time could not be written")
	}
	return s.writeState("used", name, data, func([]byte) error { return nil })
}

func (s *Store) usedAt(name string) time.Time {
	var at time.Time
	data, err := s.readState("used", name)
	if err != nil || json.Unmarshal(data, &at) != nil {
		return time.Time{}
	}
	return at
}

func (s *Store) readState(kind, name string) ([]byte, error) {
	if err := validKey(name); err != nil {
		return nil, err
	}
	f, err := below(s.dirs.State, kind)
	if err != nil {
		return nil, err
	}
	data, _, err := f.read(name+".json", int64(maxProgress.Bytes))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, about("the "+kind+" of", name, err)
	}
	if _, err := strictjson.Parse(data, maxProgress); err != nil {
		return nil, about("the "+kind+" of", name, err)
	}
	return data, nil
}

// writeState writes a state, unless mayReplace says what is wrong with the one
// that is there.
func (s *Store) writeState(kind, name string, data []byte, mayReplace func(old []byte) error) error {
	if err := validKey(name); err != nil {
		return err
	}
	if _, err := strictjson.Parse(data, maxProgress); err != nil {
		return about("the "+kind+" of", name, err)
	}
	f, err := below(s.dirs.State, kind)
	if err != nil {
		return err
	}
	file := name + ".json"
	err = f.change(func(root *os.Root) error {
		old, _, err := readIn(root, file, int64(maxProgress.Bytes))
		if err == nil {
			err = mayReplace(old)
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("%w; it stays as it is: move %s away to begin anew", err, shown(filepath.Join(f.path, file)))
		}
		return write(root, file, data)
	})
	if err != nil {
		return about("the "+kind+" of", name, err)
	}
	return nil
}

// removeState forgets a state; that there is none is no error.
func (s *Store) removeState(kind, name string) error {
	f, err := below(s.dirs.State, kind)
	if err != nil {
		return err
	}
	if _, err := os.Lstat(f.path); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return f.change(func(root *os.Root) error {
		if err := root.Remove(name + ".json"); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return errors.New("the " + kind + " could not be removed")
		}
		return nil
	})
}
