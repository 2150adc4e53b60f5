package install

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"edov/flow"
	"edov/flow/lazy"
	"edov/flow/plan"
	"edov/flow/strictjson"
)

// Clerk carries out steps through Clerk's own command line program, which has to be installed and signed in. A step's
// Place is APP/INSTANCE: app_2abc/dev, app_2abc/prod, or the ID of an instance.
type Clerk struct {
	// Program is the path of the program; empty: clerk in PATH.
	Program string
	// LookAlike runs in place of it, for plans of the demo tenant alone; nil: Clerk's own program runs.
	LookAlike ClerkProgram
	// Secret is installed when the run adds none, and Previous is put back by an undo; zero: not known.
	Secret, Previous flow.Secret

	limits limits
	sent   map[string]bool // by step and action: the program said that Clerk accepted it in this run
}

// What Clerk calls the settings (clerk/cli, packages/cli-core/src/commands/config and commands/deploy, August 2026).
const (
	clerkKey    = "connection_oauth_microsoft"
	clerkPrefix = clerkKey + "."
	clerkID     = clerkPrefix + "client_id"
	clerkSecret = clerkPrefix + "client_secret" // the name of a setting
	clerkOn     = clerkPrefix + "enabled"
)

var (
	clerkPlace  = lazy.MustCompile(`^app_[A-Za-z0-9]{1,64}/(?:dev|prod|ins_[A-Za-z0-9]{1,64})$`)
	clerkTenant = lazy.MustCompile(`^[a-z_]{0,32}tenant[a-z_]{0,32}$`)
)

func checkClerk(s *plan.Step, t plan.Target) error {
	if !clerkPlace.MatchString(s.Place) {
		return refusal("its place is not an app and an instance of Clerk, such as app_2abc/dev")
	}
	for _, c := range s.Changes {
		var ok bool
		switch c.Path {
		case clerkOn:
			ok = compact(c.After) == "true"
		case clerkID:
			ok = ClientID.fits(c.After, t)
		case clerkSecret:
			ok = ClientSecret.fits(c.After, t)
		default:
			name, ours := strings.CutPrefix(c.Path, clerkPrefix)
			ok = ours && clerkTenant.MatchString(name) && Tenant.fits(c.After, t)
		}
		if !ok {
			return notOurs(c)
		}
	}
	return noDuplicates(s)
}

// Step is the step that sets the Microsoft connection of a Clerk instance; nil: it is set already. The settings are
// those that Clerk's schema has today: a tenant is set only if there is a setting for it.
func (k *Clerk) Step(ctx context.Context, place string, s Settings) (*plan.Step, *flow.Failure) {
	step := &fileStep{plan.Step{
		ID: "clerk", Service: plan.ServiceClerk, Action: plan.Install, Place: place,
		Title: titleOfClerk + place, Undo: settingsUndo,
		Proof: "The settings are read again and compared. The secret is compared if Clerk shows it, and not checked " +
			"otherwise. Sign in once to prove it.",
	}}
	if why := s.problem(); why != "" {
		return nil, unfit(why, "")
	}
	if err := checkClerk(&step.Step, plan.Target{}); err != nil {
		return nil, unfit(err.Error(), "")
	}
	tenant, failed := k.schema(ctx, place, s.tenant())
	if failed != nil {
		return nil, failed
	}
	now, failed := k.pull(ctx, place)
	if failed != nil {
		return nil, failed
	}
	step.set(clerkOn, clerkValue(now, clerkOn), json.RawMessage("true"))
	step.set(clerkID, clerkValue(now, clerkID), s.clientID())
	switch {
	case tenant != "":
		step.set(clerkPrefix+tenant, clerkValue(now, clerkPrefix+tenant), text(s.tenant()))
	case s.tenant() != "common":
		step.Proof += " Clerk's settings have no tenant: it sends users to common."
	}
	if s.NewSecret {
		step.Changes = append(step.Changes, plan.Change{
			Path: clerkSecret, Before: markOf(clerkValue(now, clerkSecret)), After: newSecret,
		})
	}
	if len(step.Changes) == 0 {
		return nil, nil // there is nothing to do
	}
	return &step.Step, nil
}

// schema asks which settings there are, and returns the name of the one for a tenant; empty: there is none that takes
// this tenant.
func (k *Clerk) schema(ctx context.Context, place, tenant string) (string, *flow.Failure) {
	v, failed := k.ask(ctx, place, "schema")
	if failed != nil {
		return "", failed
	}
	fields := v.Get("properties").Get(clerkKey).Get("properties")
	for _, path := range []string{clerkOn, clerkID, clerkSecret} {
		if name := strings.TrimPrefix(path, clerkPrefix); !fields.Has(name) {
			return "", flow.ChangeFailure(flow.FailureProtocol, "Clerk's schema has no setting "+path+" today",
				"set it in the Clerk Dashboard: SSO connections > Microsoft")
		}
	}
	found := ""
	for _, m := range fields.Members() {
		if !clerkTenant.MatchString(m.Name) || m.Value.Get("type").Str() != "string" {
			continue
		}
		allowed := m.Value.Get("enum")
		takes := !allowed.Exists() || slices.ContainsFunc(allowed.Elems(), func(e strictjson.Value) bool {
			return e.Str() == tenant
		})
		if found != "" || !takes {
			return "", nil // which one it is would be a guess
		}
		found = m.Name
	}
	return found, nil
}

