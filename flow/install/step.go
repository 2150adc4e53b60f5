package install

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"

	"edov/flow"
	"edov/flow/entra"
	"edov/flow/lazy"
	"edov/flow/plan"
	"edov/flow/strictjson"
	"edov/flow/visible"
)

// Settings are what a step installs at the product's side.
type Settings struct {
	// ClientID is empty for the app that the same plan creates.
	ClientID    string
	Tenant      string // a tenant ID, common, organizations or consumers; empty: common
	Cloud       entra.Cloud
	RedirectURI string // where the product's settings have one; empty: not written
	// NewSecret installs the secret that the run adds, or the one that the Doer has.
	NewSecret bool
}

// The marks that stand in a step for values that are not in it.
var (
	newSecret = json.RawMessage(plan.NewSecretMark)
	oldSecret = json.RawMessage(plan.OldSecretMark)
	newApp    = json.RawMessage(plan.NewAppMark)
	null      = json.RawMessage(`null`)
)

func is(c json.RawMessage, mark json.RawMessage) bool { return compact(c) == string(mark) }

// compact is JSON without blanks; "null" for what is none.
func compact(data json.RawMessage) string {
	return parsed(data).Compact()
}

// text is a JSON string.
func text(s string) json.RawMessage { return json.RawMessage(strictjson.Text(s).Compact()) }

// textOf is the content of a JSON string; empty for other kinds.
func textOf(data json.RawMessage) string {
	return parsed(data).Str()
}

// parsed is JSON that is a part of a step or was written here; null for what is none.
func parsed(data json.RawMessage) strictjson.Value {
	return strictjson.OrNull(data, strictjson.Document)
}

// body is what a step sends: an object of all its settings, in their order and without a prefix of their names. It has
// the secret as it is.
func body(s *plan.Step, p *plan.Progress, secret toSend, prefix string) strictjson.Value {
	var members []strictjson.Member
	for _, c := range s.Changes {
		if value, ok := secret.value(s, p, c); ok {
			name := strings.TrimPrefix(c.Path, prefix)
			members = append(members, strictjson.Member{Name: name, Value: parsed(value)})
		}
	}
	return strictjson.ObjectOf(members)
}

// LosesSecret reports whether a plan adds a client secret that no later step takes anywhere: Microsoft shows its value
// once, to the run that added it.
func LosesSecret(p *plan.Plan) bool {
	lost := false
	for i := range p.Steps {
		switch s := &p.Steps[i]; {
		case s.Action == plan.AddSecret:
			lost = true
		case takesSecret(s):
			lost = false
		}
	}
	return lost
}

// takesSecret holds for a step that brings the new secret somewhere.
func takesSecret(s *plan.Step) bool {
	return s.Action == plan.Install && (s.Service != plan.ServiceFile || installsSecret(s)) // config.toml has none
}

// LacksSecret reports whether steps that were chosen of a plan wait for a client secret that its step, left out, adds.
func LacksSecret(chosen, all *plan.Plan) bool {
	adds := func(s plan.Step) bool { return s.Action == plan.AddSecret }
	takes := func(s plan.Step) bool { return takesSecret(&s) }
	return slices.ContainsFunc(all.Steps, adds) && !slices.ContainsFunc(chosen.Steps, adds) &&
		slices.ContainsFunc(chosen.Steps, takes)
}

// resolved is what a change's After stands for at the place itself.
func resolved(after json.RawMessage, t plan.Target) json.RawMessage {
	if is(after, newApp) {
		return text(t.AppID)
	}
	return after
}

// clientID is the new value of a client ID.
func (s Settings) clientID() json.RawMessage {
	if s.ClientID == "" {
		return newApp
	}
	return text(s.ClientID)
}

func (s Settings) tenant() string {
	if s.Tenant == "" {
		return "common"
	}
	return s.Tenant
}

// login is the address of the tenant's sign-in, followed by what a product wants after it.
// It has the tenant as the issuer names it: the products that are given an address compare it.
func (s Settings) login(after string) string {
	name, _ := entra.NameInIssuer(s.tenant()) // of the other tenants, problem has said what is wrong
	return "https://" + s.Cloud.LoginHost() + "/" + name + after
}

// unfit refuses a place or a value that was given. Nothing was begun: the input is wrong.
func unfit(why, hint string) *flow.Failure {
	return &flow.Failure{Stage: flow.StageConnection, Kind: flow.FailureLocal, Summary: why, Hint: hint}
}

// problem says what is wrong with settings; empty: nothing.
func (s Settings) problem() string {
	switch {
	case s.ClientID != "" && !entra.IsGUID(s.ClientID):
		return "the client ID is not a GUID"
	case !entra.IsTenantWord(s.tenant()) && !entra.IsGUID(s.tenant()):
		return "the tenant is not a tenant ID, common, organizations or consumers"
	case s.RedirectURI != "" && !isRedirect(s.RedirectURI):
		return "the redirect URI is not valid"
	}
	return ""
}

// forTarget reports whether a plan for a target may install a tenant: its own, that of personal accounts, or a word for
// several.
func forTarget(tenant string, t plan.Target) bool {
	return entra.IsTenantWord(tenant) || strings.EqualFold(tenant, entra.ConsumersTenant) ||
		entra.IsGUID(tenant) && (t.Tenant == "" || strings.EqualFold(tenant, t.Tenant))
}

