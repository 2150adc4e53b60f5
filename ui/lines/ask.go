package lines

import (
	"cmp"
	"errors"

	"edov/flow"
	"edov/ui/lines/prompt"
	"edov/ui/workspace"
	"edov/ui/workspace/sentence"
)

// form asks for a connection, each value with its place in the portal, until
// flow finds nothing wrong with it.
func form(partial, another bool) way {
	return func(t *talk, _ *workspace.On) error { return t.fillIn(t.desk.NewForm(partial, another)) }
}

// editConnection changes what is tested; where a secret is replaced at a scenario, it is the secret alone.
func (t *talk) editConnection(on *workspace.On) error {
	if t.desk.Subject.TakesSecret() {
		return t.enterSecret(on)
	}
	return form(true, false)(t, on)
}

// fillIn asks what a form asks, and takes the answers over.
func (t *talk) fillIn(f *workspace.Form) error {
	if err := t.ask(f, f.Pages); err != nil {
		return err
	}
	for {
		words, work, fault := f.Finish()
		wrong := f.Field("name")
		if fault != nil { // a later answer made it wrong
			words, wrong = faultWords(*fault), f.Field(fault.Field)
		}
		t.SayAll(words)
		if err := t.do(work); fault == nil && err == nil {
			return nil
		}
		wrong.Value = "" // if it was not saved, what was entered stays
		if err := t.field(f, wrong); err != nil {
			return err
		}
	}
}

func faultWords(f flow.Fault) string { return f.Problem + "\n  hint: " + f.Hint }

// asked are the questions of a form, and what is wrong with the answers.
type asked interface {
	Fault(key string) (flow.Fault, bool)
	Trim()
}

// unfolding is the answer that asks for the advanced questions.
const unfolding = "advanced"

// ask asks for the fields of the pages that are shown.
func (t *talk) ask(f asked, pages []*workspace.Page) error {
	t.Say("type back to leave without changing anything")
	if q, ok := f.(*workspace.Form); ok && q.IsFolded() {
		t.Say("type %s to be asked for cloud, scopes, prompt and login hint, too", unfolding)
	}
	for _, page := range pages {
		for _, field := range page.Fields {
			if !page.Shown() {
				continue
			}
			if err := t.field(f, field); err != nil {
				return err
			}
		}
	}
	return nil
}

// field asks for one value; an empty answer keeps the one in brackets.
func (t *talk) field(f asked, field *workspace.Field) error {
	if field.Suggested { // an empty answer is one
		field.Value = ""
	}
	before := field.Value
	q := prompt.Question{
		Label: field.Label, About: field.Words(), Secret: field.Kind == workspace.SecretField, Current: before,
	}
	for _, o := range field.Options {
		if q.Options = append(q.Options, o.Label); o.Value == before {
			q.Current = o.Label
		}
	}
	q.Take = func(answer string, option int) error {
		switch {
		case option >= 0:
			field.Value = field.Options[option].Value
		case answer == unfolding && field.Key != "name" && unfolds(f):
			return errors.New("they are asked at the end")
		case answer != "":
			field.Value = answer
			if note := workspace.Tidy(f, field.Key); note != "" {
				t.Note("note: %s", note)
			}
			f.Trim()
		}
		fault, wrong := f.Fault(field.Key)
		if !wrong {
			return nil
		}
		field.Value = before
		return errors.New(faultWords(fault))
	}
	return t.Answer(q)
}

// unfolds asks for the advanced questions of a form, if they are not asked anyway.
func unfolds(f asked) bool {
	q, ok := f.(*workspace.Form)
	if !ok || !q.IsFolded() {
		return false
	}
	q.Unfold()
	return true
}

// unlock gets the secret for a sign-in, if that is not here yet.
func (t *talk) unlock(s *workspace.Subject) error {
	if from := s.SecretPlace(); from != "" && s.NeedsSecret() {
		t.Note("reading the client secret from %s", from)
		value, err := t.desk.Unlock(t.ctx, s)
		if err == nil {
			err = t.takeSecret(s, value)
		}
		if err != nil {
			t.Note("note: %s", err)
		}
	}
	for s.NeedsSecret() {
		t.Say(sentence.AboutSecret)
		value, err := t.AskHidden(sentence.SecretLabel)
		switch {
		case err != nil:
			return err
		case value == "":
			return prompt.ErrStay
		}
		if err := t.takeSecret(s, flow.NewSecret(value)); err != nil {
			t.Say("%s", err)
		}
	}
	return nil
}

func (t *talk) takeSecret(s *workspace.Subject, value flow.Secret) error {
	note, err := s.TakeSecret(value)
	if note != "" {
		t.Note("note: %s", note)
	}
	return err
}

// write asks for the name of a file until it is written, or given up. An empty answer is the suggested name.
func (t *talk) write(w *workspace.Writer) error {
	t.SayAll(w.Title, w.About, sentence.AboutFolder, w.Note)
	var share bool
	var err error
	if w.CanShare {
		share, err = t.Yes(sentence.AboutUnshared+" "+sentence.AskShare, false)
	}
	for err == nil {
		var name string
		if name, err = t.Ask("file name [" + w.Name + "], or back:"); err != nil {
			break
		}
		name = cmp.Or(name, w.Name)
		words, failed := t.desk.Write(w, name, share, false)
		if errors.Is(failed, workspace.ErrTaken) {
			var yes bool
			if yes, err = t.Yes(sentence.Overwrite(name), false); err != nil || !yes {
				continue
			}
			words, failed = t.desk.Write(w, name, share, true)
		}
		if failed == nil {
			t.Say("%s", words)
			break
		}
		t.Say("%s", failed)
	}
	return err
}
