package cmd

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestLongListIsJudged: a list over 16 MiB is judged to its end, and what is shown of it is the worst.
func TestLongListIsJudged(t *testing.T) {
	if testing.Short() { // the race detector: it starts no goroutine
		t.Skip("no goroutine is started")
	}
	one := bytes.ReplaceAll(compactManifest(t), []byte("2027-06-01"), // whatever day it is, it is valid
		[]byte(time.Now().AddDate(0, 6, 0).Format(time.DateOnly)))
	n := maxManifest/len(one) + 100
	data, err := io.ReadAll(&listReader{item: one, left: n})
	if err != nil {
		t.Fatal(err)
	}
	// A problem in the last one, and before it one that can't be read.
	copy(data[bytes.LastIndex(data, []byte(`"endDateTime":"`)):], `"endDateTime":"2020`)
	last := bytes.LastIndex(data, []byte(`{"id":"6d3f`))
	copy(data[bytes.LastIndex(data[:last], []byte(`"Example sign-in"`)):], `7                `)
	file := filepath.Join(t.TempDir(), "long.json")
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	piped := runProgram(t, string(data), "app", "-", "--all", "--limit", "2", "--format", "json")
	var doc struct {
		Reports []struct {
			Registration struct {
				AppID struct{ Place struct{ Path string } } `json:"app_id"`
			}
			Verdict string
		}
		Unread []string
		Sums   sums
	}
	if err := json.Unmarshal([]byte(piped.stdout), &doc); err != nil {
		t.Fatalf("%v: %.300s", err, piped.stderr)
	}
	if piped.code != ExitProblems || len(doc.Reports) != 2 || doc.Reports[0].Verdict != "fail" ||
		doc.Reports[1].Verdict == "fail" {
		t.Errorf("exit code %d, %d reports: %.300s", piped.code, len(doc.Reports), piped.stderr)
	}
	if len(doc.Unread) != 1 || doc.Sums.Registrations != n-1 || doc.Sums.Failed != 1 || doc.Sums.Shown != 2 {
		t.Errorf("%+v, unread %q; want %d", doc.Sums, doc.Unread, n-1)
	}
	named := runProgram(t, "", "app", file, "--all", "--fail-on", "never")
	if named.code != ExitUnfinished || !strings.HasPrefix(named.stdout, "FAIL") ||
		!strings.Contains(named.stderr, "1 with problems") {
		t.Errorf("exit code %d: %.300s", named.code, named.stderr)
	}
	if none := runProgram(t, "", "app", file, "--all", "--client-id",
		"6731de76-14a6-49ae-97bc-6eba69143910"); none.code != ExitUsage {
		t.Errorf("no such client ID: exit code %d: %.300s", none.code, none.stderr)
	}
}

// compactManifest is a registration as it comes in a list.
func compactManifest(tb testing.TB) []byte {
	tb.Helper()
	data, err := os.ReadFile("../../testdata/manifest/healthy.json")
	if err != nil {
		tb.Fatal(err)
	}
	var one bytes.Buffer
	if err := json.Compact(&one, data); err != nil {
		tb.Fatal(err)
	}
	return one.Bytes()
}

// listReader is a list of many registrations, of which only one is in memory.
type listReader struct {
	item   []byte
	left   int
	rest   []byte
	opened bool

	appID, month int // where they are in the item
}

func (l *listReader) Read(p []byte) (n int, err error) {
	for n < len(p) {
		if len(l.rest) == 0 && !l.next() {
			return n, io.EOF
		}
		c := copy(p[n:], l.rest)
		n, l.rest = n+c, l.rest[c:]
	}
	return n, nil
}

// next takes the next piece of the list: each item with a bracket or comma before it.
func (l *listReader) next() bool {
	switch {
	case !l.opened:
		l.opened, l.item = true, append([]byte("["), l.item...)
		l.rest = l.item
	case l.left > 1:
		l.left--
		l.vary()
		l.item[0], l.rest = ',', l.item
	case l.left == 1:
		l.left, l.rest = 0, []byte("]")
	default:
		return false
	}
	return true
}

// vary gives the next item a client ID and an expiry date of its own.
func (l *listReader) vary() {
	if l.appID == 0 {
		after := func(name string) int { return bytes.Index(l.item, []byte(name)) + len(name) }
		l.appID, l.month = after(`"appId":"`), after(`"endDateTime":"2027-`)
	}
	for i := range 8 {
		l.item[l.appID+i] = "0123456789abcdef"[l.left>>(4*i)&15]
	}
	l.item[l.month+1] = '1' + byte(l.left%9)
	l.item[l.month+4] = '1' + byte(l.left%8)
}