// isIssuer reports whether an address is Microsoft's sign-in, for a tenant that a plan may install.
func isIssuer(address string, t plan.Target) bool {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return false
	}
	cloud, ours := entra.CloudOfHost(u.Host)
	if !ours || u.Host != cloud.LoginHost() || t.Cloud != "" && cloud != t.Cloud {
		return false
	}
	tenant := strings.TrimSuffix(strings.TrimPrefix(u.Path, "/"), "/v2.0")
	return forTarget(tenant, t)
}

func isRedirect(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Host != "" && u.User == nil && (u.Scheme == "https" || u.Scheme == "http") &&
		plainAddress.MatchString(address)
}

// plainAddress has no character that a file's reader would take for its own.
var plainAddress = lazy.MustCompile(`^[A-Za-z0-9._~:/?&=%+-]{1,1000}$`)

// fits reports whether a step may set a value of a role: what a plan's file says is not taken on trust.
func (r Role) fits(after json.RawMessage, t plan.Target) bool {
	value := textOf(after)
	switch r {
	case ClientID:
		return is(after, newApp) || entra.IsGUID(value) && (t.AppID == "" || strings.EqualFold(value, t.AppID))
	case ClientSecret:
		return is(after, newSecret)
	case Tenant:
		return forTarget(value, t)
	case Issuer:
		return isIssuer(value, t)
	case RedirectURI:
		return isRedirect(value)
	}
	return false
}

// Check refuses a plan of which a step would install something else than this package's own steps do, at a place that
// is none of theirs. Plans are files that people send each other: call it for one that was read.
func Check(p *plan.Plan) error {
	for i := range p.Steps {
		if err := checkStep(&p.Steps[i], p.Target); err != nil {
			return err
		}
	}
	return nil
}

// refusal is what is wrong with a step, in words for the user.
type refusal string

func (r refusal) Error() string { return string(r) }

func checkStep(s *plan.Step, t plan.Target) error {
	var err error
	switch s.Service {
	case plan.ServiceFile:
		err = checkFile(s, t)
	case plan.ServiceClerk:
		err = checkClerk(s, t)
	case plan.ServiceSupabase:
		err = checkSupabase(s, t)
	case plan.ServiceUser:
		err = checkUser(s)
	default:
		return nil
	}
	if err != nil {
		return refusal("step " + visible.Line(s.ID) + ": " + err.Error())
	}
	return nil
}

// checked is checkStep for a Doer.
func checked(s *plan.Step, p *plan.Progress, service plan.Service) *flow.Failure {
	if s.Service != service || s.Action != plan.Install && s.Action != plan.Restore {
		return flow.ChangeFailure(flow.FailureLocal, "this is not a step of "+string(service), "")
	}
	if err := checkStep(s, p.Target); err != nil {
		return flow.ChangeFailure(flow.FailureLocal, err.Error(), "make a new plan")
	}
	if s.Action == plan.Install && p.Target.AppID == "" && slices.ContainsFunc(s.Changes, func(c plan.Change) bool {
		return is(c.After, newApp)
	}) {
		return flow.ChangeFailure(flow.FailureLocal, "the client ID is not known yet: the app was not created", "")
	}
	return nil
}

func notOurs(c plan.Change) error {
	return refusal("it sets " + visible.Line(c.Path) + " to something that edov does not install")
}

// demoOnly refuses to bring an app of the demo tenant into a real product, where no user could sign in with it.
func demoOnly(product string) *flow.Failure {
	return flow.ChangeFailure(flow.FailureLocal, "the plan is for the demo tenant, and this is the real "+product, "")
}

// noDuplicates refuses a step that changes something twice.
func noDuplicates(s *plan.Step) error {
	seen := map[string]bool{}
	for _, c := range s.Changes {
		if seen[c.Path] {
			return refusal(visible.Line(c.Path) + " is changed twice")
		}
		seen[c.Path] = true
	}
	return nil
}

// installsSecret reports whether a step sets the secret.
func installsSecret(s *plan.Step) bool {
	return slices.ContainsFunc(s.Changes, func(c plan.Change) bool { return is(c.After, newSecret) })
}

// restoresSecret reports whether the undo of a step sets the secret that was there before.
func restoresSecret(s *plan.Step) bool {
	return slices.ContainsFunc(s.Changes, func(c plan.Change) bool {
		return is(c.After, newSecret) && is(c.Before, oldSecret)
	})
}

// secretOf is the secret that a step installs: that of the run, or else the one that the Doer has.
func secretOf(p *plan.Progress, own flow.Secret) flow.Secret {
	if !p.Secret.IsZero() {
		return p.Secret
	}
	return own
}

// compare says how the readable values of a place stand: as before, as after, or neither. Values of secrets are not
// among them.
func compare(s *plan.Step, t plan.Target, now func(path string) json.RawMessage) (before, after bool) {
	before, after = true, true
	for _, c := range s.Changes {
		if is(c.After, newSecret) {
			continue
		}
		value := compact(now(c.Path))
		before = before && value == compact(c.Before)
		after = after && value == compact(resolved(c.After, t))
	}
	return before, after
}

// remote is the state of a place whose secret can't be read. proven is set when it is known to be the new one; sent,
// when this run has sent it and the place accepted it.
func remote(s *plan.Step, t plan.Target, now func(path string) json.RawMessage, proven, sent bool) plan.State {
	before, after := compare(s, t, now)
	secretDone := proven || sent || !installsSecret(s)
	if s.Action == plan.Restore {
		before, after = after, before
		secretDone = sent || !restoresSecret(s)
	}
	switch {
	case after && secretDone:
		return plan.Done
	case after: // what can be read is right already, and the secret is not known to be
		return plan.Unseen
	case before:
		return plan.Pending
	}
	return plan.Changed
}
