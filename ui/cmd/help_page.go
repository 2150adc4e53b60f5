package cmd

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"edov/flow/order"
	"edov/ui/render/text"
)

// The size that the short help of -h fits: a screen of 80 x 24, whose last line is the prompt.
const (
	helpLines   = 23
	helpColumns = 80
)

// usualCommands are the commands that most people come for, in this order; the others follow by name.
var usualCommands = strings.Fields("demo guide signin inspect explain app secrets setup connections doctor")

// usualFlags are the flags that most people come for, in this order, whichever command has them.
var usualFlags = strings.Fields("client-id connection product tenant live demo app fix list headless serve expires " +
	"within publishable-key start-sign-in keys session step done probe all secret-file redirect-uri port format " +
	"output fail-on verbose share yes dry-run quiet")

// showHelp shows the help of a command: with -h what fits a screen, otherwise all.
func (p *Program) showHelp(c *cobra.Command, _ []string) {
	page := helpPage{c: c, width: max(leastColumns, p.columns(p.Stdout))}
	shown := page.whole()
	if p.manner != nil && p.manner.brief {
		shown = page.short()
	}
	_, _ = io.WriteString(c.OutOrStdout(), shown)
}

// helpPage is the help of one command.
type helpPage struct {
	c     *cobra.Command
	width int
}

// whole is the help with all that there is.
func (h helpPage) whole() string {
	var b strings.Builder
	if long := cmp.Or(h.c.Long, h.c.Short); long != "" {
		fmt.Fprintf(&b, "%s\n\n", h.flowing(strings.TrimSpace(long)))
	}
	b.WriteString(h.usage())
	if h.c.Example != "" {
		fmt.Fprintf(&b, "\nExamples:\n%s\n", h.c.Example)
	}
	if names := h.commands(); len(names) > 0 {
		b.WriteString("\nCommands:\n")
		for _, sub := range names {
			b.WriteString(h.command(sub))
		}
	}
	usual, more := h.flags()
	for _, part := range []struct {
		title string
		flags []*pflag.Flag
	}{{"Flags", usual}, {"More flags", more}} {
		if len(part.flags) > 0 {
			fmt.Fprintf(&b, "\n%s:\n%s", part.title, h.described(part.flags))
		}
	}
	if h.c.HasAvailableSubCommands() {
		words := h.c.CommandPath() + " COMMAND -h is the short help of a command, --help all of it."
		fmt.Fprintf(&b, "\n%s\n", strings.Join(text.Wrap(words, h.width), "\n"))
	}
	return b.String()
}

// flowing breaks the lines of paragraphs anew, by the width. Lines that are indented stay as they are.
func (h helpPage) flowing(long string) string {
	var lines, paragraph []string
	end := func() {
		if len(paragraph) > 0 {
			lines = append(lines, text.Wrap(strings.Join(paragraph, " "), h.width)...)
		}
		paragraph = nil
	}
	for line := range strings.SplitSeq(long, "\n") {
		if line == "" || line != strings.TrimLeft(line, " \t") {
			end()
			lines = append(lines, line)
			continue
		}
		paragraph = append(paragraph, line)
	}
	end()
	return strings.Join(lines, "\n")
}

// command is the line of a command below, and what follows where it is too long.
func (h helpPage) command(c *cobra.Command) string {
	const indent = 15
	words := text.Wrap(c.Short, max(h.width-indent, 20))
	return fmt.Sprintf("  %-12s %s\n", c.Name(), strings.Join(words, "\n"+strings.Repeat(" ", indent)))
}

