package cmd

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"golang.org/x/term"

	"edov/flow"
	"edov/flow/files"
	"edov/flow/lazy"
	"edov/flow/visible"
	"edov/inspect/report"
	"edov/ui/store"
)

// maxSecret bounds a secret; real ones have about 40 characters.
const maxSecret = 4096

// secretFlags say where a client secret comes from.
type secretFlags struct {
	file, env, command string
	stdin              bool
	flags              *pflag.FlagSet // which of them were given, even with an empty value
}

// add registers the flags. use says what the secret is for, unless it is for signing in.
func (f *secretFlags) add(c *cobra.Command, use string) {
	s := c.Flags()
	f.flags = s
	s.StringVar(&f.file, "secret-file", "", "read the client secret from `FILE`, which only you can read"+use)
	s.StringVar(&f.env, "secret-env", "", "read the client secret from the environment variable `NAME`"+use)
	s.BoolVar(&f.stdin, "secret-stdin", false, "read the client secret from standard input"+use)
	s.StringVar(&f.command, "secret-command", "",
		"get the client secret from the program `CMD`, such as a password manager"+use)
}

// given reports whether a flag was given, even with an empty value.
func (f *secretFlags) given(name, value string) bool {
	return value != "" || f.flags != nil && f.flags.Changed(name)
}

func (f *secretFlags) givenCommand() bool { return f.given("secret-command", f.command) }

// count is how many sources were given.
func (f *secretFlags) count() int {
	n := 0
	for _, given := range []bool{
		f.given("secret-file", f.file), f.given("secret-env", f.env), f.stdin, f.givenCommand(),
	} {
		if given {
			n++
		}
	}
	return n
}

// check refuses more than one source.
func (f *secretFlags) check() error {
	if f.count() > 1 {
		return usageError("the client secret can come from only one place",
			"use one of --secret-file, --secret-env, --secret-stdin and --secret-command")
	}
	return nil
}

// argv is the program of --secret-command and its arguments.
func (f *secretFlags) argv() ([]string, error) {
	argv, err := store.SplitCommand(f.command)
	if err != nil {
		return nil, usageError("--secret-command: "+err.Error(),
			`quote it as in a shell: --secret-command "op read op://vault/clerk/secret"`)
	}
	return argv, nil
}

// readSecret reads the client secret from where the flags say; empty if they say nothing.
func (p *Program) readSecret(ctx context.Context, f *secretFlags) (flow.Secret, error) {
	if err := f.check(); err != nil {
		return flow.Secret{}, err
	}
	switch {
	case f.given("secret-file", f.file) && f.file != fromStdin:
		return p.secretFromFile(ctx, f.file)
	case f.givenCommand():
		argv, err := f.argv()
		if err != nil {
			return flow.Secret{}, err
		}
		return p.secretFromCommand(ctx, argv)
	case f.given("secret-env", f.env):
		return p.secretFromEnv(f.env)
	case f.stdin, f.file == fromStdin:
		data, err := p.readStdin(ctx, "the client secret", maxSecret)
		if err != nil {
			return flow.Secret{}, err
		}
		return p.secretFrom(standardInput, data)
	}
	return flow.Secret{}, nil
}

// readOrAsk is readSecret, or asks for the secret if there is a terminal. Without either
// the secret is empty, and Validate says so.
func (p *Program) readOrAsk(ctx context.Context, f *secretFlags) (flow.Secret, error) {
	if f.count() > 0 || !isTerminal(p.Stdin) {
		return p.readSecret(ctx, f)
	}
	return p.askSecret(ctx)
}

// secretFromFile refuses a file that should not hold a secret before it reads it.
func (p *Program) secretFromFile(ctx context.Context, path string) (flow.Secret, error) {
	none := flow.Secret{}
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return none, usageError("the secret file couldn't be opened: "+files.Reason(err),
			"check the path after --secret-file")
	case !info.Mode().IsRegular() && !files.IsDescriptor(path):
		return none, usageError("the secret file is not a regular file", "use a file, or --secret-stdin for a pipe")
	case info.Size() > maxSecret:
		return none, usageError("the secret file is larger than 4 KiB, so it is not a secret",
			"save only the secret's Value in it")
	case !files.OwnedByUser(info):
		return none, usageError("the secret file belongs to another user", "use a copy that only you can change")
	case runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0:
		return none, usageError("other users can read the secret file", "chmod 600 "+path)
	}
	data, err := p.readNamed(ctx, "--secret-file", path, maxSecret)
	if err != nil {
		return none, usageError("the secret file couldn't be read: " + err.Error())
	}
	return p.secretFrom("the secret file", data)
}

var variableName = lazy.MustCompile(`^[A-Za-z_][A-Za-z0-9_]{0,127}$`)

