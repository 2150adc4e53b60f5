package workspace

import (
	"context"
	"errors"

	"edov/flow"
	"edov/ui/provision"
	"edov/ui/store"
)

// This file is about replacing the client secret at a scenario of the demo tenant. Nothing of that is saved: the next
// start begins with the scenario as it is.

// hasDemoSecret holds for a scenario whose app has a client secret.
func (s *Subject) hasDemoSecret() bool {
	return s.IsDemo() && s.practice == nil && s.Scenario.HasSecret()
}

// TakesSecret holds where a new secret that was made by hand is entered by itself, without the rest of a connection.
func (s *Subject) TakesSecret() bool { return s.hasDemoSecret() }

// CanEnterSecret holds where there is a way to enter a new secret.
func (s *Subject) CanEnterSecret() bool { return s.IsMine() || s.TakesSecret() }

// ReplacesSecret holds for a report whose first problem is an expired client secret that a plan can replace.
func (r *Run) ReplacesSecret() bool {
	if r == nil || r.Subject == nil || !r.Subject.CanRotate() || len(r.Report.Causes) == 0 {
		return false
	}
	switch r.Report.Causes[0].ID {
	case "secret-accepted", "secret-expiry", "secret-valid":
		return true
	}
	return false
}

// EnterSecret enters a client secret at a scenario's product, where its connection takes it from.
func (d *Desk) EnterSecret(s *Subject, secret flow.Secret) error {
	server, err := d.Pages(s)
	switch {
	case err != nil:
		return err
	case server.SecretKeyID(secret) == "":
		return errors.New("this is no secret of the demo app. Add one on its page Certificates & secrets, and copy the Value")
	}
	if err := server.EnterAtProduct(server.Connection().ClientID, secret); err != nil {
		return err
	}
	s.renewed.Store(true)
	return nil
}

// rotationOf is the rotation that was begun; nil: none.
func (d *Desk) rotationOf(s *Subject, clientID string) (*store.Rotation, error) {
	switch {
	case s.hasDemoSecret():
		d.demos.mu.Lock()
		defer d.demos.mu.Unlock()
		if r, ok := d.demos.rotation[s.Scenario.ID]; ok {
			return &r, nil
		}
		return nil, nil
	case d.Store == nil:
		return nil, nil
	}
	return d.Store.Rotation(clientID)
}

// isRotating holds while the new secret of a replacement is there beside the old one.
func (d *Desk) isRotating(s *Subject) bool {
	r, err := d.rotationOf(s, s.Connection.ClientID)
	return err == nil && r != nil
}

func (d *Desk) setRotation(s *Subject, r store.Rotation) error {
	switch {
	case s.hasDemoSecret():
		d.demos.mu.Lock()
		defer d.demos.mu.Unlock()
		if d.demos.rotation == nil {
			d.demos.rotation = map[string]store.Rotation{}
		}
		d.demos.rotation[s.Scenario.ID] = r
		return nil
	case d.Store == nil:
		return nil
	}
	return d.Store.SetRotation(r)
}

// endRotation forgets a rotation whose old secrets are removed.
func (d *Desk) endRotation(ctx context.Context, s *Subject, r *store.Rotation) error {
	if s.hasDemoSecret() || d.Store == nil {
		return d.undoRotation(s, r.ClientID)
	}
	return provision.EndRotation(ctx, d.Store, r)
}

// undoRotation forgets a rotation whose new secret is removed.
func (d *Desk) undoRotation(s *Subject, clientID string) error {
	switch {
	case s.hasDemoSecret():
		d.demos.mu.Lock()
		defer d.demos.mu.Unlock()
		delete(d.demos.rotation, s.Scenario.ID)
		return nil
	case d.Store == nil:
		return nil
	}
	return d.Store.EndRotation(clientID)
}
