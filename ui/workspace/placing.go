package workspace

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"edov/flow"
	"edov/flow/install"
	"edov/flow/plan"
	"edov/inspect/guide"
	"edov/ui/provision"
	"edov/ui/workspace/sentence"
)

// Placing asks where the client ID and the secret go on the product's side. Nothing is read or written before the plan
// that it leads to.
type Placing struct {
	Questions
	desk *Desk
}

// The answers to where the values go.
const (
	byHand       = "by-hand"
	inEnvFile    = "env-file"
	inConfigTOML = "config-toml"
	atSupabase   = "supabase"
	atClerk      = "clerk"
)

// placesOf are the places that a product can have, by the ID of its guide, apart from copying by hand.
var placesOf = map[string][]Option{
	"clerk": {{atClerk, "Clerk, through its own command line program"}},
	"supabase": {
		{atSupabase, "Supabase, a hosted project"},
		{inConfigTOML, "Supabase, local development: config.toml and .env"},
		{inEnvFile, "Supabase, self-hosted: an .env file"},
	},
	"authjs":      {{inEnvFile, "An .env file"}},
	"better-auth": {{inEnvFile, "An .env file"}},
	"own":         {{inEnvFile, "An .env file"}},
}

// NewPlacing asks for a subject; nil: there is nothing to ask, since it is the practice, or the user can only copy the
// values.
func (d *Desk) NewPlacing(s *Subject) *Placing {
	places := placesOf[guide.For(s.Product()).ID]
	if s.IsDemo() || len(places) == 0 {
		return nil
	}
	f := &Placing{desk: d}
	is := func(where string) func() bool { return func() bool { return f.value("where") == where } }
	token := &Field{Key: "token", Label: sentence.TokenLabel, About: sentence.AboutToken, Kind: SecretField}
	if f.hasToken() {
		token.About = "Leave empty to use " + flow.SupabaseTokenName + ". " + token.About
	}
	f.Pages = []*Page{
		{Fields: []*Field{{
			Key: "where", Label: "Where do the client ID and the secret go?", About: sentence.AboutPlaces, Kind: ChoiceField,
			Value:   byHand,
			Options: append([]Option{{byHand, "Copy them yourself: edov shows the values and the page"}}, places...),
		}}},
		{Fields: []*Field{{
			Key: "env-file", Label: ".env file", About: "Such as .env or .env.local, in the folder of your app", Value: ".env",
		}}, shown: is(inEnvFile)},
		{Fields: []*Field{
			{Key: "toml", Label: "Supabase's config.toml", About: "It refers to the secret", Value: "supabase/config.toml"},
			{Key: "toml-env", Label: ".env file with the secret", About: "The one that supabase start reads", Value: ".env"},
		}, shown: is(inConfigTOML)},
		{Fields: []*Field{
			{Key: "project", Label: "Project reference", About: "REF in https://REF.supabase.co"}, token,
		}, shown: is(atSupabase)},
		{Fields: []*Field{{
			Key: "instance", Label: "App and instance", About: "Such as app_2abc/prod. It needs clerk, installed and signed in",
		}}, shown: is(atClerk)},
	}
	f.begin()
	return f
}

func (f *Placing) hasToken() bool { return !f.token().IsZero() }

// token is the access token for Supabase: what was typed, or that of the environment.
func (f *Placing) token() flow.Secret {
	if typed := f.value("token"); typed != "" {
		return flow.NewSecret(typed)
	}
	getenv := f.desk.Env.Getenv
	if getenv == nil {
		getenv = os.Getenv
	}
	return flow.NewSecret(getenv(flow.SupabaseTokenName))
}

// Trim takes away what was copied along with the values.
func (f *Placing) Trim() {
	for _, p := range f.Pages {
		for _, field := range p.Fields {
			field.Value = strings.TrimSpace(field.Value)
		}
	}
}

// Fault is what is wrong with a field that is asked.
func (f *Placing) Fault(key string) (flow.Fault, bool) {
	isAsked := slices.ContainsFunc(f.Pages, func(p *Page) bool {
		return p.Shown() && slices.ContainsFunc(p.Fields, func(field *Field) bool { return field.Key == key })
	})
	fault := flow.Fault{Field: key}
	switch value := f.value(key); {
	case !isAsked:
		return fault, false
	case slices.Contains([]string{"env-file", "toml", "toml-env"}, key) && value == "":
		fault.Problem, fault.Hint = "which file? enter its name", "a name without a folder is in the one you started edov in"
	case key == "project" && !flow.IsSupabaseRef(value):
		fault.Problem, fault.Hint = "this is not the reference of a project", "20 small letters, as in https://REF.supabase.co"
	case key == "token" && !f.hasToken():
		fault.Problem, fault.Hint = "Supabase needs an access token", "Supabase Dashboard > Account > Access Tokens makes one"
	case key == "instance" && !install.IsClerkInstance(value):
		fault.Problem, fault.Hint = "this is not an app and an instance of Clerk", "such as app_2abc/dev or app_2abc/prod"
	}
	return fault, fault.Problem != ""
}