// secretFromEnv reads a variable and removes it, so that the browser does not inherit it.
func (p *Program) secretFromEnv(name string) (flow.Secret, error) {
	if !variableName.MatchString(name) {
		// It is probably the value: "$NAME" instead of "NAME".
		return flow.Secret{}, usageError("the value of --secret-env is not the name of a variable",
			"use --secret-env NAME, without $ and without the secret")
	}
	value := p.getenv(name)
	if value == "" {
		return flow.Secret{}, usageError("the environment variable "+quoted(name)+" is not set, or empty",
			"set it, or check the name after --secret-env")
	}
	_ = os.Unsetenv(name)
	return p.secretFrom("the variable", []byte(value))
}

const standardInput = "standard input"

// secretFrom removes one line end, and notes it.
func (p *Program) secretFrom(source string, data []byte) (flow.Secret, error) {
	switch {
	case len(bytes.TrimSpace(data)) == 0:
		return flow.Secret{}, usageError(source+" is empty", "save the client secret's Value in it",
			"for an app without a secret, use --public")
	case len(data) > maxSecret:
		return flow.Secret{}, usageError(source+" is larger than 4 KiB, so it is not a secret", "use only the secret's Value")
	case bytes.IndexByte(data, 0) >= 0:
		return flow.Secret{}, usageError(source+" holds binary data", "use only the secret's Value, as text")
	}
	secret := flow.ReadSecret(string(data))
	switch {
	case !secret.LineEnd():
	case source == standardInput: // a pipe, which no product reads
		p.say("note: the line end after the secret was removed")
		secret = flow.NewSecret(secret.Reveal())
	default:
		p.say("note: %s ends in a line end, which edov left out; a product that reads it as it is sends it too", source)
		p.say("  hint: %s", report.WithoutLineEnd)
	}
	return secret, nil
}

// askSecret asks for the client secret without echo.
func (p *Program) askSecret(ctx context.Context) (flow.Secret, error) {
	return p.askHidden(ctx, "client secret (its Value; hidden while you type)")
}

// askHidden prompts without echo. The echo is restored when the prompt is cancelled too,
// or the shell would stay silent.
func (p *Program) askHidden(ctx context.Context, label string) (flow.Secret, error) {
	fd := int(p.Stdin.(*os.File).Fd()) // the callers know that it is a terminal
	before, err := term.GetState(fd)
	if err != nil {
		return flow.Secret{}, unfinished("this terminal can't hide the secret while you type",
			"use --secret-file, --secret-env or --secret-stdin")
	}
	fmt.Fprint(p.Stderr, label+": ")
	data, err := untilCancelled(ctx, func() ([]byte, error) {
		data, err := term.ReadPassword(fd)
		if err != nil {
			return nil, unfinished("no secret was entered")
		}
		return data, nil
	})
	_ = term.Restore(fd, before)
	fmt.Fprintln(p.Stderr)
	return flow.NewSecret(string(data)), err
}

// offerTrim asks whether to remove the quotes and spaces around a value, if there is a
// terminal. Validate refuses a value that stays as it is.
func (p *Program) offerTrim(ctx context.Context, c flow.Connection) (flow.Connection, error) {
	if !isTerminal(p.Stdin) {
		return c, nil
	}
	trimmed := c.Trimmed()
	for _, fault := range c.Validate() {
		if !fault.Trimmed {
			continue
		}
		fmt.Fprintf(p.Stderr, "%s. Remove them? [Y/n] ", visible.Line(fault.Problem))
		yes, err := untilCancelled(ctx, func() (bool, error) { return saysYes(p.Stdin), nil })
		if err != nil {
			return c, err
		}
		if !yes {
			continue
		}
		switch fault.Field {
		case "client-id":
			c.ClientID = trimmed.ClientID
		case "tenant":
			c.Tenant = trimmed.Tenant
		case "secret":
			c.Secret = trimmed.Secret
		}
	}
	return c, nil
}

// saysYes reads one line. Enter alone means yes; the end of the input does not.
func saysYes(in io.Reader) bool {
	line, ok := readLine(in)
	answer := strings.ToLower(line)
	return ok && (answer == "" || answer == "y" || answer == "yes")
}

// readLine reads a short answer, byte by byte so that the next line stays unread. ok is
// false at the end of the input, and for a line that is too long for an answer.
func readLine(in io.Reader) (line string, ok bool) {
	var got []byte
	for b := make([]byte, 1); len(got) < 256; {
		n, err := in.Read(b)
		if n == 1 && b[0] == '\n' {
			return strings.TrimSpace(string(got)), true
		}
		if err != nil {
			return "", false
		}
		got = append(got, b[:n]...)
	}
	return "", false
}
