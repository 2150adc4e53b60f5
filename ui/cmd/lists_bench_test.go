//go:build unix

package cmd

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"syscall"
	"testing"
	"time"

	jsonv2 "github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// BenchmarkLists reads lists of app registrations, as Microsoft Graph writes them: with edov, and with what Go has for
// it, which is given a type with only the members that matter. Beside the time it has the CPU time, which other work on
// the machine changes less; edov may use several CPUs for that.
func BenchmarkLists(b *testing.B) {
	one := compactManifest(b)
	for _, n := range []int{1, 100000, 1000000} {
		if n > 1 && testing.Short() {
			continue
		}
		run := func(name string, read func(io.Reader) error) {
			b.Run(fmt.Sprintf("%d/%s", n, name), func(b *testing.B) {
				b.SetBytes(int64(n*(len(one)+1) + 1))
				before := cpuTime(b)
				for b.Loop() {
					if err := read(&listReader{item: one, left: n}); err != nil {
						b.Fatal(err)
					}
				}
				used := (cpuTime(b) - before).Seconds()
				b.ReportMetric(float64(b.N)*float64(n*(len(one)+1)+1)/1e6/used, "MB/CPU-s")
			})
		}
		run("edov-secrets", func(r io.Reader) error { return runOnList(r, "secrets", "-", "--limit", "5") })
		run("edov-app-all", func(r io.Reader) error { return runOnList(r, "app", "-", "--all", "--limit", "5") })
		run("jsontext", readWithJSONText)
		run("encoding-json", readWithEncodingJSON)
	}
}

// runOnList runs a command on a list. It may end with any verdict, but not without one.
func runOnList(r io.Reader, args ...string) error {
	var stdout, stderr bytes.Buffer
	p := Program{Stdin: r, Stdout: &stdout, Stderr: &stderr, Version: "test"}
	if code := p.Main(context.Background(), args); code != ExitClean && code != ExitProblems {
		return errors.New(stderr.String())
	}
	return nil
}

// credentialsOf is what a program needs of a registration to tell when its secrets expire.
type credentialsOf struct {
	AppID       string     `json:"appId"`
	DisplayName string     `json:"displayName"`
	Passwords   []expiryOf `json:"passwordCredentials"`
	Keys        []expiryOf `json:"keyCredentials"`
}

type expiryOf struct {
	KeyID       string    `json:"keyId"`
	EndDateTime time.Time `json:"endDateTime"`
}

func readWithJSONText(r io.Reader) error {
	d := jsontext.NewDecoder(r)
	if _, err := d.ReadToken(); err != nil {
		return err
	}
	for d.PeekKind() != ']' {
		var v credentialsOf
		if err := jsonv2.UnmarshalDecode(d, &v); err != nil {
			return err
		}
	}
	return nil
}

func readWithEncodingJSON(r io.Reader) error {
	d := json.NewDecoder(r)
	if _, err := d.Token(); err != nil {
		return err
	}
	for d.More() {
		var v credentialsOf
		if err := d.Decode(&v); err != nil {
			return err
		}
	}
	return nil
}

// cpuTime is what this process used so far.
func cpuTime(tb testing.TB) time.Duration {
	tb.Helper()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		tb.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
