package cmd_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"edov/flow/demo"
	"edov/flow/testrun"
	"edov/ui/cmd"
)

// TestMain lets scripts run edov itself, and "player": a browser with the demo
// tenant's user in front of it.
func TestMain(m *testing.M) {
	if strings.HasSuffix(os.Args[0], ".test") { // and not a command of a script
		testrun.CollectRarely()
		beginClock()
		home, err := os.MkdirTemp("", "edov-home-")
		if err != nil {
			panic(err)
		}
		for _, name := range []string{"HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"} {
			os.Setenv(name, home) // nothing of the user's own is read or written
		}
		os.Setenv("DBUS_SESSION_BUS_ADDRESS", "")
		os.Setenv("XDG_RUNTIME_DIR", home)
		os.Setenv(keysFile, filepath.Join(home, "keys.pem"))
		if err := writeKeys(os.Getenv(keysFile)); err != nil {
			panic(err)
		}
	}
	useKeys()
	testscript.Main(m, map[string]func(){
		"edov": func() {
			p := cmd.Program{Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Version: "0.0.0-script"}
			p.Env.Now = clock
			os.Exit(p.Main(context.Background(), os.Args[1:]))
		},
		mortal: runMortal,
		"player": func() {
			resp, err := http.Post(os.Getenv("PLAYER"), "text/plain", strings.NewReader(os.Args[1]))
			if err != nil || resp.StatusCode != http.StatusOK {
				os.Exit(1)
			}
			os.Exit(0)
		},
	})
}

// TestScripts runs testdata/script: each script is a session at a shell, with a
// healthy demo tenant at $TENANT that the user has set up in the file secret.
func TestScripts(t *testing.T) {
	params := testscript.Params{
		Dir:                 "../../testdata/script",
		RequireExplicitExec: true,
		Setup:               setupScript,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"code":     checkCode,
			"canaries": checkCanaries,
			"wide":     checkWidth,
		},
	}
	if testing.Short() { // the race detector: those in which goroutines meet; package provision has the changes
		for _, name := range []string{"signin", "demo", "clerk"} {
			params.Files = append(params.Files, filepath.Join(params.Dir, name+".txtar"))
		}
		params.Dir = ""
	}
	testscript.Run(t, params)
}

type serverKey struct{}

func setupScript(env *testscript.Env) error {
	scenario, _ := demo.Lookup("healthy")
	server, err := demo.Start(scenario, demo.Options{TLS: true, Now: clock})
	if err != nil {
		return err
	}
	player := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		address, _ := io.ReadAll(r.Body)
		w.WriteHeader(http.StatusOK) // a browser is open before the sign-in is done
		if _, err := server.Play(context.WithoutCancel(r.Context()), string(address)); err != nil {
			env.T().Log("player:", err)
		}
	}))
	env.Defer(func() {
		player.Close()
		server.Close()
	})
	manifests, err := filepath.Abs("../../testdata/manifest")
	if err != nil {
		return err
	}
	env.Values[serverKey{}] = server
	env.Vars = append(env.Vars, "PLAYER="+player.URL, "TENANT="+server.URL(), "CLIENT="+demo.ClientID,
		keysFile+"="+os.Getenv(keysFile), clockBegan+"="+os.Getenv(clockBegan),
		"GOGC="+os.Getenv("GOGC"), "LANG=C.UTF-8", "BROWSER=", "MANIFESTS="+manifests)
	files := map[string]string{"secret": server.Connection().Secret.Reveal() + "\n", "ca.pem": string(server.CAPEM())}
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(env.WorkDir, name), []byte(content), 0o600); err != nil {
			return err
		}
	}
	return nil
}

// checkCode is "code N command...": the exact exit code, of which "!" knows
// only zero or not.
func checkCode(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: code N command...")
	}
	err := ts.Exec(args[1], args[2:]...)
	got := "0"
	if err != nil {
		got = strings.TrimPrefix(err.Error(), "exit status ")
	}
	if got != args[0] {
		ts.Fatalf("exit code %s, want %s", got, args[0])
	}
}

// checkCanaries fails if a secret of the tenant is in one of the files.
func checkCanaries(ts *testscript.TestScript, _ bool, args []string) {
	server := ts.Value(serverKey{}).(*demo.Server)
	for _, name := range args {
		text := ts.ReadFile(name)
		if text == "" {
			ts.Fatalf("%s is empty", name)
		}
		for _, secret := range server.Secrets() {
			if strings.Contains(text, secret) || strings.Contains(text, url.QueryEscape(secret)) {
				ts.Fatalf("%s holds a secret of %d characters", name, len(secret))
			}
		}
	}
}

// checkWidth fails on lines over 80 columns that could have been broken.
func checkWidth(ts *testscript.TestScript, _ bool, args []string) {
	for _, name := range args {
		for _, line := range strings.Split(ts.ReadFile(name), "\n") {
			words := strings.Fields(line)
			if n := len([]rune(line)); n > 80 && len(words) > 0 && len([]rune(words[len(words)-1])) < 50 {
				ts.Fatalf("%d columns: %s", n, line)
			}
		}
	}
}
