package lines

import (
	"strings"

	"edov/flow/entra"
	"edov/inspect/fault"
	"edov/ui/lines/prompt"
	"edov/ui/render/text"
	"edov/ui/workspace"
	"edov/ui/workspace/action"
	"edov/ui/workspace/sentence"
)

// This file is about texts of several lines: what a person pastes to have it checked or explained.

// untilEmpty is said where a text of several lines is read.
const untilEmpty = "An empty line ends it."

// block reads the rest of a text up to an empty line, or the end of the input; lines are those that were read before.
func (t *talk) block(lines ...string) (string, error) {
	for {
		line, err := t.Next(t.ctx)
		switch line = strings.TrimSpace(line); {
		case err != nil && t.ctx.Err() != nil:
			return "", err
		case err != nil, line == "":
			return strings.Join(lines, "\n"), nil //nolint:nilerr // the end of the input ends the text
		case line == "back":
			return "", prompt.ErrStay
		}
		lines = append(lines, line)
	}
}

// mostTyped is how many words without punctuation are still a question of their own, answered at once; a text that
// was pasted has more lines.
const mostTyped = 8

// pasted is what to do with a text that is pasted at a menu; nil: it looks like a choice that there is not.
func (t *talk) pasted(first string) func() error {
	for _, item := range t.offer(action.Home, &workspace.On{}) { // what was printed may have named it
		if name, _, _ := strings.Cut(item.Name, ": "); strings.EqualFold(name, first) {
			return item.Do
		}
	}
	if entra.IsGUID(first) {
		return func() error { return t.check(workspace.Paste{Text: first}) }
	}
	long := len(strings.Fields(first)) > mostTyped || len(first) > 60
	if !long && !strings.ContainsAny(first, "{}[]\":=/.;!?'") {
		answers, why := workspace.Answers(first, t.desk.About())
		if len(answers) == 0 {
			return nil
		}
		return func() error { return t.answers(answers, why) }
	}
	return func() error {
		t.Note("%s", untilEmpty)
		text, err := t.block(first)
		if err != nil {
			return err
		}
		return t.take(workspace.Paste{Text: text})
	}
}

// paste reads a document up to an empty line, or the name of a file.
func (t *talk) paste(*workspace.On) error {
	offline := typed(action.InPaste, action.GoOffline)
	t.SayAll(sentence.AboutPaste, sentence.AboutKeys,
		"paste it, then an empty line, or type the name of a file; type "+offline+" first to use no network")
	var p workspace.Paste
	line, err := t.Ask(">")
	if err == nil && line == offline {
		p.Offline = true
		t.Say(sentence.AboutOffline)
		line, err = t.Ask(">")
	}
	if err == nil {
		p.Text, err = t.document(line)
	}
	if err != nil {
		return err
	}
	if !strings.ContainsAny(p.Text, " \n") { // one word may be the name of a file
		return t.check(p)
	}
	return t.take(p)
}

// document is the name of a file that was typed, or a text that begins with this line.
func (t *talk) document(line string) (string, error) {
	switch {
	case line == "":
		return "", prompt.ErrStay
	case workspace.IsPath(line):
		return line, nil
	}
	return t.block(line)
}

// secretsOfPasted lists the expiry dates in a manifest, where nothing is known of an app yet.
func (t *talk) secretsOfPasted() error {
	t.SayAll(sentence.AboutSecretsOf, untilEmpty)
	line, err := t.Ask(">")
	if err == nil {
		line, err = t.document(line)
	}
	if err != nil {
		return err
	}
	got := t.desk.CheckPaste(t.ctx, workspace.Paste{Text: line, Hint: sentence.AboutSecretsOf, Secrets: true}, t.wait)
	if got.Secrets != nil {
		t.SayAll(got.Notes...)
		return t.showSecrets(&workspace.On{Secrets: got.Secrets})
	}
	if got.Err != nil || got.Run.Session == nil || got.Run.Session.Registration == nil {
		return t.report(got.Run, got.Err)
	}
	return t.showSecrets(&workspace.On{Secrets: t.desk.SecretsOf(got.Run.Session.Registration)})
}

// take explains an error, and checks anything else.
func (t *talk) take(p workspace.Paste) error {
	if workspace.PurposeOf(p.Text) == workspace.ToExplain {
		return t.explainText(p.Text)
	}
	return t.check(p)
}

// check checks a document, or fills in the form with the settings that it holds.
func (t *talk) check(p workspace.Paste) error {
	if r, ok := t.desk.RecognizePasted(p.Text); ok && !r.Document {
		if yes, err := t.Yes(r.Question(), true); err != nil || yes {
			if err != nil {
				return err
			}
			return t.fillIn(t.desk.FormFor(r, false))
		}
	}
	got := t.desk.CheckPaste(t.ctx, p, t.wait)
	for _, note := range got.Notes {
		t.Note("note: %s", note)
	}
	_ = t.do(t.desk.Took(got.Run))
	return t.report(got.Run, got.Err)
}

// explain explains a number or a check at once, and anything else up to an empty line.
func (t *talk) explain(*workspace.On) error {
	t.SayAll(sentence.AboutExplain, untilEmpty)
	line, err := t.Ask(">")
	switch {
	case err != nil:
		return err
	case line == "":
		return prompt.ErrStay
	case !workspace.IsName(line):
		if line, err = t.block(line); err != nil {
			return err
		}
	}
	if workspace.IsDocument(line) {
		return t.check(workspace.Paste{Text: line})
	}
	return t.explainText(line)
}

func (t *talk) explainText(words string) error {
	return t.answers(workspace.Answers(words, t.desk.About()))
}

// answers prints the only answer, or asks which one; why is what to do where there is none.
func (t *talk) answers(answers []workspace.Answer, why fault.Explanation) error {
	switch len(answers) {
	case 0:
		why = workspace.InScreens(why)
		t.SayAll(why.Title+". To find the cause: "+why.Check, sentence.NoSuchError)
		return prompt.ErrStay
	case 1:
		return t.answer(answers[0])
	}
	return t.Once("Which one?", each(answers,
		func(a workspace.Answer) string { return a.Name + ": " + a.Title }, t.answer))
}

// answer prints one answer, and offers what it leads to.
func (t *talk) answer(a workspace.Answer) error {
	if a.Check != nil {
		return text.Explain(t.Out, *a.Check, t.Style)
	}
	*a.Error = workspace.InScreens(*a.Error)
	shown := *a.Error
	shown.CheckID = "" // its command can't be typed here, and explain takes its ID
	if err := text.Explanation(t.Out, shown, t.Style); err != nil {
		return err
	}
	return t.leads(&workspace.On{Answer: &a})
}

// leads offers where an answer leads: a scenario of the demo tenant, what tests for it, or a page.
func (t *talk) leads(on *workspace.On) error {
	name := func(l workspace.Lead) string { return l.Name }
	return t.Once(action.Titles[action.WhatNext], each(t.desk.Leads(*on.Answer), name, func(l workspace.Lead) error {
		switch {
		case l.Scenario != nil:
			return play(false)(t, &workspace.On{Scenario: l.Scenario})
		case l.Link != "":
			return t.open(nil, "", l.Link)
		}
		return ways[l.Action](t, &workspace.On{})
	}))
}
