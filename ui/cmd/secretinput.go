package cmd

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"regexp"
	"runtime"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"golang.org/x/term"

	"edov/flow"
	"edov/flow/visible"
	"edov/ui/files"
	"edov/ui/store"
)

// maxSecret bounds what is read as a secret; real ones have about 40
// characters.
const maxSecret = 4096

// secretFlags say where a client secret comes from.
type secretFlags struct {
	file, env, command string
	stdin              bool
	flags              *pflag.FlagSet // to tell an empty value from none
}

// add registers the flags. use says what the secret is for, where that is not
// the sign-in.
func (f *secretFlags) add(c *cobra.Command, use string) {
	s := c.Flags()
	f.flags = s
	s.StringVar(&f.file, "secret-file", "", "read the client secret from `FILE`, which only you may read"+use)
	s.StringVar(&f.env, "secret-env", "", "read the client secret from the environment variable `NAME`"+use)
	s.BoolVar(&f.stdin, "secret-stdin", false, "read the client secret from standard input"+use)
	s.StringVar(&f.command, "secret-command", "", "ask the program `CMD`, such as a password manager, for the client secret"+use)
}

// given reports whether a flag was given, be it with an empty value.
func (f *secretFlags) given(name, value string) bool {
	return value != "" || f.flags != nil && f.flags.Changed(name)
}

func (f *secretFlags) givenCommand() bool { return f.given("secret-command", f.command) }

// count is how many sources were given.
func (f *secretFlags) count() int {
	n := 0
	for _, given := range []bool{f.given("secret-file", f.file), f.given("secret-env", f.env), f.stdin, f.givenCommand()} {
		if given {
			n++
		}
	}
	return n
}

// check refuses several sources.
func (f *secretFlags) check() error {
	if f.count() > 1 {
		return usageError("several sources of the secret were given", "give one of --secret-file, --secret-env, --secret-stdin and --secret-command")
	}
	return nil
}

// argv is the program of --secret-command and its arguments.
func (f *secretFlags) argv() ([]string, error) {
	argv, err := store.SplitCommand(f.command)
	if err != nil {
		return nil, usageError("--secret-command: "+err.Error(), `write it as in a shell: --secret-command "op read op://vault/clerk/secret"`)
	}
	return argv, nil
}

// readSecret takes the client secret from where the flags say; empty when they
// say nothing.
func (p Program) readSecret(ctx context.Context, f *secretFlags) (flow.Secret, error) {
	if err := f.check(); err != nil {
		return flow.Secret{}, err
	}
	switch {
	case f.given("secret-file", f.file):
		return p.secretFromFile(f.file)
	case f.givenCommand():
		argv, err := f.argv()
		if err != nil {
			return flow.Secret{}, err
		}
		return p.secretFromCommand(ctx, argv)
	case f.given("secret-env", f.env):
		return p.secretFromEnv(f.env)
	case f.stdin:
		data, err := p.readStdin(ctx, maxSecret)
		if err != nil {
			return flow.Secret{}, err
		}
		return p.secretFrom("standard input", data)
	}
	return flow.Secret{}, nil
}

// readOrAsk is readSecret, or the answer of the user where somebody is there.
// Without one it is empty: Validate says what is missing.
func (p Program) readOrAsk(ctx context.Context, f *secretFlags) (flow.Secret, error) {
	if f.count() > 0 || !isTerminal(p.Stdin) {
		return p.readSecret(ctx, f)
	}
	return p.askSecret(ctx)
}

// secretFromFile refuses what should not hold a secret before it is read.
func (p Program) secretFromFile(path string) (flow.Secret, error) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return flow.Secret{}, usageError("the secret file could not be opened: "+files.Reason(err), "check the name after --secret-file")
	case !info.Mode().IsRegular():
		return flow.Secret{}, usageError("the secret file is not a regular file", "use a file, or --secret-stdin for a pipe")
	case info.Size() > maxSecret:
		return flow.Secret{}, usageError("the secret file is larger than 4 KiB, so it is not a secret", "put only the secret's Value into it")
	case !files.OwnedByUser(info):
		return flow.Secret{}, usageError("the secret file belongs to another user", "copy it, so that nobody else can change it")
	case runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0:
		return flow.Secret{}, usageError("other users can read the secret file", "chmod 600 "+path)
	}
	data, err := files.Read(path, maxSecret)
	if err != nil {
		return flow.Secret{}, usageError("the secret file could not be read: " + err.Error())
	}
	return p.secretFrom("the secret file", data)
}

var variableName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]{0,127}$`)

// secretFromEnv reads a variable and removes it, so that the browser does not
// inherit it.
func (p Program) secretFromEnv(name string) (flow.Secret, error) {
	if !variableName.MatchString(name) {
		// The value itself, probably: "$NAME" was written for "NAME".
		return flow.Secret{}, usageError("what follows --secret-env is not the name of a variable", "write --secret-env NAME, without $ and without the secret")
	}
	value := p.getenv(name)
	if value == "" {
		return flow.Secret{}, usageError("the environment variable "+quoted(name)+" is not set, or empty", "set it, or check the name after --secret-env")
	}
	_ = os.Unsetenv(name)
	return p.secretFrom("the variable", []byte(value))
}

// secretFrom takes one line end off, and says so only if more was there.
func (p Program) secretFrom(source string, data []byte) (flow.Secret, error) {
	switch {
	case len(data) > maxSecret:
		return flow.Secret{}, usageError(source+" holds more than 4 KiB, so it is not a secret", "give only the secret's Value")
	case bytes.IndexByte(data, 0) >= 0:
		return flow.Secret{}, usageError(source+" holds binary data", "give only the secret's Value, as text")
	}
	text := string(data)
	if trimmed, ok := strings.CutSuffix(text, "\n"); ok {
		text = strings.TrimSuffix(trimmed, "\r")
		p.say("the line end after the secret was left out")
	}
	return flow.NewSecret(text), nil
}

// askSecret prompts without echo. The echo comes back also when the prompt is
// stopped, or the shell would stay mute.
func (p Program) askSecret(ctx context.Context) (flow.Secret, error) {
	fd := int(p.Stdin.(*os.File).Fd()) // isTerminal said so
	before, err := term.GetState(fd)
	if err != nil {
		return flow.Secret{}, unfinished("the terminal cannot be read without showing the secret", "use --secret-file, --secret-env or --secret-stdin")
	}
	fmt.Fprint(p.Stderr, "client secret (the Value, not shown): ")
	data, err := untilCancelled(ctx, func() ([]byte, error) {
		data, err := term.ReadPassword(fd)
		if err != nil {
			return nil, unfinished("no secret was typed")
		}
		return data, nil
	})
	_ = term.Restore(fd, before)
	fmt.Fprintln(p.Stderr)
	return flow.NewSecret(string(data)), err
}

// offerTrim asks whether to take away what surrounds a value, where somebody
// is there to answer. A value that is kept is a fault, which is told later.
func (p Program) offerTrim(ctx context.Context, c flow.Connection) (flow.Connection, error) {
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

// saysYes reads one line. Enter alone is a yes; the end of the input is not.
func saysYes(in io.Reader) bool {
	line, ok := readLine(in)
	answer := strings.ToLower(line)
	return ok && (answer == "" || answer == "y" || answer == "yes")
}

// readLine reads a short answer, byte by byte so that nothing of the next line
// is taken. ok is false at the end of the input and for what is no answer.
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
