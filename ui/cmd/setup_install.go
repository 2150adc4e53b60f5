package cmd

import (
	"context"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"edov/flow"
	"edov/flow/install"
	"edov/flow/plan"
	"edov/flow/visible"
	"edov/inspect/guide"
	"edov/ui/provision"
)

// installFlags say where the product takes the client ID and the secret from.
type installFlags struct {
	envFiles                []string
	toml, clerk, supabase   string
	unchecked, copiedByHand bool
}

func (f *installFlags) add(c *cobra.Command) {
	s := c.Flags()
	s.StringArrayVar(&f.envFiles, "env-file", nil, "write client ID and secret into this .env `FILE`; may be repeated")
	s.StringVar(&f.toml, "supabase-toml", "", "set auth.external.azure in Supabase's config.toml `FILE`")
	s.StringVar(&f.clerk, "clerk", "", "enter them in Clerk, with its own CLI: `APP/INSTANCE`, such as app_2abc/prod")
	s.StringVar(&f.supabase, "supabase-project", "",
		"enter them in the Supabase project `REF` (token: SUPABASE_ACCESS_TOKEN)")
	s.BoolVar(&f.unchecked, "git-unchecked", false, "write .env files although git can't be asked whether it tracks them")
}

// given reports whether some place was named.
func (f *installFlags) given() bool {
	return len(f.envFiles) > 0 || f.toml != "" || f.clerk != "" || f.supabase != ""
}

// keepsSecret reports whether some place of those will hold the new secret.
func (f *installFlags) keepsSecret() bool {
	return len(f.envFiles) > 0 || f.clerk != "" || f.supabase != "" || f.copiedByHand
}

// installs adds the steps for the product's side. had is the secret that was used so far; zero: none, or not known.
func (p Program) installs(
	ctx context.Context, f *installFlags, w *setupWorld, product string, s install.Settings, had flow.Secret,
) error {
	s.NewSecret = true
	add := func(step *plan.Step, doer plan.Doer, failure *flow.Failure) error {
		switch {
		case failure != nil:
			return failureError(failure)
		case step != nil:
			w.After, w.Doers[step.Service] = append(w.After, *step), doer
		}
		return nil
	}
	file := &install.File{Secret: had, Unchecked: f.unchecked, Now: p.Env.Now}
	for _, path := range f.envFiles {
		whole, err := filepath.Abs(path)
		if err != nil {
			return errNoInput(path, err)
		}
		step, failure := file.Env(ctx, whole, product, s)
		if err := add(step, file, failure); err != nil {
			return err
		}
	}
	if f.toml != "" {
		whole, err := filepath.Abs(f.toml)
		if err != nil {
			return errNoInput(f.toml, err)
		}
		step, failure := file.TOML(ctx, whole, s)
		if err := add(step, file, failure); err != nil {
			return err
		}
	}
	if err := f.checkPlaces(w); err != nil {
		return err
	}
	if f.clerk != "" {
		clerk := p.atClerk(w, had)
		step, failure := clerk.Step(ctx, f.clerk, s)
		if err := add(step, clerk, failure); err != nil {
			return err
		}
	}
	if f.supabase != "" {
		supabase, err := p.atSupabase(w, f.supabase, had)
		if err != nil {
			return err
		}
		step, failure := supabase.Step(ctx, f.supabase, s)
		if err := add(step, supabase, failure); err != nil {
			return err
		}
	}
	if !f.given() {
		p.byHand(f, w, product, s, had)
	}
	return nil
}

// checkPlaces names the only places of the practice, whose products are look-alikes. What is entered there through an
// API is not entered a second time on the product's page.
func (f *installFlags) checkPlaces(w *setupWorld) error {
	if w.practice == nil || f.clerk == "" && f.supabase == "" {
		return nil
	}
	server := w.practice.server
	if place := server.ClerkPlace(); f.clerk != "" && f.clerk != place {
		return usageError("the demo's Clerk has no "+quoted(f.clerk), "with --demo, use --clerk "+place)
	}
	if ref := server.Supabase().Ref; f.supabase != "" && f.supabase != ref {
		return usageError("the demo's Supabase has no project "+quoted(f.supabase),
			"with --demo, use --supabase-project "+ref)
	}
	w.LeaveOut(provision.DemoProductStep())
	return nil
}