// Faults are those of all fields that are asked.
func (f *Placing) Faults() []flow.Fault {
	var list []flow.Fault
	for _, p := range f.Pages {
		for _, field := range p.Fields {
			if fault, wrong := f.Fault(field.Key); wrong {
				list = append(list, fault)
			}
		}
	}
	return list
}

// places are the answers; nil are those of a user who copies the values.
func (f *Placing) places() provision.Places {
	if f == nil {
		return provision.Places{}
	}
	switch f.value("where") {
	case inEnvFile:
		return provision.Places{EnvFiles: []string{f.path("env-file")}}
	case inConfigTOML:
		return provision.Places{SupabaseTOML: f.path("toml"), EnvFiles: []string{f.path("toml-env")}}
	case atSupabase:
		return provision.Places{Supabase: f.value("project"), Token: f.token()}
	case atClerk:
		return provision.Places{Clerk: f.value("instance")}
	}
	return provision.Places{}
}

// path is the whole path of a file that was named.
func (f *Placing) path(key string) string {
	name := f.value(key)
	if rest, ok := strings.CutPrefix(name, "~/"); ok {
		if home, err := os.UserHomeDir(); err == nil {
			name = filepath.Join(home, rest)
		}
	}
	if whole, err := filepath.Abs(name); err == nil {
		return whole
	}
	return name // what installs it refuses a path that is not whole
}

// asking lets a step for the user ask through the face that carries the plan out.
type asking struct {
	confirm func(ctx context.Context, h provision.HandOver) (bool, error)
}

func (a *asking) ask(ctx context.Context, s *plan.Step, secret flow.Secret) (bool, error) {
	return a.confirm(ctx, provision.NewHandOver(s, secret))
}

// Asks says how a step that only the user can do is shown, and asked about. It is called from CarryOut, with the values
// and the secret, which may be shown once, and only on request.
func (c *Changing) Asks(confirm func(ctx context.Context, h provision.HandOver) (bool, error)) {
	c.asking.confirm = confirm
}

// productSide is where the values go on the product's side, as far as that is known before a plan is made.
type productSide struct {
	desk    *Desk
	places  provision.Places
	open    bool // it has to be asked
	entered bool // the guide has them as entered
}

func (d *Desk) productSide(s *Subject, at *Placing) productSide {
	return productSide{d, at.places(), at == nil && d.NewPlacing(s) != nil, d.isEntered(s)}
}

// install adds the steps for the product's side to where a secret goes. adds says whether the plan adds one: if not,
// and all was entered before, there is nothing to do.
func (p productSide) install(
	ctx context.Context, c *Changing, to *provision.Destination, clientID string, adds bool,
) error {
	switch {
	case c.site.Demo != nil: // its product is among them
		return nil
	case !adds && p.entered && !p.places.Given():
		return nil
	case p.open:
		return ErrPlaces
	}
	had, _ := p.desk.secretOf(ctx, c) // not known: then only a new one can be installed
	if adds || !had.IsZero() {
		p.places.Confirm = c.asking.ask
	}
	failure := c.site.Install(ctx, to, p.places, c.connection.Product, install.Settings{
		ClientID: clientID, Tenant: c.connection.Tenant, Cloud: c.connection.Cloud,
		RedirectURI: c.connection.ProductRedirectURI,
	}, had)
	if failure != nil {
		return inWords(failure)
	}
	return nil
}

// enteredParts are the parts of the guide in which the values are entered at the product.
func enteredParts(w *guide.Walk) []*guide.WalkPart {
	var list []*guide.WalkPart
	for i := range w.Steps {
		for j := range w.Steps[i].Parts {
			if p := &w.Steps[i].Parts[j]; strings.HasPrefix(p.ID, "credentials") {
				list = append(list, p)
			}
		}
	}
	return list
}

// isEntered holds when the guide has them as entered.
func (d *Desk) isEntered(s *Subject) bool {
	return !slices.ContainsFunc(enteredParts(d.Walk(s)), func(p *guide.WalkPart) bool { return !p.Done() })
}

// sayEntered marks what a plan entered at the product, or removes the marks after an undo.
func (m *Changed) sayEntered(d *Desk) []Work {
	did := func(a plan.Action) bool {
		return slices.ContainsFunc(
			[]plan.Service{plan.ServiceUser, plan.ServiceFile, plan.ServiceClerk, plan.ServiceSupabase},
			func(at plan.Service) bool { return m.Result.Did(m.Plan, at, a) })
	}
	installed, restored := did(plan.Install), did(plan.Restore)
	if m.at.practice != nil || !installed && !restored {
		return nil
	}
	for _, p := range enteredParts(d.Walk(m.at)) {
		m.at.Progress().Say(p.ID, installed, d.Now())
	}
	return d.SaveWay(m.at)
}
