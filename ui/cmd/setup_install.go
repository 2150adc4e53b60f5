package cmd

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"edov/flow"
	"edov/flow/plan"
	"edov/flow/visible"
	"edov/inspect/guide"
	"edov/ui/provision"
)

// installFlags say where the product takes the client ID and the secret from.
type installFlags struct {
	envFiles              []string
	toml, clerk, supabase string
	unchecked             bool
}

func (f *installFlags) add(c *cobra.Command) {
	s := c.Flags()
	s.StringArrayVar(&f.envFiles, "env-file", nil, "write client ID and secret into this .env `FILE`; may be repeated")
	s.StringVar(&f.toml, "supabase-toml", "", "set auth.external.azure in Supabase's config.toml `FILE`")
	s.StringVar(&f.clerk, "clerk", "", "enter them in Clerk, with its own CLI: `APP/INSTANCE`, such as app_2abc/prod")
	s.StringVar(&f.supabase, "supabase-project", "",
		"enter them in the Supabase project `REF` (token: "+flow.SupabaseTokenName+")")
	s.BoolVar(&f.unchecked, "git-unchecked", false, "write .env files although git can't be asked whether it tracks them")
}

// given reports whether some place was named.
func (f *installFlags) given() bool { return f.typed().Given() }

// typed are the places as they were typed.
func (f *installFlags) typed() provision.Places {
	return provision.Places{
		EnvFiles: f.envFiles, SupabaseTOML: f.toml, Clerk: f.clerk, Supabase: f.supabase, Unchecked: f.unchecked,
	}
}

// places are where the flags say that the values go.
func (p *Program) places(f *installFlags, w *setupWorld, product string) (provision.Places, error) {
	to := f.typed()
	to.EnvFiles = nil
	for _, path := range f.envFiles {
		whole, err := filepath.Abs(path)
		if err != nil {
			return to, errNoInput(path, err)
		}
		to.EnvFiles = append(to.EnvFiles, whole)
	}
	if f.toml != "" {
		whole, err := filepath.Abs(f.toml)
		if err != nil {
			return to, errNoInput(f.toml, err)
		}
		to.SupabaseTOML = whole
	}
	if err := f.checkPlaces(w); err != nil {
		return to, err
	}
	to.Token = flow.NewSecret(p.getenv(flow.SupabaseTokenName))
	if f.supabase != "" && to.Token.IsZero() && w.practice == nil {
		return to, usageError("--supabase-project needs an access token",
			"set "+flow.SupabaseTokenName+"; Supabase Dashboard > Account > Access Tokens makes one")
	}
	if guide.For(product).Dashboard.Link != "" && isTerminal(p.Stdin) && w.practice == nil {
		to.Confirm = p.showOnce
	}
	return to, nil
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

// The alternate screen of a terminal (xterm, ctlseqs): what is shown there is gone when it is left.
const (
	alternateScreen = "\x1b[?1049h\x1b[H\x1b[2J"
	normalScreen    = "\x1b[2J\x1b[?1049l"
)

// showOnce shows the values of a step that only the person can do, the secret on request and on a screen that leaves
// no trace, and asks whether it is done.
func (p *Program) showOnce(ctx context.Context, s *plan.Step, secret flow.Secret) (bool, error) {
	if !isTerminal(p.Stdin) {
		return false, unfinished("there is no terminal on which the values could be shown")
	}
	h := provision.NewHandOver(s, secret)
	p.tell("%s", h.Title)
	p.tell("  %s", h.Link)
	for _, v := range h.Values {
		p.tell("  %s: %s", v[0], v[1])
	}
	if !secret.IsZero() {
		show, err := p.askLine(ctx, "Show the client secret once, on a screen of its own? (y/n)", "y")
		if err != nil {
			return false, err
		}
		if strings.EqualFold(show, "y") || strings.EqualFold(show, "yes") {
			err := p.showSecret(secret, func() error {
				_, err := untilCancelled(ctx, func() (string, error) { line, _ := readLine(p.Stdin); return line, nil })
				return err
			})
			if err != nil {
				return false, err
			}
		}
	}
	done, err := p.askLine(ctx, h.Question()+" (y/n)", "n")
	return strings.EqualFold(done, "y") || strings.EqualFold(done, "yes"), err
}

// showSecret shows a secret on a screen of its own until enter waits for the user.
func (p *Program) showSecret(secret flow.Secret, enter func() error) error {
	fmt.Fprint(p.Stderr, alternateScreen, "Client secret:\r\n\r\n", visible.Revealed(secret.Reveal()), "\r\n\r\n",
		"Copy it now. Press Enter to hide it. ")
	err := enter()
	fmt.Fprint(p.Stderr, normalScreen)
	return err
}