// atClerk carries out steps at Clerk. had is the secret that was used so far.
func (p Program) atClerk(w *setupWorld, had flow.Secret) *install.Clerk {
	clerk := &install.Clerk{Secret: had, Previous: had}
	if w.practice != nil {
		clerk.LookAlike = w.practice.server.ClerkProgram()
	}
	return clerk
}

// atSupabase carries out steps at a project of Supabase.
func (p Program) atSupabase(w *setupWorld, ref string, had flow.Secret) (*install.Supabase, error) {
	api := flow.Supabase{Ref: ref, Token: flow.NewSecret(p.getenv("SUPABASE_ACCESS_TOKEN"))}
	if w.practice != nil {
		api = w.practice.server.Supabase()
	}
	if api.Program = p.name(); api.Token.IsZero() {
		return nil, usageError("--supabase-project needs an access token",
			"set SUPABASE_ACCESS_TOKEN; Supabase Dashboard > Account > Access Tokens makes one")
	}
	return &install.Supabase{API: api, Env: w.env, Secret: had, Previous: had}, nil
}

// byHand adds the step of copying the values into the product's dashboard, where there is a terminal to show them on.
func (p Program) byHand(f *installFlags, w *setupWorld, product string, s install.Settings, had flow.Secret) {
	g := guide.For(product)
	if g == nil || g.Dashboard.Link == "" || !isTerminal(p.Stdin) || w.practice != nil {
		return
	}
	link, err := url.Parse(g.Dashboard.Link)
	if err != nil {
		return
	}
	user := &install.User{Secret: had, Hosts: []string{link.Host}, Confirm: p.showOnce}
	step := user.Step("product", "Enter the credentials in "+g.Dashboard.Name, g.Dashboard.Link, []install.Copy{
		{Name: "Client ID", Value: s.ClientID, Role: install.ClientID},
		{Name: "Client Secret", Role: install.ClientSecret},
	})
	f.copiedByHand = true
	w.After, w.Doers[step.Service] = append(w.After, *step), user
}

// The alternate screen of a terminal (xterm, ctlseqs): what is shown there is gone when it is left.
const (
	alternateScreen = "\x1b[?1049h\x1b[H\x1b[2J"
	normalScreen    = "\x1b[2J\x1b[?1049l"
)

// showOnce shows the values of a step that only the person can do, the secret on request and on a screen that leaves
// no trace, and asks whether it is done.
func (p Program) showOnce(ctx context.Context, s *plan.Step, secret flow.Secret) (bool, error) {
	if !isTerminal(p.Stdin) {
		return false, unfinished("there is no terminal on which the values could be shown")
	}
	p.say("%s", s.Title)
	p.say("  %s", s.Place)
	for _, c := range s.Shown() {
		if !strings.Contains(c.After, "secret") {
			p.say("  %s: %s", c.Path, strings.Trim(c.After, `"`))
		}
	}
	if !secret.IsZero() {
		show, err := p.askLine(ctx, "Show the client secret once, on a screen of its own? (y/n)", "y")
		if err != nil {
			return false, err
		}
		if strings.EqualFold(show, "y") || strings.EqualFold(show, "yes") {
			fmt.Fprint(p.Stderr, alternateScreen, "Client secret:\r\n\r\n", visible.Line(secret.Reveal()), "\r\n\r\n",
				"Copy it now. Press Enter to hide it. ")
			_, err := untilCancelled(ctx, func() (string, error) { line, _ := readLine(p.Stdin); return line, nil })
			fmt.Fprint(p.Stderr, normalScreen)
			if err != nil {
				return false, err
			}
		}
	}
	done, err := p.askLine(ctx, "Is it entered and saved there? (y/n)", "n")
	return strings.EqualFold(done, "y") || strings.EqualFold(done, "yes"), err
}
