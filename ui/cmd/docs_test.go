package cmd_test

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/kballard/go-shellquote"

	"edov/flow"
	"edov/flow/entra"
	"edov/ui/cmd"
	"edov/ui/store"
)

var updateDocs = flag.Bool("update", false, "renew the console blocks of README.md and docs/")

// root is the folder of the repository: the tests change folders.
var root, _ = filepath.Abs("../..")

// pages are README.md and what is written by hand in docs/.
func pages(t *testing.T) []string {
	t.Helper()
	found := []string{"README.md", "CONTRIBUTING.md", "SECURITY.md"}
	for _, pattern := range []string{"docs/*.md", "docs/decisions/*.md"} {
		list, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil || len(list) == 0 {
			t.Fatalf("%s: %v %v", pattern, list, err)
		}
		for _, path := range list {
			name, err := filepath.Rel(root, path)
			if err != nil {
				t.Fatal(err)
			}
			found = append(found, filepath.ToSlash(name))
		}
	}
	return found
}

func readPage(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// block is a fenced block of a page: its language, its text.
var block = regexp.MustCompile("(?ms)^( *)```([a-z]+)\n(.*?)^ *```$")

// TestPagesShowWhatTheProgramPrints runs the command lines of all pages.
//
// In a console block each line that begins with "$ " is run, and what follows
// must be what it prints, times aside; "$ echo $?" shows its exit code. In a sh
// block each command line must have flags that exist; what needs no network is
// run, and must not be called wrongly. A comment "# exit code N" promises more.
// The lines of a page share a folder with the files that they name, and a home.
func TestPagesShowWhatTheProgramPrints(t *testing.T) {
	if testing.Short() { // the race detector: the same goroutines as in other tests
		t.Skip("the same goroutines as in other tests")
	}
	console := 0
	for _, name := range pages(t) {
		t.Run(name, func(t *testing.T) {
			text := readPage(t, name)
			s := newShell(t)
			fresh := block.ReplaceAllStringFunc(text, func(found string) string {
				parts := block.FindStringSubmatch(found)
				switch indent, language, body := parts[1], parts[2], parts[3]; language {
				case "console":
					console++
					return indent + "```console\n" + s.console(body) + indent + "```"
				case "sh":
					s.script(body)
				}
				return found
			})
			if *updateDocs && fresh != text && !t.Failed() {
				if err := os.WriteFile(filepath.Join(root, name), []byte(fresh), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
	if console < 5 {
		t.Errorf("the pages have %d console blocks", console)
	}
}

// shell runs the command lines of one page.
type shell struct {
	t       *testing.T
	dir     string
	env     map[string]string
	keyring memory
	code    int // of the last command
}

func newShell(t *testing.T) *shell {
	t.Helper()
	s := &shell{t: t, dir: t.TempDir(), env: map[string]string{"LANG": "C.UTF-8"}, keyring: memory{}}
	for name, text := range map[string]string{
		"manifest.json": readPage(t, "testdata/manifest/healthy.json"),
		"token.txt":     readPage(t, "testdata/token/docs-id-token-v2-personal-account.jwt"),
		"error.txt":     errorPage,
		".env":          envFile,
		".env.local":    "",
		"secret.txt":    madeUpSecret + "\n",
	} {
		s.write(name, text)
	}
	manifests, err := filepath.Abs(filepath.Join(root, "testdata", "manifest"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(s.dir, "testdata"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(manifests, filepath.Join(s.dir, "testdata", "manifest")); err != nil { // there are many
		t.Fatal(err)
	}
	return s
}

// What the files of a page's folder hold, beside those of testdata.
const (
	madeUpSecret = "abc8Q~not-a-real-secret-of-a-test-0123"
	envFile      = "AUTH_MICROSOFT_ENTRA_ID_ID=6731de76-14a6-49ae-97bc-6eba6914391e\n" +
		"AUTH_MICROSOFT_ENTRA_ID_SECRET=" + madeUpSecret + "\n"
	errorPage = "AADSTS50011: The redirect URI 'https://clerk.example.com/v1/oauth_callback' specified in the " +
		"request does not match the redirect URIs configured for the application " +
		"'6731de76-14a6-49ae-97bc-6eba6914391e'.\n"
)

// memory is a keyring.
type memory map[string]string

var errNoSecret = errors.New("no such secret")

func (m memory) Get(service, user string) (string, error) {
	if secret, ok := m[service+"/"+user]; ok {
		return secret, nil
	}
	return "", errNoSecret
}

func (m memory) Set(service, user, secret string) error {
	m[service+"/"+user] = secret
	return nil
}

func (m memory) Delete(service, user string) error {
	delete(m, service+"/"+user)
	return nil
}

func (s *shell) write(name, text string) {
	s.t.Helper()
	if err := os.WriteFile(filepath.Join(s.dir, name), []byte(text), 0o600); err != nil {
		s.t.Fatal(err)
	}
}

// run gives what one command line of edov prints, and its exit code.
func (s *shell) run(stdin string, args ...string) (stdout, stderr string, code int) {
	s.t.Helper()
	s.t.Chdir(s.dir)
	var out, told bytes.Buffer
	program := cmd.Program{
		Stdin: strings.NewReader(stdin), Stdout: &out, Stderr: &told, Version: "test", Keyring: s.keyring,
		Dirs: store.Dirs{Config: filepath.Join(s.dir, "config"), State: filepath.Join(s.dir, "state")},
	}
	if !usesDemo(args) {
		program.Env = flow.Env{HTTP: offline{}, Browser: noBrowser}
	}
	program.Env.Getenv = func(name string) string { return s.env[name] }
	code = program.Main(context.Background(), args)
	return out.String(), told.String(), code
}

// offline is a network that leads nowhere.
type offline struct{}

func (offline) RoundTrip(*http.Request) (*http.Response, error) {
	return nil, errors.New("the pages are run without a network")
}

func noBrowser(context.Context, string) (string, error) {
	return "", errors.New("no browser in a test")
}

func usesDemo(args []string) bool {
	for _, arg := range args {
		if arg == "demo" || arg == "--demo" || strings.HasPrefix(arg, "--demo=") {
			return true
		}
	}
	return false
}

// console runs the commands of a console block, and gives the block as it
// should be: as it is, where it shows what is printed.
func (s *shell) console(body string) string {
	s.t.Helper()
	var fresh strings.Builder
	for _, part := range strings.Split("\n"+body, "\n$ ")[1:] {
		line, shown, _ := strings.Cut(part, "\n")
		got := s.line(line)
		if steady(got) == steady(shown) {
			got = strings.TrimSuffix(shown, "\n") + "\n"
			if shown == "" {
				got = ""
			}
		} else if !*updateDocs {
			s.t.Errorf("%s prints:\n%s\nthe page shows:\n%s", line, got, shown)
		}
		fresh.WriteString("$ " + line + "\n" + got)
	}
	return fresh.String()
}

// line runs one command of a console block.
func (s *shell) line(line string) string {
	s.t.Helper()
	if line == "echo $?" {
		return strconv.Itoa(s.code) + "\n"
	}
	words, err := shellquote.Split(line)
	if err != nil || len(words) == 0 || words[0] != "edov" {
		s.t.Fatalf("%q is no command line of edov: %v", line, err)
	}
	stdout, stderr, code := s.run("", words[1:]...)
	s.code = code
	if code == cmd.ExitUsage {
		s.t.Errorf("%s is called wrongly: %s", line, stderr)
	}
	return stdout
}

// producers are the programs in front of a pipe, and what they would print.
var producers = map[string]string{
	"pbpaste | edov inspect": "testdata/token/docs-id-token-v2-personal-account.jwt",
	"az ad app list":         "testdata/manifest/two-az-list.json",
	"az ad app show":         "testdata/manifest/healthy.json",
	"az ad user list":        "testdata/users/az-list.json",
	"az rest":                "testdata/manifest/healthy-answer.json",
}

var promise = regexp.MustCompile(`#.*exit code (\d)`)

// script checks the lines of a sh block.
func (s *shell) script(body string) {
	s.t.Helper()
	for line := range strings.Lines(strings.ReplaceAll(body, "\\\n", " ")) {
		line = strings.TrimSpace(line)
		command, _, _ := strings.Cut(line, " #")
		at := regexp.MustCompile(`(^|[ |])(edov|go run \.)( |$)`).FindStringSubmatchIndex(command)
		if at == nil || strings.HasPrefix(line, "#") {
			continue
		}
		before, rest := command[:at[4]], command[at[5]:]
		rest, _, _ = strings.Cut(rest, " | ")
		rest, _, _ = strings.Cut(rest, " > ")
		rest, input, _ := strings.Cut(rest, " < ")
		args, err := shellquote.Split(rest)
		if err != nil {
			s.t.Errorf("%s: %v", line, err)
			continue
		}
		s.mustParse(line, args)
		if needsWorld(args) {
			continue
		}
		stdin := errorPage
		if input != "" {
			stdin = s.read(strings.TrimSpace(input))
		}
		for begin, file := range producers {
			if strings.HasPrefix(strings.TrimSpace(before)+" edov"+rest, begin) {
				stdin = readPage(s.t, file)
			}
		}
		_, stderr, code := s.run(stdin, args...)
		want := promise.FindStringSubmatch(line)
		switch {
		case want != nil && strconv.Itoa(code) != want[1]:
			s.t.Errorf("%s: exit code %d: %s", line, code, stderr)
		case want == nil && code == cmd.ExitUsage:
			s.t.Errorf("%s is called wrongly: %s", line, stderr)
		}
	}
}

func (s *shell) read(name string) string {
	s.t.Helper()
	data, err := os.ReadFile(filepath.Join(s.dir, name))
	if err != nil {
		s.t.Fatal(err)
	}
	return string(data)
}

// needsWorld holds for what asks Microsoft, Clerk, another program or a person.
func needsWorld(args []string) bool {
	if len(args) == 0 || args[0] == "signin" || strings.HasPrefix(args[0], "--") {
		return true
	}
	for _, arg := range args {
		switch arg {
		case "--live", "--probe", "--serve", "--plan", "rotate", "setup", "--publishable-key", "--browser",
			"--secret-command":
			return true
		}
	}
	return false
}

// mustParse holds a command line to commands and flags that exist: with --help
// behind it, it does nothing else.
func (s *shell) mustParse(line string, args []string) {
	s.t.Helper()
	stdout, stderr, code := s.run("", append(args[:len(args):len(args)], "--help")...)
	named := len(args) == 0 || strings.HasPrefix(args[0], "-") || strings.Contains(stdout, "\n  edov "+args[0])
	if code != cmd.ExitClean || !named {
		s.t.Errorf("%s: not a command line of edov: %s", line, stderr)
	}
}

// inlineCommand is a command line within a sentence.
var inlineCommand = regexp.MustCompile("`(edov [a-z][^`]*)`")

// TestCommandsInSentences: commands and flags exist there too.
func TestCommandsInSentences(t *testing.T) {
	for _, name := range pages(t) {
		s := newShell(t)
		text := strings.Join(strings.Fields(block.ReplaceAllString(readPage(t, name), "")), " ")
		for _, found := range inlineCommand.FindAllStringSubmatch(text, -1) {
			args, err := shellquote.Split(found[1])
			if err != nil {
				t.Errorf("%s: %s: %v", name, found[1], err)
				continue
			}
			s.mustParse(name+": "+found[1], args[1:])
		}
	}
}

var link = regexp.MustCompile(`\]\(([^)#: ]+)(#[^)]*)?\)`)

// TestLinksLeadSomewhere: what a page links to in this repository is there.
func TestLinksLeadSomewhere(t *testing.T) {
	for _, name := range pages(t) {
		for _, found := range link.FindAllStringSubmatch(readPage(t, name), -1) {
			if _, err := os.Stat(filepath.Join(root, filepath.Dir(name), found[1])); err != nil {
				t.Errorf("%s links to %s, which is not there", name, found[1])
			}
		}
	}
}

// TestReadmeNamesEveryHost keeps its words about privacy true, and short.
func TestReadmeNamesEveryHost(t *testing.T) {
	text := readPage(t, "README.md")
	for _, cloud := range []entra.Cloud{entra.Global, entra.USGov, entra.China} {
		for _, host := range []string{cloud.LoginHost(), strings.TrimPrefix(entra.GraphBase(cloud), "https://")} {
			if !strings.Contains(text, "`"+host+"`") {
				t.Errorf("README.md does not name %s", host)
			}
		}
	}
	if lines := strings.Count(text, "\n"); lines > 200 {
		t.Errorf("README.md has %d lines, over 200", lines)
	}
}

// unsteady are the parts of a text that differ from run to run, or from day to day.
var unsteady = regexp.MustCompile(strings.Join([]string{
	`\d+(\.\d+)? ?(ms|µs|s)\b`,
	`[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}`,
	`\b20\d\d(-\d\d){0,2}\b`,
	`\d\d:\d\d(:\d\d)?`,
	`localhost:\d+`,
}, "|"))

// steady also folds runs of blanks, since columns move with what they hold.
func steady(text string) string {
	return strings.Join(strings.Fields(unsteady.ReplaceAllString(text, "#")), " ")
}
