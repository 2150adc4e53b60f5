package browser

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/pkg/browser"
)

// openerLimit is how long an opener has to fail. One that still runs then counts as the
// browser itself and is left alone: xdg-open does not return while a browser that it
// started is open.
const openerLimit = 10 * time.Second

// maxBrowserURL is the longest command line of Windows' CreateProcess.
const maxBrowserURL = 32 << 10

// Open opens url for the user and says how. If command is set (other than "auto"),
// it uses only that program. Otherwise it tries $BROWSER, then on WSL the browser of
// Windows, then the system's. On a remote machine or without a display it tries only what
// the user named.
//
// Programs are started without a shell, without edov's terminal and without variables
// that hold secrets. Text browsers are never started: they would take over the terminal.
// getenv reads the environment; nil means os.Getenv.
func Open(ctx context.Context, getenv func(string) string, command, url string) (how string, err error) {
	return openerOf(getenv).open(ctx, command, url)
}

// Would says what Open would try first, or why it would try nothing. It starts no program.
func Would(getenv func(string) string) (how, why string) {
	o := openerOf(getenv)
	const target = "https://login.microsoftonline.com/"
	remote := o.remote()
	attempts, _ := o.attempts(target, remote == nil)
	for _, argv := range attempts {
		if path, err := exec.LookPath(argv[0]); err == nil && !isTextBrowser(path) {
			return programName(argv[0]), ""
		}
	}
	switch {
	case remote == nil && o.useLibrary():
		return systemBrowser, ""
	case remote != nil:
		return "", remote.Error()
	}
	return "", noProgram
}

// systemBrowser is how Windows opens an address.
const systemBrowser = "the system's browser"

// noProgram is why nothing opens an address, where nothing else is known.
const noProgram = "no program that opens a browser was found"

func openerOf(getenv func(string) string) opener {
	getenv = orOS(getenv)
	return opener{
		getenv: getenv, around: Around(getenv), limit: openerLimit, goos: runtime.GOOS,
		windows: windowsOnWSL, library: openWithLibrary,
	}
}

// windowsOnWSL is where Windows' system directory usually is on WSL.
const windowsOnWSL = "/mnt/c/Windows/System32"

// opener is Open with the outside world as fields.
type opener struct {
	getenv  func(string) string
	around  Surroundings
	limit   time.Duration
	goos    string
	windows string // the path of Windows' system directory on WSL
	library func(ctx context.Context, url string) error
}

func (o opener) open(ctx context.Context, command, target string) (how string, err error) {
	target, err = browserURL(target)
	if err != nil {
		return "", err
	}
	if command != "" && command != "auto" {
		argv, err := commandWords(command, target)
		if err != nil {
			return "", err
		}
		return o.try(ctx, [][]string{argv})
	}
	remote := o.remote()
	attempts, why := o.attempts(target, remote == nil)
	if how, err := o.try(ctx, attempts); err == nil {
		return how, nil
	} else if len(attempts) > 0 {
		why = append(why, err)
	}
	if remote == nil && o.useLibrary() {
		if err := o.library(ctx, target); err == nil {
			return systemBrowser, nil
		}
		why = append(why, errors.New("the system didn't open its browser"))
	}
	if remote != nil {
		why = append(why, remote)
	}
	return "", joinReasons(why)
}

// attempts are the command lines that are tried, in this order: those of $BROWSER, and at the machine itself those of
// the system. Entries of $BROWSER that are none are named.
func (o opener) attempts(target string, here bool) (list [][]string, why []error) {
	for _, entry := range o.browserVariable() {
		argv, err := commandWords(entry, target)
		if err != nil {
			why = append(why, fmt.Errorf("$BROWSER: %w", err))
			continue
		}
		list = append(list, argv)
	}
	if here {
		list = append(list, o.systemOpeners(target)...)
	}
	return list, why
}

// joinReasons makes one line of the reasons.
func joinReasons(why []error) error {
	if len(why) == 0 {
		return errors.New(noProgram)
	}
	var lines []string
	for _, err := range why {
		lines = append(lines, err.Error())
	}
	return errors.New(strings.Join(lines, "; "))
}

// remote says why the system's browser would be no use.
func (o opener) remote() error {
	switch {
	case o.around.SSH:
		return errors.New("this is a remote shell")
	case o.around.Headless:
		return errors.New("no display")
	}
	return nil
}

// browserURL accepts only web addresses: openers start other programs for other schemes
// (CVE-2025-48938), and take a leading dash for an option.
func browserURL(target string) (string, error) {
	bad := func(r rune) bool { return r <= ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 }
	if len(target) >= maxBrowserURL || strings.IndexFunc(target, bad) >= 0 {
		return "", errors.New("the address is too long, or has spaces or control characters")
	}
	u, err := url.Parse(target)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil {
		return "", errors.New("only a web address without a user name can be opened")
	}
	return u.String(), nil
}

// browserVariable splits $BROWSER, a colon-separated list on Unix.
func (o opener) browserVariable() []string {
	value := o.getenv("BROWSER")
	if o.goos == "windows" {
		return strings.FieldsFunc(value, func(r rune) bool { return r == ';' })
	}
	return strings.FieldsFunc(value, func(r rune) bool { return r == ':' })
}

// shells would execute their arguments.
var shells = strings.Fields("sh bash dash zsh ksh fish cmd powershell pwsh")

