package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"edov/flow/demo"
	"edov/flow/jsonout"
	"edov/flow/strictjson"
	"edov/inspect/guide"
	"edov/inspect/report"
)

// maxState bounds the file of a state.
var maxState = strictjson.Limits{Bytes: 1 << 20, Depth: 32, Members: 50000, Number: 32}

// Progress reads the progress through a setup guide; empty if none is saved.
func (s *Store) Progress(name string) (*guide.Progress, error) {
	data, err := s.readState("progress", name)
	if err != nil {
		return nil, err
	}
	way, err := guide.ReadProgress(data)
	if err != nil {
		return nil, about("the progress of", name, err)
	}
	return way, nil
}

// UpdateProgress changes the saved progress while no other edov can, and returns the
// result. Progress that cannot be read, such as that of a newer edov, stays as it is.
func (s *Store) UpdateProgress(name string, change func(*guide.Progress)) (*guide.Progress, error) {
	var way *guide.Progress
	err := s.changeState("progress", name, func(old []byte) (data []byte, err error) {
		if way, err = guide.ReadProgress(old); err != nil {
			return nil, err
		}
		change(way)
		return way.JSON()
	})
	return way, err
}

// Kept reads the progress and the newest report of a name. The progress is empty, and the
// report nil, if nothing is saved.
func (s *Store) Kept(name string) (*guide.Progress, *report.Report, error) {
	way, err := s.Progress(name)
	if err != nil {
		return nil, nil, err
	}
	last, err := s.Latest(name)
	return way, last, err
}

// Practice is the state of the practice at the demo tenant: its app registration without
// the secrets, and what the user entered. The secret follows from its Secret ID, and is
// of use only at the demo tenant.
type Practice struct {
	Schema        int         `json:"schema"`
	Setup         *demo.Setup `json:"setup,omitempty"`
	ClientID      string      `json:"client_id,omitempty"`
	SecretKeyID   string      `json:"secret_key_id,omitempty"`
	SecretExpires time.Time   `json:"secret_expires,omitzero"`
	ProductURI    string      `json:"product_redirect_uri,omitempty"`
	Port          int         `json:"port,omitempty"` // so that pages still open in a browser work
}

// practiceSchema is the version of a Practice.
const practiceSchema = 1

// Practice reads the practice; nil if none was started.
func (s *Store) Practice() (*Practice, error) {
	data, err := s.readState("progress", practiceState)
	if data == nil || err != nil {
		return nil, err
	}
	return readPractice(data)
}

func readPractice(data []byte) (*Practice, error) {
	p := new(Practice)
	switch {
	case json.Unmarshal(data, p) != nil:
		return nil, errors.New("the saved practice can't be read")
	case p.Schema != practiceSchema:
		return nil, errors.New("the saved practice was written by a newer edov")
	case p.Setup != nil && p.Setup.Check() != nil:
		return nil, errors.New("the saved practice doesn't fit the demo tenant")
	}
	return p, nil
}

// PracticeStart is a practice as it was left.
type PracticeStart struct {
	Kept *Practice       // nil: none was started
	Way  *guide.Progress // never nil
	Last *report.Report  // nil: none
	// Mine is set unless another edov has the practice: the states of two demo tenants
	// would overwrite each other. Release lets another edov have it.
	Mine    bool
	Release func()
	Notes   []string // what could not be read
}

// BeginPractice takes the practice for this process, and reads it.
func (s *Store) BeginPractice() *PracticeStart {
	p := &PracticeStart{Mine: true, Release: func() {}}
	if f, err := s.below(s.dirs.State, "practice"); err == nil {
		p.Release, p.Mine = f.hold()
	}
	var err error
	if p.Kept, err = s.Practice(); err != nil {
		p.Notes = append(p.Notes, err.Error())
	}
	if p.Way, p.Last, err = s.Kept(PracticeKey); err != nil {
		p.Way, p.Notes = new(guide.Progress), append(p.Notes, err.Error())
	}
	return p
}

// ForgetPractice deletes the practice with its progress and reports, so that it begins again. Call it only while this
// process has the practice (PracticeStart.Mine).
func (s *Store) ForgetPractice() error {
	return errors.Join(s.removeState("progress", practiceState), s.removeState("progress", PracticeKey),
		s.ClearHistory(PracticeKey))
}

// SetPractice saves the practice.
func (s *Store) SetPractice(p Practice) error {
	p.Schema = practiceSchema
	data, err := jsonout.Indented(p)
	if err != nil {
		return errors.New("the practice couldn't be written as JSON")
	}
	return s.changeState("progress", practiceState, func(old []byte) ([]byte, error) {
		if old != nil {
			if _, err := readPractice(old); err != nil {
				return nil, err
			}
		}
		return data, nil
	})
}

// Touch remembers that a connection was used now.
func (s *Store) Touch(name string) error {
	data, err := jsonout.Line(s.now().UTC())
	if err != nil {
		return errors.New("the time couldn't be written as JSON")
	}
	return s.changeState("used", name, func([]byte) ([]byte, error) { return data, nil })
}

// UsedAt is when Touch was last called; zero if never.
func (s *Store) UsedAt(name string) time.Time {
	var at time.Time
	data, err := s.readState("used", name)
	if err != nil || json.Unmarshal(data, &at) != nil {
		return time.Time{}
	}
	return at
}

// readState reads a state; nil if there is none.
func (s *Store) readState(kind, name string) ([]byte, error) {
	if err := validKey(name); err != nil {
		return nil, err
	}
	f, err := s.below(s.dirs.State, kind)
	if err != nil {
		return nil, err
	}
	data, _, err := f.read(name+".json", int64(maxState.Bytes))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, about("the "+kind+" of", name, err)
	}
	if _, err := strictjson.Parse(data, maxState); err != nil {
		return nil, about("the "+kind+" of", name, err)
	}
	return data, nil
}

// changeState writes what change makes of a state; old is nil if there is none yet. If
// change fails, the state stays as it is.
func (s *Store) changeState(kind, name string, change func(old []byte) ([]byte, error)) error {
	if err := validKey(name); err != nil {
		return err
	}
	f, err := s.below(s.dirs.State, kind)
	if err != nil {
		return err
	}
	file := name + ".json"
	err = f.change(func(root *os.Root) error {
		old, _, err := readIn(root, file, int64(maxState.Bytes))
		var data []byte
		if err == nil || errors.Is(err, fs.ErrNotExist) {
			data, err = change(old)
		}
		if err == nil {
			_, err = strictjson.Parse(data, maxState)
		}
		if err != nil {
			return fmt.Errorf("%w; it was not changed: to start over, move %s away", err, shown(filepath.Join(f.path, file)))
		}
		return write(root, file, data)
	})
	if err != nil {
		return about("the "+kind+" of", name, err)
	}
	return nil
}

// removeState deletes a state. It is no error if there is none.
func (s *Store) removeState(kind, name string) error {
	f, err := s.below(s.dirs.State, kind)
	if err != nil {
		return err
	}
	if _, err := os.Lstat(f.path); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return f.change(func(root *os.Root) error {
		if err := root.Remove(name + ".json"); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return errors.New("the " + kind + " couldn't be deleted")
		}
		return nil
	})
}
