package cmd

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"edov/ui/agent"
)

func (p *Program) mcpCommand() *cobra.Command {
	return &cobra.Command{
		Use: "mcp", Short: "Serve edov to agents, read-only (Model Context Protocol)", Args: noArguments,
		RunE: func(c *cobra.Command, _ []string) error {
			if isTerminal(p.Stdin) {
				return usageError("edov mcp is started by an agent, which speaks to it over standard input",
					"add edov to the agent's configuration: edov help mcp has an example")
			}
			err := agent.Serve(c.Context(), io.NopCloser(p.Stdin), unclosed{p.Stdout}, p.version(), p.runForAgent)
			if err != nil && !errors.Is(err, io.EOF) && c.Context().Err() == nil {
				return unfinished("the agent's side of the connection failed: " + err.Error())
			}
			return stopped(c.Context())
		},
	}
}

// unclosed leaves standard output open.
type unclosed struct{ io.Writer }

func (unclosed) Close() error { return nil }

// runForAgent is one command line without a terminal. What the agent gives is everything:
// the variables that stand in for flags are meant for the person at the shell, and not read.
func (p *Program) runForAgent(ctx context.Context, args []string, input string) agent.Answer {
	var out, notes bytes.Buffer
	own, getenv := *p, p.getenv // an agent may run several at once
	own.Stdin, own.Stdout, own.Stderr = strings.NewReader(input), &out, &notes
	own.Env.Getenv = func(name string) string {
		if strings.HasPrefix(name, "EDOV_") && name != "EDOV_NO_HISTORY" {
			return ""
		}
		return getenv(name)
	}
	code := own.Main(ctx, args)
	return agent.Answer{
		Output: out.String(), Notes: strings.TrimSpace(notes.String()), Code: code, Means: exitMeaning(code),
	}
}
