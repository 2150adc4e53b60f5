package cmd_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"edov/flow"
	"edov/flow/demo"
	"edov/ui/cmd"
	"edov/ui/store"
)

// mortal is the name under which the test binary is an edov that a test kills. Its world is in its environment.
const mortal = "edov-mortal"

// runMortal is that program.
func runMortal() {
	w := &mortalWorld{gateURL: os.Getenv("EDOV_GATE"), home: os.Getenv("HOME")}
	p := w.program(os.Stdout, time.Now)
	os.Exit(p.Main(context.Background(), os.Args[1:]))
}

// mortalWorld is a demo tenant that survives edov, with the folders and the keyring that edov saves to. Every request,
// also one to the keyring, goes through a gate, at which edov can be killed.
type mortalWorld struct {
	t       *testing.T
	server  *demo.Server
	gateURL string
	home    string
	bearer  flow.Secret // that the server takes; edov has that of mortalAz

	mu     sync.Mutex
	ring   map[string]string
	log    []string // the requests of this run
	killAt int      // the number of the request at which edov is killed, from 1; 0: never
	after  bool     // the request is carried out first
	victim *os.Process
	stdin  io.Reader     // of the next runs; nil: empty
	later  time.Duration // by which the clock of the next run is later
}

func newMortalWorld(t *testing.T, scenario demo.Scenario, o demo.Options) *mortalWorld {
	t.Helper()
	server, err := demo.Start(scenario, o)
	if err != nil {
		t.Fatal(err)
	}
	w := &mortalWorld{t: t, server: server, home: t.TempDir(), ring: map[string]string{}}
	gate := httptest.NewServer(w)
	t.Cleanup(func() { gate.Close(); server.Close() })
	w.gateURL = gate.URL
	if w.bearer, err = server.Graph().Bearer(t.Context()); err != nil {
		t.Fatal(err)
	}
	return w
}

// mortalAz puts an az in the PATH that is signed in at all mortal worlds, which may be parallel then.
func mortalAz(t *testing.T) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("az is a shell script here")
	}
	home := t.TempDir()
	az := "#!/bin/sh\necho '{\"accessToken\":\"" + azBearer + "\",\"expires_on\":4102444800," +
		"\"expiresOn\":\"2100-01-01 00:00:00.000000\",\"tokenType\":\"Bearer\"}'\n"
	if err := os.WriteFile(filepath.Join(home, "az"), []byte(az), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", home+string(os.PathListSeparator)+"/bin"+string(os.PathListSeparator)+"/usr/bin")
	t.Setenv("HOME", home)
	for _, name := range []string{"AZURE_CLIENT_ID", "AZURE_TENANT_ID", "AZURE_CLIENT_SECRET", "AZURE_TOKEN_CREDENTIALS"} {
		t.Setenv(name, "")
	}
}

// azBearer is the token of mortalAz. The gate exchanges it for that of its world.
var azBearer = "eyJhbGciOiJub25lIn0." +
	base64.RawURLEncoding.EncodeToString([]byte(`{"tid":"`+demo.TenantID+`"}`)) + "."

func (w *mortalWorld) dirs() store.Dirs {
	return store.Dirs{Config: filepath.Join(w.home, "config"), State: filepath.Join(w.home, "state")}
}

// program is edov in this world.
func (w *mortalWorld) program(out io.Writer, now func() time.Time) cmd.Program {
	gate, err := url.Parse(w.gateURL)
	if err != nil {
		panic(err)
	}
	road := throughGate{gate, &http.Transport{DisableKeepAlives: true}}
	return cmd.Program{
		Stdin: strings.NewReader(""), Stdout: out, Stderr: out, Version: "0.0.0-mortal", Dirs: w.dirs(),
		Keyring: gateRing{w.gateURL}, Env: flow.Env{HTTP: road, Now: now},
	}
}

// throughGate sends what is for Microsoft to the gate.
type throughGate struct {
	gate *url.URL
	next http.RoundTripper
}

func (r throughGate) RoundTrip(req *http.Request) (*http.Response, error) {
	clone := req.Clone(req.Context())
	clone.Header.Set("X-For", req.URL.Host)
	clone.URL.Scheme, clone.URL.Host, clone.Host = r.gate.Scheme, r.gate.Host, r.gate.Host
	return r.next.RoundTrip(clone)
}

// gateRing is the keyring behind the gate.
type gateRing struct{ gate string }

func (r gateRing) ask(op, user, secret string) (string, error) {
	resp, err := http.PostForm(r.gate+"/keyring/"+op, url.Values{"user": {user}, "secret": {secret}})
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if resp.StatusCode != http.StatusOK {
		return "", errors.Join(err, &store.KeyringError{Kind: store.KeyringNotFound})
	}
	return string(data), err
}

func (r gateRing) Get(_, user string) (string, error) { return r.ask("get", user, "") }
func (r gateRing) Set(_, user, secret string) error   { _, err := r.ask("set", user, secret); return err }

func (r gateRing) Delete(_, user string) error { _, err := r.ask("delete", user, ""); return err }

// ServeHTTP is the gate.
func (w *mortalWorld) ServeHTTP(out http.ResponseWriter, r *http.Request) {
	data, _ := io.ReadAll(r.Body)
	w.mu.Lock()
	w.log = append(w.log, r.Method+" "+r.URL.Path)
	here, after, victim := len(w.log) == w.killAt, w.after, w.victim
	w.mu.Unlock()
	status, body := 0, []byte(nil)
	if !here || after {
		status, body = w.answer(r, data)
	}
	if here {
		_ = victim.Kill()
		<-r.Context().Done() // the connection of the dead process is closed
		return
	}
	out.Header().Set("Content-Type", "application/json")
	out.WriteHeader(status)
	_, _ = out.Write(body)
}

