package cmd

import (
	"io/fs"
	"path"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// TestHelpFiles: every command has a help file, and every file belongs to a command.
func TestHelpFiles(t *testing.T) {
	commands := map[string]bool{}
	var walk func(c *cobra.Command)
	walk = func(c *cobra.Command) {
		if name := c.Name(); name == "help" || name == "completion" { // cobra's own
			return
		}
		commands[helpName(c)] = true
		if c.Long == "" || c.Short == "" {
			t.Errorf("%s has no help", c.CommandPath())
		}
		for _, sub := range c.Commands() {
			walk(sub)
		}
	}
	walk(new(Program).rootCommand())
	files, err := fs.Glob(helpFiles, "help/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if name := strings.TrimSuffix(path.Base(file), ".txt"); !commands[name] {
			t.Errorf("%s belongs to no command", file)
		}
	}
	if len(files) != len(commands) {
		t.Errorf("%d help files for %d commands", len(files), len(commands))
	}
}

// TestHelpExamples: every example is a command line that edov accepts, as far as its
// command and its flags go.
func TestHelpExamples(t *testing.T) {
	root := new(Program).rootCommand()
	var walk func(c *cobra.Command)
	walk = func(c *cobra.Command) {
		for _, line := range strings.Split(c.Example, "\n") {
			_, call, ok := strings.Cut(line, "edov ")
			if !ok {
				continue
			}
			call, _, _ = strings.Cut(call, "   ")
			words := strings.Fields(call)
			found, _, err := root.Find(words)
			if err != nil {
				t.Errorf("%s: %v", line, err)
				continue
			}
			for _, word := range words {
				name, isFlag := strings.CutPrefix(word, "--")
				if isFlag && found.Flags().Lookup(name) == nil && found.InheritedFlags().Lookup(name) == nil {
					t.Errorf("%s: %s has no flag --%s", line, found.CommandPath(), name)
				}
			}
		}
		for _, sub := range c.Commands() {
			walk(sub)
		}
	}
	walk(root)
}
