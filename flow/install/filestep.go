package install

import (
	"context"
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"edov/flow"
	"edov/flow/plan"
)

// Env is the step that sets a product's variables in an .env file; nil: all are set already. product is one of Sets,
// or empty where it is not known: then the variables that hold this client ID already are set, or else those of the
// Azure SDKs. Of two sets of a product, the one that the file has is written.
func (f *File) Env(ctx context.Context, path, product string, s Settings) (*plan.Step, *flow.Failure) {
	step, was, now, failed := f.begin(ctx, path, s)
	if failed != nil {
		return nil, failed
	}
	set := holding(s.ClientID, now)
	if product != "" || set == nil {
		set = chosenSet(product, now)
	}
	if set == nil {
		return nil, EnvUnknown(product)
	}
	for _, name := range set.written() {
		switch set.Names[name] {
		case ClientID:
			step.set(name, now[name], s.clientID())
		case ClientSecret:
			if s.NewSecret {
				c := plan.Change{Path: name, Before: shownValue(path, now[name], true), After: newSecret}
				step.Changes = append(step.Changes, c)
			}
		case Tenant:
			step.set(name, now[name], text(s.tenant()))
		case Issuer:
			step.set(name, now[name], text(s.login(set.issuer)))
		case RedirectURI:
			if s.RedirectURI != "" {
				step.set(name, now[name], text(s.RedirectURI))
			}
		}
	}
	if set.on != "" {
		step.set(set.on, now[set.on], text("true"))
	}
	step.ID, step.Title = "env-file", "Set the variables of the sign-in in "+filepath.Base(path)
	if set.Product != "" {
		step.Title = "Set the variables of " + set.Product + " in " + filepath.Base(path)
	}
	step.Proof = "The file is read again and each value compared, the secret too. Whether the program reads this file " +
		"is not checked."
	if was.shown {
		step.Proof += " git does not ignore the file yet: add .env* to .gitignore before you commit."
	}
	return f.finish(step)
}

// holding is the set whose client ID in a file is that of an app; nil: none. A secret that is replaced under other
// names leaves the old one where the program reads it, until it is removed at Microsoft and sign-ins fail.
func holding(clientID string, now map[string]json.RawMessage) *Set {
	for i := range sets {
		for name, role := range sets[i].Names {
			if role == ClientID && clientID != "" && strings.EqualFold(textOf(now[name]), clientID) {
				return &sets[i]
			}
		}
	}
	return nil
}

// EnvUnknown is the failure of File.Env for a product that has no set of variables; nil: it has one.
func EnvUnknown(product string) *flow.Failure {
	if chosenSet(product, nil) != nil {
		return nil
	}
	return unfit("no .env variables of "+product+" are known",
		"leave the .env file out, or name the product that reads it")
}

// chosenSet is the set of a product that a file has; else its first one.
func chosenSet(product string, now map[string]json.RawMessage) *Set {
	var first *Set
	for i := range sets {
		s := &sets[i]
		if s.Product != product {
			continue
		}
		if slices.ContainsFunc(s.written(), func(name string) bool { return now[name] != nil }) {
			return s
		}
		if first == nil {
			first = s
		}
	}
	return first
}

// TOML is the step that sets auth.external.azure in Supabase's config.toml for local development; nil: it is set
// already. The secret itself is not in that file: it refers to a variable of the .env file.
func (f *File) TOML(ctx context.Context, path string, s Settings) (*plan.Step, *flow.Failure) {
	if !isTOML(path) {
		return nil, unfit("this is not Supabase's file: supabase/config.toml", "")
	}
	step, was, now, failed := f.begin(ctx, path, s)
	if failed != nil {
		return nil, failed
	}
	if !was.exists {
		return nil, unfit("there is no supabase/config.toml", "make one first: supabase init")
	}
	step.set(tomlPrefix+"enabled", now[tomlPrefix+"enabled"], json.RawMessage("true"))
	step.set(tomlPrefix+"client_id", now[tomlPrefix+"client_id"], s.clientID())
	secret := tomlPrefix + "secret"
	step.set(secret, shownValue(path, now[secret], true), text("env("+supabaseSecret+")"))
	step.set(tomlPrefix+"url", now[tomlPrefix+"url"], text(s.login("")))
	step.ID, step.Title = "supabase-config", "Set auth.external.azure in supabase/config.toml"
	step.Proof = "The file is read again and each value compared. Whether Supabase runs with it is not checked: restart " +
		"it with supabase stop and supabase start."
	return f.finish(step)
}

// fileStep is a step that is being made.
type fileStep struct{ plan.Step }

func (f *File) begin(ctx context.Context, path string, s Settings) (
	*fileStep, content, map[string]json.RawMessage, *flow.Failure,
) {
	if why := s.problem(); why != "" {
		return nil, content{}, nil, unfit(why, "")
	}
	if !isOurs(path) {
		return nil, content{}, nil, unfit(
			"this is not an .env file or supabase/config.toml, with its whole path", "name it .env, .env.local or similar")
	}
	c, failed := f.read(ctx, path)
	if failed != nil {
		if !c.unsure {
			failed.Stage = flow.StageConnection
		}
		return nil, c, nil, failed
	}
	now, err := values(path, c.data)
	if err != nil {
		return nil, c, nil, unfit(filepath.Base(path)+": "+err.Error(),
			"fix the file, and try again")
	}
	step := &fileStep{plan.Step{Service: plan.ServiceFile, Action: plan.Install, Place: path}}
	return step, c, now, nil
}

// set adds a change, if it is one.
func (s *fileStep) set(path string, before, after json.RawMessage) {
	if before == nil {
		before = null
	}
	if compact(before) != compact(after) {
		s.Changes = append(s.Changes, plan.Change{Path: path, Before: before, After: after})
	}
}

// finish adds the backup; a step without changes is none.
func (f *File) finish(s *fileStep) (*plan.Step, *flow.Failure) {
	if len(s.Changes) == 0 {
		return nil, nil // there is nothing to do
	}
	now := time.Now
	if f.Now != nil {
		now = f.Now
	}
	s.Changes = append(s.Changes, plan.Change{
		Path: backupPath, Before: null, After: text(now().UTC().Format("20060102T150405Z")),
	})
	s.Undo = undoOfFile(&s.Step)
	if err := checkFile(&s.Step, plan.Target{}); err != nil {
		return nil, flow.ChangeFailure(flow.FailureLocal, err.Error(), "")
	}
	return &s.Step, nil
}
