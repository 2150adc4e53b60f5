package cmd

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"edov/flow"
)

// TestShortHelpFitsAScreen: -h of every command has at most 23 lines of 80 columns, so that the prompt fits too, its
// usage, and the way to the rest; --help has every flag.
func TestShortHelpFitsAScreen(t *testing.T) {
	eachCommand(new(Program).rootCommand(), func(c *cobra.Command) {
		if c.Name() == "completion" || c.HasParent() && c.Parent().Name() == "completion" {
			return
		}
		path := strings.Fields(strings.TrimPrefix(c.CommandPath(), "edov"))
		short := runProgram(t, "", append(path, "-h")...)
		lines := strings.Split(strings.TrimSuffix(short.stdout, "\n"), "\n")
		if len(lines) > helpLines {
			t.Errorf("%s -h has %d lines:\n%s", c.CommandPath(), len(lines), short.stdout)
		}
		for _, line := range lines {
			if len(line) > helpColumns && !strings.HasPrefix(line, "  edov ") {
				t.Errorf("%s -h has %d columns: %s", c.CommandPath(), len(line), line)
			}
		}
		if short.code != ExitClean || !strings.Contains(short.stdout, "Usage:") ||
			!strings.Contains(short.stdout, c.CommandPath()+" --help") {
			t.Errorf("%s -h: exit code %d: %s", c.CommandPath(), short.code, short.stdout)
		}
		whole := runProgram(t, "", append(path, "--help")...)
		c.Flags().VisitAll(func(f *pflag.Flag) {
			if !f.Hidden && !strings.Contains(whole.stdout, "--"+f.Name) {
				t.Errorf("%s --help leaves out --%s", c.CommandPath(), f.Name)
			}
		})
	})
}

// TestHelpFitsTheTerminal: no line of a help is wider than the terminal, but for examples, and no flag is broken.
func TestHelpFitsTheTerminal(t *testing.T) {
	for _, width := range []int{60, 80, 100} {
		t.Setenv("COLUMNS", strconv.Itoa(width))
		eachCommand(new(Program).rootCommand(), func(c *cobra.Command) {
			path := strings.Fields(strings.TrimPrefix(c.CommandPath(), "edov"))
			shown := runProgram(t, "", append(path, "--help")...).stdout
			for line := range strings.Lines(shown) {
				line = strings.TrimSuffix(line, "\n")
				isCode := strings.HasPrefix(line, "\t") || strings.HasPrefix(line, "  edov ") || strings.HasPrefix(line, "  {") ||
					strings.HasPrefix(strings.TrimSpace(line), "http://")
				if len(line) > width && !isCode {
					t.Errorf("%s --help has %d columns of %d: %s", c.CommandPath(), len(line), width, line)
				}
				if words := strings.Fields(line); len(words) > 0 && strings.HasSuffix(words[len(words)-1], "-") {
					t.Errorf("%s --help breaks a word: %s", c.CommandPath(), line)
				}
			}
		})
	}
}

// TestUsualNames: the lists of what most people come for name what exists.
func TestUsualNames(t *testing.T) {
	flags := map[string]bool{}
	var commands []string
	eachCommand(new(Program).rootCommand(), func(c *cobra.Command) {
		commands = append(commands, c.Name())
		c.Flags().VisitAll(func(f *pflag.Flag) { flags[f.Name] = true })
		c.PersistentFlags().VisitAll(func(f *pflag.Flag) { flags[f.Name] = true })
	})
	for _, name := range usualCommands {
		if !slices.Contains(commands, name) {
			t.Errorf("there is no command %s", name)
		}
	}
	for _, name := range usualFlags {
		if !flags[name] {
			t.Errorf("there is no flag --%s", name)
		}
	}
	seen := map[string]bool{}
	for _, rule := range flagRules {
		for _, name := range strings.Fields(rule.names) {
			if !flags[name] || seen[name] {
				t.Errorf("--%s: no such flag, or two rules", name)
			}
			seen[name] = true
		}
	}
}

// TestNoVariableAgrees: what agrees to a change, switches off a protection or takes a secret has no variable.
func TestNoVariableAgrees(t *testing.T) {
	for _, name := range strings.Fields("yes force allow-wider trust-authority git-unchecked fix plan output save " +
		"client-secret secret secret-stdin") {
		if ruleOf(&pflag.Flag{Name: name, Value: newBool()}).env {
			t.Errorf("%s stands in for --%s", variableOf(name), name)
		}
	}
}

func newBool() pflag.Value {
	set := pflag.NewFlagSet("", pflag.ContinueOnError)
	set.Bool("x", false, "")
	return set.Lookup("x").Value
}

// TestQuietStillShowsTheLink: without a browser, the address to sign in at is not progress but what is needed.
func TestQuietStillShowsTheLink(t *testing.T) {
	for _, byHand := range []bool{false, true} {
		var told bytes.Buffer
		g := &progress{p: &Program{Stderr: &told, manner: &manner{quiet: true}}, byHand: byHand}
		for _, e := range signInEvents(byHand) {
			g.observe(e)
		}
		if strings.TrimSpace(told.String()) != "https://login.example/?x=1" {
			t.Errorf("by hand %t: %q", byHand, told.String())
		}
	}
}

func signInEvents(byHand bool) []flow.Event {
	events := []flow.Event{{Kind: flow.EventListening, URL: "http://localhost:8400/callback"}}
	events = append(events, flow.Event{Kind: flow.EventURL, URL: "https://login.example/?x=1"})
	if !byHand {
		events = append(events, flow.Event{Kind: flow.EventBrowserFailed, Text: "no display"})
	}
	return append(events, flow.Event{Kind: flow.EventCallback, Text: "form_post"})
}
