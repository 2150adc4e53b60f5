package lines

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"edov/flow"
	"edov/ui/lines/prompt"
	"edov/ui/provision"
	"edov/ui/workspace"
)

// talking is a conversation about a connection, to which lines are typed.
func talking(t *testing.T, product string, typed ...string) (*talk, *bytes.Buffer) {
	t.Helper()
	var out bytes.Buffer
	o := Options{
		In: strings.NewReader(strings.Join(typed, "\n") + "\n"), Out: &out, Note: func(string, ...any) {},
	}
	desk := workspace.New(workspace.Options{
		Env: flow.Env{Getenv: func(string) string { return "" }}, Program: "edov test",
	}, workspace.Beginning{})
	desk.Begin(&workspace.Subject{Connection: flow.Connection{Product: product}}, nil)
	return &talk{Options: o, Prompt: prompt.New(t.Context(), o.In, &out), ctx: t.Context(), desk: desk}, &out
}

// TestAsksForPlaces: where the values go is asked before the plan is made, and a question that is left makes none.
func TestAsksForPlaces(t *testing.T) {
	for name, c := range map[string]struct {
		product string
		typed   []string
		says    []string
		plans   int
	}{
		"by hand":  {"Clerk", []string{""}, []string{"1  Copy them yourself", "2  Clerk, through its own"}, 2},
		"env file": {"Auth.js", []string{"2", "x/.env.local"}, []string{"2  An .env file", ".env file [.env]:"}, 2},
		"left":     {"Auth.js", []string{"2", "back"}, []string{".env file [.env]:"}, 1},
		"no place": {
			"Clerk",
			[]string{"2", "shop", "app_2abc/dev"},
			[]string{"this is not an app and an instance of Clerk"},
			2,
		},
		"supabase": {
			"Supabase",
			[]string{"2", "short", strings.Repeat("a", 20), "", "sbp_token"},
			[]string{"this is not the reference", "needs an access token"},
			2,
		},
		"no chance": {"Supabase", []string{"2", "back"}, []string{"Supabase, a hosted project"}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			talk, out := talking(t, c.product, c.typed...)
			planned, done := 0, errors.New("planned")
			err := talk.change(func(at *workspace.Placing) workspace.Planner {
				planned++
				return func(context.Context) (*workspace.Changing, error) {
					if at == nil {
						return nil, workspace.ErrPlaces
					}
					return nil, done
				}
			})
			want := done
			if c.plans == 1 {
				want = prompt.ErrStay
			}
			if planned != c.plans || !errors.Is(err, want) {
				t.Errorf("planned %d times, %v", planned, err)
			}
			for _, words := range c.says {
				if !strings.Contains(out.String(), words) {
					t.Errorf("does not say %q:\n%s", words, out)
				}
			}
		})
	}
}

// TestHandsOver: the values are said, and the secret is shown only on request and only where that leaves no trace.
func TestHandsOver(t *testing.T) {
	const value = "Abc8Q~a.secret_of-the.right-shape_012345"
	h := provision.HandOver{
		Title: "Enter the credentials", Link: "https://dashboard.example.com", Values: [][2]string{{"Client ID", "an ID"}},
		Secret: flow.NewSecret(value),
	}
	for name, c := range map[string]struct {
		canShow bool
		typed   []string
		says    string
		shown   int
		done    bool
	}{
		"shown":     {true, []string{"y", "", "y"}, "Client ID: an ID", 1, true},
		"not asked": {true, []string{"n", "y"}, "https://dashboard.example.com", 0, true},
		"not done":  {true, []string{"n", ""}, "Is it entered and saved there? [y/N]", 0, false},
		"not a tty": {false, []string{"y"}, "The secret can't be shown here", 0, true},
		"given up":  {true, []string{"back"}, "Show the client secret once", 0, false},
		"the end":   {true, nil, "Show the client secret once", 1, false},
	} {
		t.Run(name, func(t *testing.T) {
			talk, out := talking(t, "Clerk", c.typed...)
			var shown []string
			if c.canShow {
				talk.ShowSecret = func(secret flow.Secret, enter func() error) error {
					shown = append(shown, secret.Reveal())
					return enter()
				}
			}
			done, err := talk.handOver(t.Context(), h)
			if done != c.done || len(shown) != c.shown || slices.ContainsFunc(shown, func(s string) bool { return s != value }) {
				t.Errorf("done %v, %v, shown %q", done, err, shown)
			}
			if strings.Contains(out.String(), value) || !strings.Contains(out.String(), c.says) {
				t.Errorf("says, without %q:\n%s", c.says, out)
			}
		})
	}
}