func (w *mortalWorld) answer(r *http.Request, data []byte) (int, []byte) {
	if op, ok := strings.CutPrefix(r.URL.Path, "/keyring/"); ok {
		return w.keyring(op, data)
	}
	req := r.Clone(context.Background())
	to := w.server.URL()
	if r.Header.Get("X-For") == "api.supabase.com" {
		to = w.server.Supabase().Base
	}
	base, err := url.Parse(to)
	if err != nil {
		return http.StatusBadGateway, nil
	}
	req.URL.Scheme, req.URL.Host, req.Host, req.RequestURI = base.Scheme, base.Host, base.Host, ""
	req.Body = io.NopCloser(bytes.NewReader(data))
	if r.Header.Get("Authorization") == "Bearer "+azBearer {
		req.Header.Set("Authorization", "Bearer "+w.bearer.Reveal())
	}
	resp, err := w.server.Env().HTTP.RoundTrip(req)
	if err != nil {
		return http.StatusBadGateway, nil
	}
	defer resp.Body.Close()
	body, _ := io.ReadAll(resp.Body)
	return resp.StatusCode, bytes.ReplaceAll(body, []byte(w.server.URL()), []byte("https://"+r.Header.Get("X-For")))
}

func (w *mortalWorld) keyring(op string, form []byte) (int, []byte) {
	values, err := url.ParseQuery(string(form))
	if err != nil {
		return http.StatusBadRequest, nil
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	user := values.Get("user")
	secret, has := w.ring[user]
	switch {
	case op == "set":
		w.ring[user] = values.Get("secret")
	case !has:
		return http.StatusNotFound, nil
	case op == "delete":
		delete(w.ring, user)
	default:
		return http.StatusOK, []byte(secret)
	}
	return http.StatusOK, nil
}

// isWrite holds for a request after which something differs.
func isWrite(request string) bool {
	if op, ok := strings.CutPrefix(request, "POST /keyring/"); ok {
		return op != "get"
	}
	return !strings.HasPrefix(request, "GET ") && !strings.HasSuffix(request, "/token")
}

// run runs edov to its end, and gives the requests that it made.
func (w *mortalWorld) run(args ...string) (code int, out string, log []string) {
	w.t.Helper()
	w.mu.Lock()
	w.log, w.killAt = nil, 0
	w.later += time.Minute // the next run is later than the one before
	later := w.later
	w.mu.Unlock()
	var b bytes.Buffer
	p := w.program(&b, func() time.Time { return time.Now().Add(later) })
	if w.stdin != nil {
		p.Stdin = w.stdin
	}
	code = p.Main(w.t.Context(), args)
	w.clean(b.String())
	return code, b.String(), w.log
}

// kill starts edov as a process of its own, and kills it at a request.
func (w *mortalWorld) kill(at int, after bool, args ...string) (out string) {
	w.t.Helper()
	self, err := os.Executable()
	if err != nil {
		w.t.Fatal(err)
	}
	var b bytes.Buffer
	c := exec.Command(self, args...)
	c.Args[0], c.Stdout, c.Stderr = mortal, &b, &b
	c.Env = append(os.Environ(), "HOME="+w.home, "EDOV_GATE="+w.gateURL,
		"XDG_CONFIG_HOME="+w.home, "XDG_STATE_HOME="+w.home)
	w.mu.Lock()
	w.log, w.killAt, w.after = nil, at, after
	err = c.Start()
	w.victim = c.Process
	w.mu.Unlock()
	if err != nil {
		w.t.Fatal(err)
	}
	err = c.Wait()
	if exit := (*exec.ExitError)(nil); !errors.As(err, &exit) || exit.Exited() {
		w.t.Fatalf("it was not killed: %v\n%s", err, b.String())
	}
	w.clean(b.String())
	return b.String()
}

// clean holds what edov said and saved to have no secret in it.
func (w *mortalWorld) clean(out string) {
	w.t.Helper()
	for _, secret := range w.server.Secrets() {
		if len(secret) > 8 && strings.Contains(out, secret) {
			w.t.Errorf("a secret is shown:\n%s", out)
		}
	}
	for _, dir := range []string{w.dirs().Config, w.dirs().State} {
		for path, data := range filesBelow(w.t, dir) {
			for _, secret := range w.server.Secrets() {
				if len(secret) > 8 && bytes.Contains(data, []byte(secret)) {
					w.t.Errorf("a secret is in %s", path)
				}
			}
		}
	}
}

// filesBelow are the regular files of a folder that may not exist.
func filesBelow(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	list := map[string][]byte{}
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil
		case err != nil || !e.Type().IsRegular():
			return err
		}
		data, err := os.ReadFile(path)
		list[path] = data
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// temps are the temporary files that are left.
func (w *mortalWorld) temps() (list []string) {
	for path := range filesBelow(w.t, w.home) {
		if name := filepath.Base(path); strings.HasPrefix(name, ".tmp-") || strings.HasPrefix(name, ".edov-") {
			list = append(list, path)
		}
	}
	return list
}

func (w *mortalWorld) openStore() *store.Store {
	return store.New(w.dirs(), store.Options{Keyring: gateRing{w.gateURL}})
}
