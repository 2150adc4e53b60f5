package provision

import (
	"context"
	"encoding/json"
	"net/url"
	"time"

	"edov/flow"
	"edov/flow/install"
	"edov/flow/plan"
	"edov/inspect/guide"
)

// Places are where the product takes the client ID and the secret from, on its own side. None of them means that the
// user copies the values, where Confirm is there.
type Places struct {
	EnvFiles     []string // whole paths of .env files
	SupabaseTOML string   // the whole path of Supabase's config.toml
	Clerk        string   // APP/INSTANCE, through Clerk's own program
	Supabase     string   // the reference of a hosted project
	Token        flow.Secret
	// Unchecked writes .env files although git can't be asked whether it tracks them.
	Unchecked bool
	// Confirm shows the user a step that only they can do, and asks whether it is done; nil: that is not possible.
	Confirm func(ctx context.Context, s *plan.Step, secret flow.Secret) (bool, error)
}

// Given reports whether some place was named.
func (p Places) Given() bool {
	return len(p.EnvFiles) > 0 || p.SupabaseTOML != "" || p.Clerk != "" || p.Supabase != ""
}

// Unfit says which of them can't hold values of a product, before anything is read; nil: none is known to.
func (p Places) Unfit(product string) *flow.Failure {
	if len(p.EnvFiles) == 0 {
		return nil
	}
	return install.EnvUnknown(variablesOf(product))
}

// KeepsSecret reports whether some place of those will hold the new secret.
func (p Places) KeepsSecret() bool {
	return len(p.EnvFiles) > 0 || p.Clerk != "" || p.Supabase != "" || !p.Given() && p.Confirm != nil
}

// Install adds to a destination the steps for the product's side. They read how it is now, and change nothing. had is
// the secret that was used so far; zero: none, or not known.
func (s *Site) Install(
	ctx context.Context, d *Destination, p Places, product string, i install.Settings, had flow.Secret,
) *flow.Failure {
	i.NewSecret = true
	var failed *flow.Failure
	add := func(step *plan.Step, doer plan.Doer, failure *flow.Failure) {
		switch {
		case failure != nil:
			failed = failure
		case step != nil:
			d.After, d.Doers[step.Service] = append(d.After, *step), doer
		}
	}
	file := &install.File{Secret: had, Unchecked: p.Unchecked, Now: s.Env.Now}
	for _, path := range p.EnvFiles {
		if failed == nil {
			step, failure := file.Env(ctx, path, variablesOf(product), i)
			add(step, file, failure)
		}
	}
	if p.SupabaseTOML != "" && failed == nil {
		step, failure := file.TOML(ctx, p.SupabaseTOML, i)
		add(step, file, failure)
	}
	if p.Clerk != "" && failed == nil {
		clerk := &install.Clerk{Secret: had, Previous: had}
		if s.Demo != nil {
			clerk.LookAlike = s.Demo.ClerkProgram()
		}
		step, failure := clerk.Step(ctx, p.Clerk, i)
		add(step, clerk, failure)
	}
	if p.Supabase != "" && failed == nil {
		api := flow.Supabase{Ref: p.Supabase, Token: p.Token}
		if s.Demo != nil {
			api = s.Demo.Supabase()
		}
		api.Program = s.Program
		supabase := &install.Supabase{API: api, Env: s.Env, Secret: had, Previous: had}
		step, failure := supabase.Step(ctx, p.Supabase, i)
		add(step, supabase, failure)
	}
	if !p.Given() && p.Confirm != nil {
		user := &install.User{Secret: had, Confirm: p.Confirm}
		add(byHand(user, product, i), user, nil)
	}
	return failed
}

// variablesOf names the variables of a product in an .env file: those of the Azure SDKs for an app of one's own.
func variablesOf(product string) string {
	if guide.For(product).ID == "own" {
		return ""
	}
	return product
}

// byHand is the step of copying the values into the product's dashboard: those that its guide copies, and the secret.
func byHand(user *install.User, product string, i install.Settings) *plan.Step {
	g := guide.For(product)
	user.Hosts = hostsOf(g)
	values := []install.Copy{
		{Name: "Client ID", Value: i.ClientID, Role: install.ClientID}, {Name: "Client Secret", Role: install.ClientSecret},
	}
	c := flow.Connection{Tenant: i.Tenant, Cloud: i.Cloud}
	if part, _ := g.Walk(new(guide.Progress), c, false, time.Time{}).Part("credentials"); part != nil {
		for _, v := range part.Values {
			if v.Name != "client-id" && !v.Form {
				values = append(values, install.Copy{Name: v.Label, Value: v.Text})
			}
		}
	}
	return user.Step("product", "Enter the credentials in "+g.Dashboard.Name, g.Dashboard.Link, values)
}

// DashboardHosts are those that the guides lead to.
func DashboardHosts() []string { return hostsOf(guide.All()...) }

func hostsOf(list ...*guide.Guide) []string {
	var hosts []string
	for _, g := range list {
		if link, err := url.Parse(g.Dashboard.Link); err == nil && link.Host != "" {
			hosts = append(hosts, link.Host)
		}
	}
	return hosts
}

// HandOver is what the user enters by hand on the product's side.
type HandOver struct {
	Title  string
	Link   string // the page; empty: there is none
	Values [][2]string
	Secret flow.Secret // zero: none
	Undo   bool        // what was entered is to be taken back
}

// NewHandOver is what a step for the user is about.
func NewHandOver(s *plan.Step, secret flow.Secret) HandOver {
	h := HandOver{Title: s.Title, Link: s.Place, Secret: secret, Undo: s.Action == plan.Restore}
	for _, c := range s.Changes {
		var text string
		if json.Unmarshal(c.After, &text) == nil && !h.Undo { // a mark stands for the secret
			h.Values = append(h.Values, [2]string{c.Path, text})
		}
	}
	return h
}

// Question asks whether the user has done it.
func (h HandOver) Question() string {
	if h.Undo {
		return "Is what was there before entered and saved again?"
	}
	return "Is it entered and saved there?"
}
