package lines

import (
	"errors"
	"strings"

	"edov/flow"
	"edov/ui/workspace"
)

// form asks for a connection, each value with its place in the portal, until
// flow finds nothing wrong with it.
func form(partial, another bool) way {
	return func(t *talk, _ *workspace.On) error {
		f := t.desk.NewForm(partial, another)
		t.say("type back to leave without changing anything")
		for _, page := range f.Pages {
			for _, field := range page.Fields {
				if !page.Shown() {
					continue
				}
				if err := t.field(f, field); err != nil {
					return err
				}
			}
		}
		for {
			words, work, fault := f.Finish()
			wrong := f.Field("name")
			if fault != nil { // a later answer made it wrong
				words, wrong = fault.Problem+"\n  hint: "+fault.Hint, f.Field(fault.Field)
			}
			t.sayAll(words)
			if err := t.do(work); fault == nil && err == nil {
				return nil
			}
			if fault == nil { // it was not saved: what was entered stays
				f = t.desk.NewForm(partial, false)
				wrong = f.Field("name")
			}
			wrong.Value = ""
			if err := t.field(f, wrong); err != nil {
				return err
			}
		}
	}
}

// field asks for one value; an empty answer keeps the one in brackets.
func (t *talk) field(f *workspace.Form, field *workspace.Field) error {
	if field.Suggested { // an empty answer is one
		field.Value = ""
	}
	before, shown := field.Value, field.Value
	t.say("%s: %s", field.Label, field.About)
	var options []item
	for _, o := range field.Options {
		options = append(options, item{name: o.Label})
		if t.say("  %d  %s", len(options), o.Label); o.Value == before {
			shown = o.Label
		}
	}
	prompt := field.Label
	if shown != "" && field.Kind != workspace.SecretField {
		prompt += " [" + shown + "]"
	}
	for {
		var answer string
		var err error
		if field.Kind == workspace.SecretField {
			answer, err = t.askSecret(prompt)
		} else {
			answer, err = t.ask(prompt + ":")
		}
		i := pick(options, answer)
		switch {
		case err != nil:
			return err
		case answer == "":
		case options != nil && i < 0:
			t.say("no such choice; type a number from 1 to %d", len(options))
			continue
		case options != nil:
			field.Value = field.Options[i].Value
		default:
			field.Value = answer
			f.Trim()
		}
		fault, wrong := f.Fault(field.Key)
		if !wrong {
			return nil
		}
		t.say("%s\n  hint: %s", fault.Problem, fault.Hint)
		field.Value = before
	}
}

// unlock gets the secret for a sign-in, if that is not here yet.
func (t *talk) unlock(s *workspace.Subject) error {
	if from := s.SecretPlace(); from != "" && s.NeedsSecret() {
		t.Note("reading the client secret from %s", from)
		value, err := t.desk.Unlock(t.ctx, s)
		if err == nil {
			err = s.TakeSecret(value)
		}
		if err != nil {
			t.Note("note: %s", err)
		}
	}
	for s.NeedsSecret() {
		t.say(workspace.AboutSecret)
		value, err := t.askSecret(workspace.SecretLabel)
		switch {
		case err != nil:
			return err
		case value == "":
			return errStay
		}
		if err := s.TakeSecret(flow.NewSecret(value)); err != nil {
			t.say("%s", err)
		}
	}
	return nil
}

// write asks for the name of a file until it is written, or none is given.
func (t *talk) write(w *workspace.Writer) error {
	t.sayAll(w.Title, w.About, w.Note)
	var share bool
	var err error
	if w.CanShare {
		if share, err = t.yes(workspace.AboutUnshared+" "+workspace.AskShare, false); err != nil {
			return err
		}
	}
	for {
		name, err := t.ask("file name, such as " + w.Name + " (empty for none):")
		if err != nil || name == "" {
			return err
		}
		words, err := t.desk.Write(w, name, share, false)
		if errors.Is(err, workspace.ErrTaken) {
			yes, no := t.yes(workspace.Overwrite, false)
			if no != nil || !yes {
				err = no
				if err != nil {
					return err
				}
				continue
			}
			words, err = t.desk.Write(w, name, share, true)
		}
		if err == nil {
			t.say("%s", words)
			return nil
		}
		t.say("%s", err)
	}
}

// paste reads a document up to an empty line, or the name of a file.
func (t *talk) paste(*workspace.On) error {
	offline := strings.ToLower(workspace.ActionAt(workspace.InPaste, workspace.GoOffline).Name)
	t.sayAll("", workspace.AboutPaste, workspace.AboutKeys,
		"paste it, then an empty line, or type the name of a file; type "+offline+" first to use no network")
	var p workspace.Paste
	var lines []string
	for len(lines) != 1 || !workspace.IsPath(lines[0]) {
		line, err := t.ask(">")
		if err != nil {
			return err
		}
		if line == "" {
			break
		}
		if lines == nil && line == offline {
			p.Offline = true
			t.say(workspace.AboutOffline)
			continue
		}
		lines = append(lines, line)
	}
	if lines == nil {
		return errStay
	}
	p.Text = strings.Join(lines, "\n")
	got := t.desk.CheckPaste(t.ctx, p, t.wait)
	for _, note := range got.Notes {
		t.Note("note: %s", note)
	}
	if got.Err != nil {
		return got.Err
	}
	_ = t.do(t.desk.Took(got.Run))
	return t.report(got.Run)
}
