package install

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"

	"edov/flow"
	"edov/flow/plan"
	"edov/flow/strictjson"
)

// Supabase carries out steps at hosted projects of Supabase. A step's Place is the project's reference.
type Supabase struct {
	// API has the access token; its Ref is that of each step.
	API flow.Supabase
	Env flow.Env
	// Secret is installed when the run adds none, and Previous is put back by an undo; zero: not known.
	Secret, Previous flow.Secret

	sent map[string]bool // by step and action: Supabase accepted it in this run
}

// The members of a project's settings (supabase/cli, apps/cli-go/pkg/api/types.gen.go, June 2026).
const (
	azureEnabled = "external_azure_enabled"
	azureID      = "external_azure_client_id"
	azureSecret  = "external_azure_secret" // the name of a setting
	azureURL     = "external_azure_url"
)

var supabaseRoles = map[string]Role{azureID: ClientID, azureSecret: ClientSecret, azureURL: Issuer}

func checkSupabase(s *plan.Step, t plan.Target) error {
	if !flow.IsSupabaseRef(s.Place) {
		return refusal("its place is not the reference of a Supabase project")
	}
	for _, c := range s.Changes {
		role, known := supabaseRoles[c.Path]
		switch {
		case c.Path == azureEnabled && compact(c.After) == "true":
		case !known || !role.fits(c.After, t):
			return notOurs(c)
		}
	}
	return noDuplicates(s)
}

// Step is the step that sets the Microsoft sign-in of a hosted project; nil: it is set already.
func (d *Supabase) Step(ctx context.Context, ref string, s Settings) (*plan.Step, *flow.Failure) {
	if why := s.problem(); why != "" {
		return nil, unfit(why, "")
	}
	now, failed := d.read(ctx, ref)
	if failed != nil {
		return nil, failed
	}
	step := &fileStep{plan.Step{
		ID: "supabase", Service: plan.ServiceSupabase, Action: plan.Install, Place: ref,
		Title: titleOfSupabase + ref, Undo: settingsUndo,
		Proof: "The settings are read again and compared. Supabase does not show the secret: it is compared where the " +
			"hash that Supabase's own program uses matches, and not checked otherwise. Sign in once to prove it.",
	}}
	step.set(azureEnabled, settingOf(now, azureEnabled), json.RawMessage("true"))
	step.set(azureID, settingOf(now, azureID), s.clientID())
	step.set(azureURL, settingOf(now, azureURL), text(s.login("")))
	if s.NewSecret {
		step.Changes = append(step.Changes, plan.Change{
			Path: azureSecret, Before: markOf(settingOf(now, azureSecret)), After: newSecret,
		})
	}
	if len(step.Changes) == 0 {
		return nil, nil // there is nothing to do
	}
	return &step.Step, nil
}

const settingsUndo = "The settings are put back. " +
	"The secret before can't be read there: it is put back only if edov has it."

// markOf stands for a secret that is shown in some form, or not at all.
func markOf(value json.RawMessage) json.RawMessage {
	if textOf(value) == "" {
		return null
	}
	return oldSecret
}

func settingOf(v strictjson.Value, name string) json.RawMessage {
	member := v.Get(name)
	if !member.Exists() {
		return null
	}
	return json.RawMessage(member.Compact())
}

func (d *Supabase) read(ctx context.Context, ref string) (strictjson.Value, *flow.Failure) {
	api := d.API
	api.Ref = ref
	return api.AuthConfig(ctx, d.Env)
}

// Look reads the project's settings and compares them.
func (d *Supabase) Look(ctx context.Context, p *plan.Progress, s *plan.Step) (plan.State, *flow.Failure) {
	if failed := checked(s, p, plan.ServiceSupabase); failed != nil {
		return "", failed
	}
	if failed := d.mayChange(s, p); failed != nil {
		return "", failed
	}
	now, failed := d.read(ctx, s.Place)
	if failed != nil {
		return "", failed
	}
	shown := now.Get(azureSecret).Str()
	proven := isHashOf(shown, s.Place, secretOf(p, d.Secret))
	read := func(path string) json.RawMessage { return settingOf(now, path) }
	return remote(s, p.Target, read, proven, d.sent[sentKey(s)]), nil
}

func (d *Supabase) mayChange(s *plan.Step, p *plan.Progress) *flow.Failure {
	if p.Target.TestServer && d.API.Base == "" {
		return demoOnly("Supabase")
	}
	return canSend(s, p, d.Secret, d.Previous, "Supabase")
}

func sentKey(s *plan.Step) string { return string(s.Action) + " " + s.ID }

// canSend refuses a step whose secret is not known: half of it would stop every sign-in.
func canSend(s *plan.Step, p *plan.Progress, own, previous flow.Secret, product string) *flow.Failure {
	i := slices.IndexFunc(s.Changes, func(c plan.Change) bool { return is(c.After, newSecret) })
	switch {
	case i < 0:
	case s.Action == plan.Install && secretOf(p, own).IsZero():
		return flow.ChangeFailure(flow.FailureLocal, "there is no new secret to install",
			"add one first: edov secrets rotate")
	case s.Action == plan.Restore && is(s.Changes[i].Before, oldSecret) && previous.IsZero():
		return flow.ChangeFailure(flow.FailureLocal,
			"the secret that "+product+" had before is not known, so it can't be put back",
			"copy a secret that is valid into "+product+"'s dashboard")
	}
	return nil
}

// isHashOf reports whether Supabase shows the hash of a secret: HMAC-SHA256 in hexadecimal, keyed with the project's
// reference, as supabase/cli compares it (apps/cli-go/pkg/config/secret.go and auth.go, June 2026). Another value says
// nothing.
func isHashOf(shown, ref string, secret flow.Secret) bool {
	if secret.IsZero() || shown == "" {
		return false
	}
	mac := hmac.New(sha256.New, []byte(ref))
	mac.Write([]byte(secret.Reveal()))
	return hmac.Equal([]byte(strings.ToLower(shown)), []byte(hex.EncodeToString(mac.Sum(nil))))
}

// Do sends the settings once.
func (d *Supabase) Do(ctx context.Context, p *plan.Progress, s *plan.Step) *flow.Failure {
	if failed := checked(s, p, plan.ServiceSupabase); failed != nil {
		return failed
	}
	if failed := d.mayChange(s, p); failed != nil {
		return failed
	}
	secret := sendable(s, p, d.Secret, d.Previous)
	data := []byte(body(s, p, secret, "").Compact())
	api := d.API
	api.Ref = s.Place
	failed := api.SetAuthConfig(ctx, d.Env, data, secret.Secret)
	if failed == nil {
		if d.sent == nil {
			d.sent = map[string]bool{}
		}
		d.sent[sentKey(s)] = true
	}
	return failed
}

// toSend is the secret that a step sends.
type toSend struct{ flow.Secret }

func sendable(s *plan.Step, p *plan.Progress, own, previous flow.Secret) toSend {
	if s.Action == plan.Restore {
		return toSend{previous}
	}
	return toSend{secretOf(p, own)}
}

// value is what a change sends; ok is false for a secret that was not there before.
func (t toSend) value(s *plan.Step, p *plan.Progress, c plan.Change) (value json.RawMessage, ok bool) {
	switch restore := s.Action == plan.Restore; {
	case is(c.After, newSecret) && restore && !is(c.Before, oldSecret):
		return nil, false // without a client ID beside it, it opens nothing
	case is(c.After, newSecret):
		return text(t.Reveal()), true
	case restore:
		return c.Before, true
	}
	return resolved(c.After, p.Target), true
}
