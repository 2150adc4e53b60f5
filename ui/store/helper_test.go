package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"edov/flow"
	"edov/inspect/guide"
)

const (
	clientID = "6731de76-14a6-49ae-97bc-6eba6914391e"
	aSecret  = "Abc8Q~a.secret_of-the.right-shape_012345"
)

var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

// helperEnv names the helper that the test binary is to be, see TestMain.
const helperEnv = "EDOV_STORE_HELPER"

// TestMain lets the test binary be the program that a test starts and kills.
func TestMain(m *testing.M) {
	if name := os.Getenv(helperEnv); name != "" {
		os.Exit(helpers[name]())
	}
	os.Exit(m.Run())
}

// helpers are small programs for tests that need a process of their own.
var helpers = map[string]func() int{
	"line":     func() int { fmt.Println(aSecret); fmt.Println("second line"); return 0 },
	"crlf":     func() int { fmt.Print(aSecret + "\r\n"); return 0 },
	"empty":    func() int { return 0 },
	"nul":      func() int { fmt.Print("a\x00b\n"); return 0 },
	"much":     func() int { fmt.Print(strings.Repeat("x", 10<<10)); return 0 },
	"fail":     func() int { fmt.Println(aSecret); return 3 },
	"argument": func() int { fmt.Println(os.Args[1]); return 0 },
}

// self is a command that runs a helper.
func self(t *testing.T, name string, args ...string) (argv, environ []string) {
	t.Helper()
	path, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return append([]string{path}, args...), append(os.Environ(), helperEnv+"="+name)
}

// fakeRing is a keyring that does what a test says.
type fakeRing struct {
	answer string
	err    error
	hangs  chan struct{} // never answers before it is closed
	set    map[string]string
}

func (r *fakeRing) call() error {
	if r.hangs != nil {
		<-r.hangs
	}
	return r.err
}

func (r *fakeRing) Get(_, user string) (string, error) {
	err := r.call()
	if kept, ok := r.set[user]; ok {
		return kept, err
	}
	return r.answer, err
}

func (r *fakeRing) Set(_, user, secret string) error {
	if err := r.call(); err != nil {
		return err
	}
	if r.set == nil {
		r.set = map[string]string{}
	}
	r.set[user] = secret
	return nil
}

func (r *fakeRing) Delete(_, user string) error {
	err := r.call()
	if err == nil {
		delete(r.set, user)
	}
	return err
}

// at is a store below a folder.
func at(dir string, r Keyring) *Store {
	return New(Dirs{Config: filepath.Join(dir, "config"), State: filepath.Join(dir, "state")},
		Options{Now: func() time.Time { return noon }, Keyring: r})
}

// connection is one to save.
func connection(name string) *Saved {
	return &Saved{Connection: flow.Connection{Name: name, ClientID: clientID, Tenant: "common"}, SecretFrom: SecretAsk}
}

// setAt changes a progress.
func setAt(s *Store, part string) error {
	_, err := s.UpdateProgress("shop", func(p *guide.Progress) { p.At = part })
	return err
}

// forget is Forget where no secret is left.
func forget(t *testing.T, s *Store, name string) error {
	t.Helper()
	note, err := s.Forget(t.Context(), name)
	if note != "" {
		t.Errorf("it leaves something: %s", note)
	}
	return err
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// temps are files that a killed writer left behind.
func temps(t *testing.T, dir string) []string {
	t.Helper()
	var left []string
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err == nil && strings.HasPrefix(d.Name(), tempPrefix) {
			left = append(left, path)
		}
		return err
	})
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	return left
}
