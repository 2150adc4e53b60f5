package tui

import (
	"encoding/base64"
	"errors"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"edov/flow"
	"edov/ui/workspace"
)

// pasteToken is a token without a user that can be read.
const pasteToken = "eyJhbGciOiJSUzI1NiIsImtpZCI6ImsxIiwidHlwIjoiSldUIn0." +
	"eyJpc3MiOiJodHRwczovL2V4YW1wbGUub3JnLyIsImF1ZCI6IngifQ.AAAA"

// noFiles is a disk with one file on it.
func noFiles(name, content string) func(string, int64) ([]byte, error) {
	return func(path string, _ int64) ([]byte, error) {
		if path == name {
			return []byte(content), nil
		}
		return nil, errors.New("there is no such file or folder")
	}
}

// TestPasteSaysWhatItIs: what is no token is named on the screen itself, and
// never repeated.
func TestPasteSaysWhatItIs(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"abc8Q~" + strings.Repeat("canarysecret", 3):  "this is a client secret, not a token",
		"sk_test_" + strings.Repeat("canary", 5):      "this is a secret key",
		pasteToken[:60]:                               "this token is cut off in its claims",
		"eyJ0eXAi...canary":                           "this token was shortened",
		"<html><body>canary</body></html>":            "this is an HTML page without a token",
		"6731de76-14a6-49ae-97bc-6eba6914391e":        "This is a GUID, perhaps a client ID",
		"http://localhost:8400/callback?code=canary1": "an authorization code",
		"hello canary":                                "Paste a JWT, a token response",
	} {
		d := drive(t, Options{Options: workspace.Options{ReadFile: noFiles("", "")}}, 100, 30)
		d.paste(text)
		d.until(want)
		if strings.Contains(d.view(), "canary") {
			t.Errorf("repeats what was pasted:\n%s", d.view())
		}
	}
}

// TestPasteFindsTheToken: a token is read out of what it came in, and the
// report says so.
func TestPasteFindsTheToken(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Cookie: a=b; __session=" + pasteToken:   "found the token in a cookie header",
		pasteToken[:40] + "\r" + pasteToken[40:]: "wrapped over 2 lines",
	} {
		d := drive(t, Options{Options: workspace.Options{ReadFile: noFiles("", "")}}, 100, 30)
		d.paste(text)
		d.until(want)
		d.until("idtoken-")
	}
}

// TestPasteOfAName: the name of a file may be typed or pasted; what stands in its
// place is named.
func TestPasteOfAName(t *testing.T) {
	t.Parallel()
	const name = "/home/jane/a token.jwt"
	o := Options{Options: workspace.Options{ReadFile: noFiles(name, pasteToken), Env: flow.Env{}}}
	d := drive(t, o, 100, 30)
	d.paste("'" + name + "'\n")
	d.until("idtoken-")

	utf16 := "\xff\xfe" + strings.Join(strings.Split(pasteToken, ""), "\x00") + "\x00"
	d = drive(t, Options{Options: workspace.Options{ReadFile: noFiles(name, utf16)}}, 100, 30)
	d.press(":", "Paste", "enter", name, "enter")
	d.until("UTF-16")
	d.until("idtoken-")

	for _, give := range []func(d *driver){
		func(d *driver) { d.press(":", "Paste", "enter", "nowhere.jwt", "enter") },
		func(d *driver) { d.paste("/home/jane/nowhere.jwt\n") },
	} {
		d = drive(t, o, 100, 30)
		give(d)
		d.until("The file could not be read: there is no such file")
	}

	d = drive(t, o, 100, 30)
	d.press(":", "Paste", "enter", "pk_test_Y2xlcmsuZXhhbXBsZS5jb20k", "enter")
	d.until("this is a publishable key")
}

// TestTypedClientID: a client ID that is typed is offered for the form once; whoever declines learns what it is.
func TestTypedClientID(t *testing.T) {
	t.Parallel()
	const question, id = "perhaps a client ID. Fill in the form?", "6731de76-14a6-49ae-97bc-6eba6914391e"
	d := drive(t, Options{Options: workspace.Options{ReadFile: noFiles("", "")}}, 100, 30)
	d.run(d.app.navigate(open(newPaste(d.app.common, "")), true))
	d.press(id, "enter")
	d.until(question)
	d.press("esc", "enter")
	d.until("this is a GUID")
	if strings.Contains(d.view(), question) {
		t.Errorf("asked again:\n%s", d.view())
	}
}

// TestOfflineWhileItChecks: ctrl+n during the check ends the request to Microsoft, and checks again without it.
func TestOfflineWhileItChecks(t *testing.T) {
	t.Parallel()
	asked, ended := make(chan struct{}, 16), make(chan struct{}, 16)
	var offline, late atomic.Bool
	var o Options
	o.Env.HTTP = roundTrip(func(r *http.Request) (*http.Response, error) {
		late.Store(late.Load() || offline.Load() && r.Context().Err() == nil)
		asked <- struct{}{}
		<-r.Context().Done()
		ended <- struct{}{}
		return nil, r.Context().Err()
	})
	part := func(json string) string { return base64.RawURLEncoding.EncodeToString([]byte(json)) }
	const tenant = "6731de76-14a6-49ae-97bc-6eba6914391e"
	d := drive(t, o, 100, 30)
	d.paste(part(`{"alg":"RS256","kid":"k1","typ":"JWT"}`) + "." +
		part(`{"iss":"https://login.microsoftonline.com/`+tenant+`/v2.0","tid":"`+tenant+`","aud":"x","ver":"2.0"}`) + ".AAAA")
	for _, c := range []chan struct{}{asked, ended} {
		select {
		case <-c:
		case <-time.After(time.Minute):
			t.Fatal("the request was not made, or goes on")
		}
		if c == asked {
			d.press("ctrl+n")
			offline.Store(true)
		}
	}
	d.until("idtoken-")
	if r := d.app.top().(*reportScreen).run; r.Session == nil || len(r.Session.KeySets) > 0 || late.Load() {
		t.Errorf("checked with the network after all:\n%s", d.view())
	}
}

// TestPasteNothing: Enter before anything was pasted says so, and what is typed then takes the words away.
func TestPasteNothing(t *testing.T) {
	t.Parallel()
	for _, entry := range []string{"Paste a token", "Secrets"} {
		d := drive(t, Options{}, 80, 24)
		choose(d, entry)
		d.press("enter")
		d.until("Nothing pasted yet.")
		d.press("x")
		if strings.Contains(d.view(), "Nothing pasted yet.") {
			t.Errorf("%s: it is still said:\n%s", entry, d.view())
		}
	}
}
