package lines

import (
	"cmp"
	"slices"

	"edov/flow"
	"edov/inspect/secret"
	"edov/ui/render/text"
	"edov/ui/workspace"
	"edov/ui/workspace/action"
	"edov/ui/workspace/sentence"
)

// registration shows the app registration, which is read where it is not known.
func (t *talk) registration(on *workspace.On) error {
	s := t.desk.Subject
	if known := t.desk.RegistrationRead(s); known != nil {
		return t.report(t.desk.CheckRegistration(s, known), nil)
	}
	if s.IsDemo() {
		return t.readAndReport(on)
	}
	return t.Once(action.Titles[action.Registration], t.offer(action.InRegistration, on))
}

func (t *talk) readAndReport(*workspace.On) error {
	return t.report(t.read(t.desk.Subject))
}

// read reads the registration from where it lives.
func (t *talk) read(s *workspace.Subject) (*workspace.Run, error) {
	t.Note("%s", workspace.ReadingWords(s))
	r, work, err := t.desk.GotRegistration(s, t.desk.ReadRegistration(t.ctx, s, t.wait))
	_ = t.do(work)
	return r, err
}

// readSecrets reads the registration for the expiry dates in it.
func (t *talk) readSecrets() (*workspace.Secrets, error) {
	r, err := t.read(t.desk.Subject)
	if err != nil {
		return nil, err
	}
	return t.desk.SecretsOf(r.Session.Registration), nil
}

// secrets lists the expiry dates of what is known.
func (t *talk) secrets(*workspace.On) (err error) {
	if t.desk.Subject == nil {
		return t.secretsOfPasted()
	}
	on := &workspace.On{Secrets: new(workspace.Secrets)}
	if err = t.refreshSecrets(on); err != nil {
		return err
	}
	return t.showSecrets(on)
}

func (t *talk) showSecrets(on *workspace.On) error {
	err := text.Secrets(t.Out, on.Secrets.Report, t.Style)
	t.SayAll(on.Secrets.About)
	return t.next(action.InSecrets, on, err)
}

// remind writes a calendar file of what is tested now.
func (t *talk) remind(*workspace.On) error {
	s := t.desk.Subject
	known := t.desk.KnownSecrets(s)
	if s.IsDemo() && s.Registration(s.Connection.ClientID) == nil {
		var err error
		if known, err = t.readSecrets(); err != nil {
			return err
		}
	}
	return t.write(t.desk.CalendarWriter(known.Report))
}

// enterSecret takes a new secret of a scenario.
func (t *talk) enterSecret(on *workspace.On) error {
	s := t.desk.Subject
	t.Say(sentence.AboutDemoSecret)
	value, err := t.AskHidden(sentence.SecretLabel)
	if err != nil {
		return err
	}
	if err := t.desk.EnterSecret(s, flow.NewSecret(value)); err != nil {
		return err
	}
	t.Say(sentence.SecretEntered)
	return t.refreshSecrets(on)
}

// refreshSecrets takes over the secrets as they are now, after a change.
func (t *talk) refreshSecrets(on *workspace.On) error {
	if on.Secrets == nil {
		return nil
	}
	known := t.desk.KnownSecrets(t.desk.Subject)
	if t.desk.Subject.IsDemo() {
		var err error
		if known, err = t.readSecrets(); err != nil {
			return err
		}
	}
	on.Secrets = known
	return nil
}

// rotation tells how to replace a secret.
func (t *talk) rotation(on *workspace.On) error {
	return t.next(action.InRotation, on, t.showRotation(on))
}

func (t *talk) showRotation(on *workspace.On) error {
	steps, outlook := t.desk.Rotation(on.Secrets.App)
	return text.Rotation(t.Out, "", steps, outlook, t.Style)
}

func (t *talk) rereadSecrets(on *workspace.On) error {
	read, err := t.readSecrets()
	if err != nil {
		return err
	}
	on.Secrets = read
	return t.showRotation(on)
}

func (t *talk) openStep(on *workspace.On) error {
	steps, _ := t.desk.Rotation(on.Secrets.App)
	steps = slices.DeleteFunc(steps, func(s secret.RotationStep) bool {
		return !t.desk.Subject.HasPage(s.At, s.Link)
	})
	return t.Once(action.Titles[action.OpenLink], each(steps,
		func(s secret.RotationStep) string { return s.Title },
		func(s secret.RotationStep) error { return t.open(t.desk.Subject, s.At, s.Link) }))
}

// clerk asks Clerk for its side of the connection.
func (t *talk) clerk(*workspace.On) error {
	s := t.desk.Subject
	var key flow.PublishableKey
	if !s.IsDemo() {
		answer, err := t.Ask(action.Titles[action.Clerk] + " [" + cmp.Or(s.ClerkKey(), "pk_live_...") + "]:")
		if err != nil {
			return err
		}
		if key, err = s.SetClerkKey(cmp.Or(answer, s.ClerkKey())); err != nil {
			return err
		}
	}
	t.Say(sentence.AboutClerk)
	start, err := t.Yes(workspace.ActionAt(action.InClerk, action.StartClerk).Name+"?", s.IsDemo())
	if err != nil {
		return err
	}
	r, work, err := t.desk.GotClerk(s, t.desk.ReadClerk(t.ctx, s, key, start))
	_ = t.do(work)
	return t.report(r, err)
}
