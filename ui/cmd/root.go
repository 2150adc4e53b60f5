package cmd

import (
	"github.com/spf13/cobra"
)

// Commands is the tree of commands, for manual pages and completions; Main runs them.
func Commands() *cobra.Command { return new(Program).rootCommand() }

// rootCommand builds the tree of commands.
func (p *Program) rootCommand() *cobra.Command {
	var f interactiveFlags
	root := &cobra.Command{
		Use:           "edov",
		Short:         `Test a "Sign in with Microsoft" connection`,
		Args:          noArguments,
		SilenceErrors: true,
		SilenceUsage:  true,
		RunE: func(c *cobra.Command, _ []string) error {
			if asked, _ := c.Flags().GetBool("version"); asked {
				version := p.versionCommand()
				return version.RunE(version, nil)
			}
			return p.interactive(c.Context(), &f, beginning{})
		},
	}
	f.add(root)
	root.SetFlagErrorFunc(flagError)
	root.AddCommand(
		p.demoCommand(), p.signinCommand(), p.inspectCommand(), p.reportCommand(), p.appCommand(), p.secretsCommand(),
		p.clerkCommand(), p.tenantCommand(),
		p.setupCommand(), p.guideCommand(), p.connectionsCommand(), p.historyCommand(), p.checksCommand(), p.explainCommand(),
		p.doctorCommand(), p.mcpCommand(), p.versionCommand(),
	)
	root.SetHelpCommand(helpCommand())
	if p.shown != nil {
		root.SetOut(p.shown) // before the completions, which keep it
	}
	root.InitDefaultCompletionCmd("completion") // any argument makes cobra add the command
	for _, c := range root.Commands() {
		if c.Name() == "completion" {
			c.Args, c.RunE = knownShell, func(c *cobra.Command, _ []string) error { return c.Help() }
		}
	}
	addHelp(root)
	p.follow(root)
	return root
}