// commandWords makes an argument list of a command: all of it if it is the path of a
// program, or else its words. %s stands for the address, which is the last argument
// otherwise. There is no shell and no quoting, so quotes are refused.
func commandWords(command, target string) ([]string, error) {
	command = strings.TrimSpace(command)
	words := strings.Fields(command)
	switch {
	case len(words) == 0:
		return nil, errors.New("the command is empty")
	case strings.HasPrefix(command, "-"):
		return nil, errors.New("the command begins with a dash")
	}
	if _, err := exec.LookPath(command); err == nil {
		words = []string{command}
	} else if strings.ContainsAny(command, "\"'`$\\;|&<>") && runtime.GOOS != "windows" {
		return nil, errors.New("the command has quotes or other shell syntax, but no shell is used; use a script instead")
	}
	if slices.Contains(shells, programName(words[0])) {
		return nil, errors.New("the command is a shell; use a script instead")
	}
	placed := false
	for i, word := range words[1:] {
		if strings.Contains(word, "%s") {
			words[i+1], placed = strings.ReplaceAll(word, "%s", target), true
		}
	}
	if !placed {
		words = append(words, target)
	}
	return words, nil
}

// programName is the file name without directory and .exe.
func programName(path string) string {
	return strings.TrimSuffix(strings.ToLower(filepath.Base(path)), ".exe")
}

// systemOpeners lists the programs that open the system's browser, the best first. wslview
// and rundll32 pass on any address unchanged; cmd.exe would cut it at "&", and
// explorer.exe fails on "=".
func (o opener) systemOpeners(target string) [][]string {
	var list [][]string
	if o.around.WSL {
		const handler = "url.dll,FileProtocolHandler"
		list = append(list, []string{"wslview", target}, []string{"rundll32.exe", handler, target},
			[]string{filepath.Join(o.windows, "rundll32.exe"), handler, target})
	}
	switch {
	case o.goos == "darwin":
		list = append(list, []string{"open", target})
	case o.goos != "windows" && (o.getenv("DISPLAY") != "" || o.getenv("WAYLAND_DISPLAY") != ""):
		list = append(list, []string{"xdg-open", target}, []string{"x-www-browser", target})
	}
	return list
}

// useLibrary reports whether github.com/pkg/browser is used: on Windows, where it calls
// the system. Elsewhere it would start the programs of systemOpeners with edov's whole
// environment, and text browsers.
func (o opener) useLibrary() bool { return o.goos == "windows" }

// openWithLibrary silences the library and does not wait longer than openerLimit.
func openWithLibrary(ctx context.Context, target string) error {
	browser.Stdout, browser.Stderr = io.Discard, io.Discard
	done := make(chan error, 1)
	go func() { done <- browser.OpenURL(target) }()
	ctx, cancel := context.WithTimeout(ctx, openerLimit)
	defer cancel()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return nil // it is still trying
	}
}

// textBrowsers take over the terminal.
var textBrowsers = strings.Fields(
	"lynx w3m links links2 elinks www-browser browsh carbonyl chawan cha retawq netrik",
)

// isTextBrowser also looks where a link leads: www-browser may be any of them.
func isTextBrowser(path string) bool {
	target, err := filepath.EvalSymlinks(path)
	if err != nil {
		target = path
	}
	return slices.Contains(textBrowsers, programName(path)) || slices.Contains(textBrowsers, programName(target))
}

// try starts one program after the other until one does not fail.
func (o opener) try(ctx context.Context, attempts [][]string) (how string, err error) {
	var why []error
	for _, argv := range attempts {
		name := programName(argv[0])
		path, err := exec.LookPath(argv[0]) // which refuses the current directory
		if err != nil {
			why = append(why, fmt.Errorf("%s was not found", name))
			continue
		}
		if slices.Contains(textBrowsers, name) || isTextBrowser(path) {
			why = append(why, fmt.Errorf("%s is a text browser", name))
			continue
		}
		if err := o.start(ctx, path, argv); err != nil {
			why = append(why, fmt.Errorf("%s failed", name))
			continue
		}
		return name, nil
	}
	return "", joinReasons(why)
}

// start runs a program that may outlive edov. Nil means that it did not fail in time.
func (o opener) start(ctx context.Context, path string, argv []string) error {
	// Not CommandContext: the program may be the browser, which outlives edov.
	cmd := &exec.Cmd{Path: path, Args: argv, Env: WithoutSecrets(os.Environ())}
	detach(cmd)
	if err := cmd.Start(); err != nil {
		return err
	}
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }()
	timer := time.NewTimer(o.limit)
	defer timer.Stop()
	select {
	case err := <-done:
		return err
	case <-timer.C:
	case <-ctx.Done():
	}
	return nil
}

// WithoutSecrets removes variables whose names suggest a secret, since the environment of
// a child process can be read.
func WithoutSecrets(environ []string) []string {
	var kept []string
	for _, entry := range environ {
		name, _, _ := strings.Cut(strings.ToUpper(entry), "=")
		if strings.HasPrefix(name, "EDOV_") || strings.Contains(name, "SECRET") || strings.Contains(name, "TOKEN") ||
			strings.Contains(name, "PASSWORD") || strings.Contains(name, "KEY") {
			continue
		}
		kept = append(kept, entry)
	}
	return kept
}
