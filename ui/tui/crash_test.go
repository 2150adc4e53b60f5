package tui

import (
	"context"
	"net/http"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"edov/flow"
	"edov/flow/demo"
	"edov/ui/workspace"
)

// panicking is an HTTP transport, and a browser, with a bug.
type panicking struct{}

func (panicking) RoundTrip(*http.Request) (*http.Response, error) { panic("a secret") }

func (panicking) open(context.Context, string) (string, error) { panic("a secret") }

// commands is a screen whose commands panic, alone or among others.
type commands struct {
	*help
	cmd tea.Cmd
}

func (c commands) Update(tea.Msg) (nav, tea.Cmd) { return nav{}, c.cmd }

// TestCrashInTheBackground: a panic in a command of a screen, in a job and in what a job has started ends the program
// as one in a screen does, with the place where it was and without its value.
func TestCrashInTheBackground(t *testing.T) {
	t.Parallel()
	bad := func() tea.Msg { panic("a secret") }
	healthy, _ := demo.Lookup("healthy")
	own := &workspace.Subject{Scenario: &healthy, OwnBrowser: true}
	live := &workspace.Subject{Connection: flow.Connection{
		ClientID: demo.ClientID, Public: true, AnyPort: true, RedirectURI: "http://localhost:0/callback",
	}}
	for _, c := range []struct {
		name  string
		env   flow.Env
		begin func(d *driver)
	}{
		{"a command", flow.Env{}, func(d *driver) {
			d.app.stack = append(d.app.stack, commands{newHelp(d.app.common, d.app.top()), bad})
			d.press("x")
		}},
		{"one command of several", flow.Env{}, func(d *driver) {
			several := tea.Batch(func() tea.Msg { return nil }, tea.Batch(bad, func() tea.Msg { return nil }))
			d.app.stack = append(d.app.stack, commands{newHelp(d.app.common, d.app.top()), several})
			d.press("x")
		}},
		{"opening the browser", flow.Env{Browser: panicking{}.open}, func(d *driver) {
			d.app.Subject = own
			d.run(d.app.navigate(open(newSignin(d.app.common, own, nil)), true))
		}},
		{"loading the keys", flow.Env{HTTP: panicking{}}, func(d *driver) {
			d.app.Subject = live
			d.run(d.app.navigate(open(newSignin(d.app.common, live, nil)), true))
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := drive(t, Options{Options: workspace.Options{Env: c.env}}, 80, 24)
			c.begin(d)
			d.untilTrue("the end", func() bool { return d.quit })
			crash := d.app.crash
			if crash == nil || strings.Contains(crash.Error(), "secret") || !strings.Contains(crash.Error(), "(string)") {
				t.Fatalf("the crash is %v", crash)
			}
			if stack := string(crash.Stack); !strings.Contains(stack, "crash_test.go") || strings.Contains(stack, "a secret") {
				t.Errorf("the stack is\n%s", stack)
			}
		})
	}
}
