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

// TakesSecret holds for a scenario whose app has a client secret: a new one that was made by hand is entered by itself,
// without the rest of a connection.
func (s *Subject) TakesSecret() bool {
	return s.IsDemo() && s.practice == nil && s.Scenario.HasSecret()
}

// CanEnterSecret holds where there is a way to enter a new secret.
func (s *Subject) CanEnterSecret() bool { return s.IsMine() || s.TakesSecret() }

// ReplacesSecret holds for a report whose first problem is an expired client secret that a plan can replace.
func (r *Run) ReplacesSecret() bool {
	return !r.IsOutdated() && r.asksForSecret()
}

// asksForSecret holds for a report that begins with a secret to be replaced, whatever happened since.
func (r *Run) asksForSecret() bool {
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
	if err := server.EnterAtProduct(server.Connection().ClientID, "", secret); err != nil {
		return err
	}
	s.renewed.Store(true)
	return nil
}

// rotations remember the rotation of an app that was begun; nil: none.
type rotations interface {
	Rotation(clientID string) (*store.Rotation, error)
	SetRotation(store.Rotation) error
	EndRotation(clientID string) error
}

// rotations are where a subject's rotation is remembered: with its connection, or for a scenario as long as edov runs.
func (d *Desk) rotations(s *Subject) rotations {
	switch {
	case s.TakesSecret():
		return demoRotation{&d.demos, s.Scenario.ID}
	case d.Store == nil:
		return noRotations{}
	}
	return d.Store
}

// isRotating holds while the new secret of a replacement is there beside the old one.
func (d *Desk) isRotating(s *Subject) bool {
	r, err := d.rotations(s).Rotation(s.Connection.ClientID)
	return err == nil && r != nil
}

// endRotation forgets a rotation whose old secrets are removed, and the old value where that is saved.
func (d *Desk) endRotation(ctx context.Context, s *Subject, r *store.Rotation) error {
	if st, ok := d.rotations(s).(*store.Store); ok {
		return provision.EndRotation(ctx, st, r)
	}
	return d.rotations(s).EndRotation(r.ClientID)
}

// demoRotation is the one at a scenario, which has one app.
type demoRotation struct {
	*demos
	scenario string
}

func (d demoRotation) Rotation(string) (*store.Rotation, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if r, ok := d.rotation[d.scenario]; ok {
		return &r, nil
	}
	return nil, nil
}

func (d demoRotation) SetRotation(r store.Rotation) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.rotation == nil {
		d.rotation = map[string]store.Rotation{}
	}
	d.rotation[d.scenario] = r
	return nil
}

func (d demoRotation) EndRotation(string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.rotation, d.scenario)
	return nil
}

// noRotations are those of a desk that saves nothing.
type noRotations struct{}

func (noRotations) Rotation(string) (*store.Rotation, error) { return nil, nil }

func (noRotations) SetRotation(store.Rotation) error { return nil }

func (noRotations) EndRotation(string) error { return nil }
