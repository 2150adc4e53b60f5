package cmd

import (
	"bytes"
	"context"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"edov/flow"
	"edov/flow/entra"
	"edov/flow/jsonout"
	"edov/inspect/doctor"
	"edov/ui/render/text"
	"edov/ui/tui/terminal"
)

type doctorFlags struct {
	online bool
	cloud  string
	port   int
}

func (p *Program) doctorCommand() *cobra.Command {
	var f doctorFlags
	var o output
	c := &cobra.Command{
		Use: "doctor", Short: "Show what edov sees of this machine: terminal, browser, network", Args: noArguments,
		RunE: func(c *cobra.Command, _ []string) error { return p.doctor(c.Context(), &f, &o) },
	}
	s := c.Flags()
	s.BoolVar(&f.online, "online", false, "also ask Microsoft's servers, and for a token with the Azure credentials")
	s.StringVar(&f.cloud, "cloud", "global", "global, usgov or china")
	s.IntVar(&f.port, "port", flow.DefaultPort, "the port of the redirect URI")
	o.addForm(c, aList)
	return c
}

func (p *Program) doctor(ctx context.Context, f *doctorFlags, o *output) error {
	if err := o.check(); err != nil {
		return err
	}
	if err := knownCloud(f.cloud); err != nil {
		return err
	}
	if f.port < 1 || f.port > 65535 {
		return usageError("--port must be between 1 and 65535", "use a port such as 8400")
	}
	if f.online {
		p.say("asking Microsoft's servers; no secret is sent")
	}
	facts := p.facts(ctx, flow.MachineOptions{Online: f.online, Cloud: entra.Cloud(f.cloud), Port: f.port}, o)
	if err := stopped(ctx); err != nil {
		return err
	}
	facts.ToAsk = "add --online to ask"
	r := doctor.Judge(facts)
	err := p.show(o, forms{
		json: r, text: func(w io.Writer, s text.Style) error { return text.Doctor(w, r, askOnline, s) },
	})
	if err != nil {
		return err
	}
	return endOf(r.Ending())
}

// askOnline is how whoever reads the text has the network checked too.
const askOnline = "run edov doctor --online"

// exportComputer renders what was seen in the format that a file's name asks for.
func exportComputer(name string, r *doctor.Report) ([]byte, error) {
	if formatOfFile(name).name == "json" {
		return jsonout.Indented(r)
	}
	var b bytes.Buffer
	err := text.Doctor(&b, r, askOnline, text.Style{})
	return b.Bytes(), err
}

// facts looks around, for the command and for the interactive program. Nothing is written or changed, and without
// Online nothing is sent.
func (p *Program) facts(ctx context.Context, m flow.MachineOptions, o *output) doctor.Facts {
	facts := doctor.Facts{Version: p.name(), Terminal: p.terminal(o), Online: m.Online}
	facts.Clipboard.How, facts.Clipboard.Confirmed = terminal.NewClipboard(p.getenv, io.Discard).Way()
	m.Program = p.name()
	facts.Machine = flow.SeeMachine(ctx, p.Env, m)
	st, err := p.store()
	if err != nil {
		facts.NoFolders, facts.Keyring.Why = err.Error(), "not asked: nothing can be saved"
	} else {
		if err := st.AskKeyring(ctx); err == nil {
			facts.Keyring.Answered = true
		} else {
			facts.Keyring.Why = err.Error()
		}
		for _, look := range st.Look() {
			facts.Folders = append(facts.Folders, doctor.Folder(look))
		}
	}
	facts.Variables, facts.Unknown = p.edovVariables(os.Environ())
	return facts
}

// terminal is what is known of standard output.
func (p *Program) terminal(o *output) doctor.Terminal {
	style := p.outputStyle(o)
	t := doctor.Terminal{Is: isTerminal(p.Stdout), Type: p.getenv("TERM"), Color: style.Color, ASCII: style.ASCII}
	if f, ok := p.Stdout.(*os.File); ok && t.Is {
		t.Width, t.Height, _ = term.GetSize(int(f.Fd())) // zero if it doesn't say
	}
	if _, t.ColorWhy = p.colorOf(p.Stdout); o.noColor {
		t.ColorWhy = "--no-color"
	} else if o.file != "" {
		t.ColorWhy = "--output"
	}
	if name, value := p.locale(); name != "" {
		t.Locale = name + "=" + value
	}
	return t
}

// edovVariables are the names of edov's variables that are set, and of those that it does not read.
func (p *Program) edovVariables(environ []string) (set, unknown []string) {
	known := []string{"EDOV_CONNECTION", "EDOV_NO_HISTORY"}
	for flag, rule := range rulesByName() {
		if rule.env {
			known = append(known, variableOf(flag))
		}
	}
	for _, entry := range environ {
		name, _, _ := strings.Cut(entry, "=")
		switch {
		case !strings.HasPrefix(name, "EDOV_") || p.getenv(name) == "":
		case slices.Contains(known, name):
			set = append(set, name)
		default:
			unknown = append(unknown, name)
		}
	}
	slices.Sort(set)
	slices.Sort(unknown)
	return set, unknown
}