// short is the help that fits a screen: how to call the command, examples, and the flags that are used most.
func (h helpPage) short() string {
	lines := strings.Split(strings.TrimSuffix(h.c.Short+"\n\n"+h.usage(), "\n"), "\n")
	if h.c.Example != "" {
		lines = append(append(lines, "", "Examples:"), strings.Split(h.c.Example, "\n")...)
	}
	end := []string{"", "All flags, and more about it: " + h.c.CommandPath() + " --help"}
	if commands := h.commands(); len(commands) > 0 {
		room := helpLines - len(lines) - len(end) - 4 // the title, and the lines of the others
		lines = append(lines, h.fewCommands(commands, room)...)
	}
	usual, more := h.flags()
	if room := helpLines - len(lines) - len(end) - 2; room > 0 && h.c.HasParent() {
		lines = append(lines, "", "Flags:")
		all := slices.Concat(usual, more)
		for _, f := range all[:min(room, len(all))] {
			lines = append(lines, ansi.Truncate(flagName(f)+firstWords(f), min(h.width, helpColumns), "..."))
		}
	}
	return strings.Join(append(lines, end...), "\n") + "\n"
}

// fewCommands are as many commands as there is room for, and the names of the others.
func (h helpPage) fewCommands(commands []*cobra.Command, room int) []string {
	lines := []string{"", "Commands:"}
	var others []string
	for i, sub := range commands {
		if i >= room {
			others = append(others, sub.Name())
			continue
		}
		line := fmt.Sprintf("  %-12s %s", sub.Name(), sub.Short)
		lines = append(lines, ansi.Truncate(line, min(h.width, helpColumns), "..."))
	}
	if len(others) > 0 {
		for _, line := range text.Wrap("and "+strings.Join(others, ", "), min(h.width, helpColumns)-2) {
			lines = append(lines, "  "+line)
		}
	}
	return lines
}

// usage is how the command is called.
func (h helpPage) usage() string {
	var b strings.Builder
	b.WriteString("Usage:\n")
	if h.c.Runnable() {
		fmt.Fprintf(&b, "  %s\n", h.c.UseLine())
	}
	if h.c.HasAvailableSubCommands() {
		fmt.Fprintf(&b, "  %s COMMAND\n", h.c.CommandPath())
	}
	return b.String()
}

// commands are those below, the usual ones first.
func (h helpPage) commands() []*cobra.Command {
	var list []*cobra.Command
	for _, sub := range h.c.Commands() {
		if sub.IsAvailableCommand() || sub.Name() == "help" {
			list = append(list, sub)
		}
	}
	order.Stable(list, func(a, b *cobra.Command) int {
		return place(usualCommands, a.Name()) - place(usualCommands, b.Name())
	})
	return list
}

// flags are those of the command, the usual ones first and apart from the others.
func (h helpPage) flags() (usual, more []*pflag.Flag) {
	take := func(f *pflag.Flag) {
		switch {
		case f.Hidden:
		case slices.Contains(usualFlags, f.Name):
			usual = append(usual, f)
		default:
			more = append(more, f)
		}
	}
	h.c.LocalFlags().VisitAll(take)
	h.c.InheritedFlags().VisitAll(take)
	order.Stable(usual, func(a, b *pflag.Flag) int {
		return place(usualFlags, a.Name) - place(usualFlags, b.Name)
	})
	return usual, more
}

// described are flags with their whole descriptions.
func (h helpPage) described(flags []*pflag.Flag) string {
	set := pflag.NewFlagSet("", pflag.ContinueOnError)
	set.SortFlags = false
	for _, f := range flags {
		set.AddFlag(f)
	}
	return set.FlagUsagesWrapped(h.width)
}

// flagName is a flag with its letter and the name of its value, in columns.
func flagName(f *pflag.Flag) string {
	name := "      --" + f.Name
	if f.Shorthand != "" {
		name = "  -" + f.Shorthand + ", --" + f.Name
	}
	if value := placeholder(f); value != "" && f.NoOptDefVal == "" {
		name += " " + value
	} else if value != "" && f.Value.Type() != "bool" {
		name += "[=" + value + "]"
	}
	return fmt.Sprintf("%-30s", name) + " "
}

// firstWords are the description of a flag up to the first break.
func firstWords(f *pflag.Flag) string {
	_, words := pflag.UnquoteUsage(f)
	words, _, _ = strings.Cut(words, "; ")
	words, _, _ = strings.Cut(words, " (default")
	return words
}

// place is where a name stands in a list; after all others if it does not.
func place(list []string, name string) int {
	if i := slices.Index(list, name); i >= 0 {
		return i
	}
	return len(list)
}
