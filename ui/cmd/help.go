package cmd

import (
	"embed"
	"strings"

	"github.com/spf13/cobra"

	"edov/inspect/portal"
)

//go:embed help/*.txt
var helpFiles embed.FS

// addHelp gives a command and those below it their long help. That of "edov
// connections add" is in help/connections-add.txt, and that of edov itself in
// help/edov.txt. What follows the line "Examples:" is shown under the usage, and places
// of the portal are those of package inspect/report.
func addHelp(c *cobra.Command) {
	if long, examples, ok := helpOf(c); ok {
		c.Long, c.Example = long, examples
	}
	for _, sub := range c.Commands() {
		addHelp(sub)
	}
}

func helpOf(c *cobra.Command) (long, examples string, ok bool) {
	data, err := helpFiles.ReadFile("help/" + helpName(c) + ".txt")
	long, examples, _ = strings.Cut(portal.Fill(string(data)), "\nExamples:\n")
	return strings.TrimSpace(long), strings.TrimRight(examples, "\n"), err == nil
}

// helpName is the name of a command's file, without its end.
func helpName(c *cobra.Command) string {
	path := strings.TrimPrefix(c.CommandPath(), "edov ")
	return strings.ReplaceAll(path, " ", "-")
}

// helpCommand is cobra's, except that a word that is no command is an error.
func helpCommand() *cobra.Command {
	return &cobra.Command{
		Use: "help [COMMAND]", Short: "Show the help of a command",
		RunE: func(c *cobra.Command, args []string) error {
			found, rest, err := c.Root().Find(args)
			if err != nil || len(rest) > 0 {
				return noArguments(c.Root(), args)
			}
			return found.Help()
		},
	}
}
