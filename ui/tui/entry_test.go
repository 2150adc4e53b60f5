package tui

import (
	"strings"
	"testing"

	"edov/flow"
	"edov/ui/workspace"
)

// flat is a text without spaces and the breaks of its lines.
func flat(text string) string { return strings.Join(strings.Fields(text), "") }

// TestEntriesShowTheirFault: a screen with one field shows what is wrong, and what to do, in the smallest window.
func TestEntriesShowTheirFault(t *testing.T) {
	t.Parallel()
	words := []string{
		"The file could not be read: there is no such file or folder, nor is there one of a similar name",
		"Paste a JWT, a token response, a saved session, the JSON of a report, or a manifest.",
	}
	for name, open := range map[string]func(c *common) screen{
		"paste": func(c *common) screen {
			p := newPaste(c, "")
			p.words = words
			return p
		},
		"clerk": func(c *common) screen {
			p := newClerk(c, &workspace.Subject{})
			p.words = words
			return p
		},
		"unlock": func(c *common) screen {
			u := newUnlock(c, &workspace.Subject{}, back)
			u.words = strings.Join(words, "\n")
			return u
		},
		"sign-in": func(c *common) screen {
			s := waiting(c)
			s.writing, s.words = true, strings.Join(words, " ")
			return s
		},
	} {
		a := still(t, leastWidth, leastHeight, func(c *common) []screen { return []screen{open(c)} })
		if view := a.View(); !strings.Contains(flat(view), flat(strings.Join(words, ""))) {
			t.Errorf("%s does not show what is wrong:\n%s", name, view)
		} else if !strings.Contains(view, "> ") {
			t.Errorf("%s does not show its field:\n%s", name, view)
		}
	}
}

// TestFormsShowTheirFaults: in the smallest window the field that has the keys is seen with what is wrong with it.
func TestFormsShowTheirFaults(t *testing.T) {
	t.Parallel()
	seen := 0
	for _, product := range []string{"", "Clerk", "Supabase", "Auth.js"} {
		subject := &workspace.Subject{Connection: flow.Connection{Product: product}}
		for _, open := range []func(c *common) *form{
			func(c *common) *form {
				q := c.NewForm(false, false)
				q.Unfold()
				return newConnectionForm(c, q)
			},
			func(c *common) *form { return newPlacing(c, c.NewPlacing(subject), nil) },
		} {
			var f *form
			a := still(t, leastWidth, leastHeight, func(c *common) []screen {
				f = open(c)
				f.Init()
				return []screen{f}
			})
			f.tried = true
			for key := range f.inputs {
				for _, bad := range []string{
					"", "sk_live_x", "x y", "http://", "https://a.example/v1/callback?x=1", "0", "../x",
					"6731de76-14a6-49ae-97bc-6eba6914391e", " common ", "ops@contoso.com", "https://contoso.com", "\u201cx\u201d",
				} {
					f.asked.Field(key).Value = bad
					fault, wrong := f.asked.Fault(key)
					if !wrong {
						continue
					}
					f.show()
					f.goTo(key)
					if f.focused() != key {
						continue // not asked now
					}
					seen++
					want := []string{a.text(fault.Problem)}
					if !strings.Contains(fault.Hint, "--") {
						want = append(want, a.text(fault.Hint))
					}
					for _, words := range want {
						if view := a.View(); !strings.Contains(flat(view), flat(words)) {
							t.Errorf("%s of %q: no %q in\n%s", key, bad, words, view)
						}
					}
				}
				f.asked.Field(key).Value = ""
			}
		}
	}
	if seen < 20 {
		t.Errorf("only %d faults were looked at", seen)
	}
}
