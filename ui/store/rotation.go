package store

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"slices"
	"time"

	"edov/flow/entra"
	"edov/flow/jsonout"
)

// Rotation is the replacement of a client secret that was begun: the new secret is there, and the old ones are not
// removed yet. It can be finished days later. It holds no secret.
type Rotation struct {
	Schema     int       `json:"schema"`
	ClientID   string    `json:"client_id"`
	Name       string    `json:"name"`                 // of the app
	Connection string    `json:"connection,omitempty"` // that has the new secret
	NewKeyID   string    `json:"new_key_id"`
	Added      time.Time `json:"added"`
	// RemoveAfter is when the old secrets may be removed: until then every place that has one can change over.
	RemoveAfter time.Time `json:"remove_after"`
	OldKeyIDs   []string  `json:"old_key_ids"`
	// Proven is when the new secret was accepted; zero: it was not tried, or not accepted.
	Proven time.Time `json:"proven,omitzero"`
}

const rotationSchema = 1

func (s *Store) rotations() (folder, error) { return s.below(s.dirs.State, "rotations") }

// Rotation reads the rotation of a client ID that was begun; nil: there is none.
func (s *Store) Rotation(clientID string) (*Rotation, error) {
	f, err := s.rotations()
	if err != nil {
		return nil, err
	}
	if !entra.IsGUID(clientID) {
		return nil, errors.New("the client ID is not a GUID")
	}
	data, _, err := f.read(clientID+".json", maxPlan)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	r := new(Rotation)
	if err == nil {
		err = json.Unmarshal(data, r)
	}
	if err == nil && (r.Schema != rotationSchema || slices.ContainsFunc(append(r.OldKeyIDs, r.NewKeyID), notGUID)) {
		err = errors.New("it was edited, or written by another edov")
	}
	if err != nil {
		return nil, about("the rotation of", clientID, err)
	}
	return r, nil
}

func notGUID(id string) bool { return !entra.IsGUID(id) }

// SetRotation saves a rotation that was begun.
func (s *Store) SetRotation(r Rotation) error {
	f, err := s.rotations()
	if err != nil {
		return err
	}
	if !entra.IsGUID(r.ClientID) {
		return errors.New("the client ID is not a GUID")
	}
	r.Schema = rotationSchema
	data, err := jsonout.Indented(r)
	if err != nil {
		return err
	}
	return f.change(func(root *os.Root) error { return write(root, r.ClientID+".json", data) })
}

// EndRotation forgets a rotation that is finished.
func (s *Store) EndRotation(clientID string) error {
	f, err := s.rotations()
	if err != nil || !entra.IsGUID(clientID) {
		return err
	}
	return f.change(func(root *os.Root) error {
		if err := root.Remove(clientID + ".json"); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		return nil
	})
}