func (k *Clerk) pull(ctx context.Context, place string) (strictjson.Value, *flow.Failure) {
	return k.ask(ctx, place, "pull")
}

// ask runs clerk config COMMAND and reads the JSON that it prints.
func (k *Clerk) ask(ctx context.Context, place, command string) (strictjson.Value, *flow.Failure) {
	argv := append([]string{"config", command}, where(place)...)
	out, failed := k.run(ctx, nil, append(argv, "--keys", clerkKey)...)
	if failed != nil {
		return strictjson.Value{}, failed
	}
	v, err := strictjson.Parse(out, strictjson.Document)
	if err != nil || v.Kind != strictjson.Object {
		return v, flow.ChangeFailure(flow.FailureProtocol, "clerk config "+command+" did not print a JSON object",
			"run it yourself, or update it: npm install -g clerk")
	}
	return v, nil
}

// where names the app and the instance, so that the folder's own project does not matter.
func where(place string) []string {
	app, instance, _ := strings.Cut(place, "/")
	return []string{"--app", app, "--instance", instance}
}

func clerkValue(v strictjson.Value, path string) json.RawMessage {
	return settingOf(v.Get(clerkKey), strings.TrimPrefix(path, clerkPrefix))
}

// Look reads the instance's settings and compares them.
func (k *Clerk) Look(ctx context.Context, p *plan.Progress, s *plan.Step) (plan.State, *flow.Failure) {
	if failed := k.mayChange(s, p); failed != nil {
		return "", failed
	}
	now, failed := k.pull(ctx, s.Place)
	if failed != nil {
		return "", failed
	}
	secret := secretOf(p, k.Secret)
	proven := !secret.IsZero() && textOf(clerkValue(now, clerkSecret)) == secret.Reveal()
	read := func(path string) json.RawMessage { return clerkValue(now, path) }
	return remote(s, p.Target, read, proven, k.sent[sentKey(s)]), nil
}

// mayChange refuses a step that is not Clerk's, for another place, or without its secret.
func (k *Clerk) mayChange(s *plan.Step, p *plan.Progress) *flow.Failure {
	if failed := checked(s, p, plan.ServiceClerk); failed != nil {
		return failed
	}
	switch {
	case p.Target.TestServer && k.LookAlike == nil:
		return demoOnly("Clerk")
	case !p.Target.TestServer && k.LookAlike != nil:
		return flow.ChangeFailure(flow.FailureLocal, "the plan is for Microsoft, and this is the demo's Clerk", "")
	}
	return canSend(s, p, k.Secret, k.Previous, "Clerk")
}

// Do lets Clerk say what it would change, and then sends the settings once. Clerk's API compares versions (If-Match),
// and its program sends none and drops the one it reads: the values before the change, as the dry run has them, are
// compared instead.
func (k *Clerk) Do(ctx context.Context, p *plan.Progress, s *plan.Step) *flow.Failure {
	if failed := k.mayChange(s, p); failed != nil {
		return failed
	}
	secret := sendable(s, p, k.Secret, k.Previous)
	fields := strictjson.Member{Name: clerkKey, Value: body(s, p, secret, clerkPrefix)}
	asked := strictjson.ObjectOf([]strictjson.Member{fields})
	input := []byte(asked.Compact())
	argv := append([]string{"config", "patch"}, where(s.Place)...)
	out, failed := k.run(ctx, input, append(argv, "--dry-run")...)
	if failed != nil {
		return notSent(failed)
	}
	if failed := previewed(out, s, p, asked); failed != nil {
		return failed
	}
	out, failed = k.run(ctx, input, append(argv, "--yes")...)
	if failed != nil {
		return failed
	}
	// It prints what Clerk answered. Without a response, it may have done nothing.
	if v, err := strictjson.Parse(out, strictjson.Document); err != nil || v.Kind != strictjson.Object ||
		v.Get("dry_run").Text == "true" {
		return flow.ChangeFailure(flow.FailureProtocol, "clerk config patch ended well and printed no response of Clerk",
			"compare the Clerk Dashboard: SSO connections > Microsoft")
	}
	if k.sent == nil {
		k.sent = map[string]bool{}
	}
	k.sent[sentKey(s)] = true
	return nil
}

// IsClerkInstance reports whether a text names an app and an instance of Clerk, such as app_2abc/dev.
func IsClerkInstance(s string) bool { return clerkPlace.MatchString(s) }
