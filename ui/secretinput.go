package ui

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"

	"golang.org/x/term"

	"edov/flow"
)

// maxSecret bounds what is read as a secret; real ones have about 40
// characters.
const maxSecret = 4096

// readSecret takes the client secret from where the flags say, or asks for it
// on a terminal. It is empty for a public client.
func (p Program) readSecret(f *connectionFlags) (flow.Secret, error) {
	sources := 0
	for _, given := range []bool{f.secretFile != "", f.secretEnv != "", f.secretStdin} {
		if given {
			sources++
		}
	}
	switch {
	case sources > 1:
		return flow.Secret{}, usageError("several sources of the secret were given", "give one of --secret-file, --secret-env and --secret-stdin")
	case f.secretFile != "":
		return p.secretFromFile(f.secretFile)
	case f.secretEnv != "":
		return p.secretFromEnv(f.secretEnv)
	case f.secretStdin:
		data, err := io.ReadAll(io.LimitReader(p.Stdin, maxSecret+1))
		if err != nil {
			return flow.Secret{}, usageError("the secret could not be read from standard input")
		}
		return p.secretFrom("standard input", data)
	case f.public || !isTerminal(p.Stdin):
		return flow.Secret{}, nil // Validate says what is missing
	}
	return p.askSecret()
}

// secretFromFile refuses what should not hold a secret before it is read.
func (p Program) secretFromFile(path string) (flow.Secret, error) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return flow.Secret{}, usageError("the secret file could not be opened: "+fileReason(err), "check the name after --secret-file")
	case !info.Mode().IsRegular():
		return flow.Secret{}, usageError("the secret file is not a regular file", "use a file, or --secret-stdin for a pipe")
	case info.Size() > maxSecret:
		return flow.Secret{}, usageError("the secret file is larger than 4 KiB, so it is not a secret", "put only the secret's Value into it")
	case runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0:
		return flow.Secret{}, usageError("other users can read the secret file", "chmod 600 "+path)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return flow.Secret{}, usageError("the secret file could not be read: " + fileReason(err))
	}
	return p.secretFrom("the secret file", data)
}

// secretFromEnv reads a variable and removes it, so that the browser does not
// inherit it.
func (p Program) secretFromEnv(name string) (flow.Secret, error) {
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

// askSecret prompts without echo.
func (p Program) askSecret() (flow.Secret, error) {
	stdin := p.Stdin.(*os.File) // isTerminal said so
	fmt.Fprint(p.Stderr, "client secret (the Value, not shown): ")
	data, err := term.ReadPassword(int(stdin.Fd()))
	fmt.Fprintln(p.Stderr)
	if err != nil {
		return flow.Secret{}, unfinished("no secret was typed")
	}
	return flow.NewSecret(string(data)), nil
}

// offerTrim asks whether to take away what surrounds a value, where somebody
// is there to answer.
func (p Program) offerTrim(c flow.Connection) flow.Connection {
	for _, fault := range c.Validate() {
		if !fault.Trimmed || !isTerminal(p.Stdin) {
			continue
		}
		fmt.Fprintf(p.Stderr, "%s. Remove them? [Y/n] ", fault.Problem)
		var answer string
		_, _ = fmt.Fscanln(p.Stdin, &answer)
		if answer == "" || strings.EqualFold(answer, "y") || strings.EqualFold(answer, "yes") {
			c = c.Trimmed()
		}
	}
	return c
}
