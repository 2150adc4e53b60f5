package cmd

import (
	"encoding/base64"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"edov/flow/demo"
	"edov/flow/jsonout"
	"edov/flow/visible"
)

// credentials are what users may paste in the wrong place, by their kind. All are invented.
var credentials = map[string]string{
	"client secret":         "Mad8Q~made.up_secret-of-the.right-shape_01",
	"code":                  "1.AX0AmadeupXy9kAutdPukPawfj2MBPQAAAA.AgABBAIAAABmadeup-0123456789_abcdefGHIJ",
	"personal code":         "M.C547_SN1.2.U.fc7a87a1-bdc0-0fef-e805-eb2278e13627",
	"personal refresh":      "M.R3_BAY.-CUmadeup!IlZGzk2qiwF2U7kdHE*0123456789",
	"signature":             "bWFkZS11cC1zaWduYXR1cmUtb2YtYS10b2tlbg",
	"secret of an old form": "madeup/oldstyle+0123456789",
	"Clerk's secret key":    "sk_live_madeup0123456789madeup",
}

// asPasted is how a credential stands among other text.
func asPasted(kind, credential string) string {
	switch kind {
	case "signature":
		return "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhZGEifQ." + credential
	case "secret of an old form":
		return "AZURE_CLIENT_SECRET=" + credential
	}
	return credential
}

// replaced is a document with a text behind every string in it, and as the name
// of a further member of every object. Values that are compared stay.
func replaced(v any, with string) any {
	switch v := v.(type) {
	case string:
		return v + " " + with
	case []any:
		for i := range v {
			v[i] = replaced(v[i], with)
		}
	case map[string]any:
		for name, value := range v {
			switch name {
			case "appId", "id", "@odata.nextLink", "@odata.context", "endDateTime", "startDateTime", "keyId", "@odata.type",
				"signInAudience", "outcome", "severity",
				"judged_at", "at", "start", "end", "date", "read_at", "created_at", "secret_expires", "started_at", "ended_at",
				"fetched_at", "received_at":
			default:
				v[name] = replaced(value, with)
			}
		}
		v[with] = with
	}
	return v
}

// hostileHome is a home with documents that hold a text everywhere.
func hostileHome(t *testing.T, with string) *outputs {
	t.Helper()
	o := newOutputs(t)
	put := func(name string, v any) {
		data, _ := json.Marshal(v)
		o.put(name, data)
	}
	read := func(name string) any {
		data, err := os.ReadFile(filepath.Join("..", "..", "testdata", name))
		var v any
		if err != nil || json.Unmarshal(data, &v) != nil {
			t.Fatalf("%s: %v", name, err)
		}
		return v
	}
	put("manifest.json", replaced(read("manifest/redirect-slash.json"), with))
	three, one := read("manifest/secrets-three.json"), read("manifest/no-edov.json")
	put("list.json", []any{replaced(three, with), replaced(one, with)})
	report := replaced(read("report/no-edov.json"), with)
	put("report.json", report)
	put("error.json", map[string]any{
		"error": "invalid_client", "error_description": "AADSTS7000215: " + with, "error_uri": with, "suberror": with,
		"correlation_id": with, "trace_id": with, "timestamp": with,
	})
	o.put("error.txt", []byte("http://localhost:8400/callback?error=access_denied&state=x&error_description=AADSTS65004+"+
		with))
	claims := map[string]any{
		"aud": demo.ClientID, "name": with, "email": with + "@contoso.example", with: with,
		"groups": []string{with},
	}
	o.put("token.jwt", []byte(jwt(map[string]any{"alg": "RS256", "kid": with}, claims)))
	o.put("env", []byte("AZURE_CLIENT_ID="+demo.ClientID+"\nAZURE_TENANT_ID=\""+strings.ReplaceAll(with, "\n", "")+"\"\n"+
		"AZURE_CLIENT_SECRET=Mad8Q~made.up_secret-of-the.right-shape_02\n"))
	// What an older edov, or another program, wrote to its folders.
	put("config/connections/shop.json", map[string]any{
		"schema": 1, "client_id": demo.ClientID, "tenant": "common", "product": with,
		"product_redirect_uri": "https://x.example/" + with,
		"login_hint":           with, "secret_from": "command", "secret_command": []string{"echo", with},
		"created_at": "2026-01-01T00:00:00Z",
	})
	put("state/history/shop/20260101T000000Z-00.json", report)
	put("state/history/shop/20260102T000000Z-00.json", report)
	return o
}

func jwt(header, claims map[string]any) string {
	part := func(v any) string {
		data, _ := json.Marshal(v)
		return base64.RawURLEncoding.EncodeToString(data)
	}
	return part(header) + "." + part(claims) + "." + base64.RawURLEncoding.EncodeToString([]byte("no signature at all"))
}

// The command lines that show what a hostile home, or an argument, holds. HOME is
// the home and IT the text. The first are tried in every form of result.
const (
	hostileReports = `
explain AADSTS50011_IT
explain 50011 --app HOME/manifest.json --redirect-uri https://x.example/IT --client-id IT
explain email-verified
inspect HOME/report.json
inspect HOME/report.json --share
inspect HOME/token.jwt --keys none
inspect HOME/error.json
inspect HOME/error.txt
app HOME/manifest.json
app HOME/manifest.json --product-redirect-uri https://x.example/IT
app HOME/list.json --all
secrets HOME/list.json
secrets HOME/manifest.json --within 9000d
guide HOME/manifest.json --product Clerk --product-redirect-uri https://x.example/IT
guide --connection shop
checks
demo --list`
	hostileLists = `
guide rotate HOME/manifest.json
connections
connections show shop
history --connection shop
history diff --connection shop
history show 1 --connection shop`
	hostileOthers = `
inspect HOME/token.jwt --keys none --verbose --products
secrets HOME/list.json --format openmetrics
secrets HOME/list.json --format ics
connections import HOME/env --name imported --yes
connections add other --client-id IT
connections add IT --client-id 6731de76-14a6-49ae-97bc-6eba6914391e
connections add third --client-id 6731de76-14a6-49ae-97bc-6eba6914391e --tenant IT --login-hint IT
connections edit shop --login-hint IT
connections edit shop --secret-command IT
signin --client-id IT --secret-stdin
guide --done IT --connection shop
history show IT --connection shop
--theme IT
demo IT
explain IT
IT`
)

// hostileLines are these command lines: those whose result is JSON, and others.
func hostileLines(o *outputs, with string) (asJSON, others [][]string) {
	lines := func(list, format string) [][]string {
		out := linesOf(list, o.dir, with)
		for i := range out {
			if format != "" {
				out[i] = append(out[i], "--format", format)
			}
		}
		return out
	}
	asJSON = append(lines(hostileReports, "json"), lines(hostileLists, "json")...)
	asJSON = append(asJSON, lines("app HOME/manifest.json --patch", "")...)
	for _, format := range []string{"text", "markdown"} {
		others = append(others, lines(hostileReports, format)...)
	}
	return asJSON, append(append(others, lines(hostileLists, "text")...), lines(hostileOthers, "")...)
}

// linesOf are the command lines of a list, for a home and a text.
func linesOf(list, home, with string) (lines [][]string) {
	for line := range strings.Lines(strings.TrimSpace(list)) {
		words := strings.Fields(line)
		for i, w := range words {
			words[i] = strings.NewReplacer("HOME", home, "_IT", " "+with, "IT", with).Replace(w)
		}
		lines = append(lines, words)
	}
	return lines
}

// What has the form of a credential never comes out again, wherever it came in
// and whatever is asked for.
func TestCredentialsInInputNeverComeOut(t *testing.T) {
	if testing.Short() { // the race detector: the same goroutines as in other tests
		t.Skip("the same goroutines as in other tests")
	}
	for kind, credential := range credentials {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			with := asPasted(kind, credential)
			o := hostileHome(t, with)
			asJSON, others := hostileLines(o, with)
			for _, line := range append(asJSON, others...) {
				o.all.Reset()
				o.run("", line...)
				if findCanaries(t, o.text(), []string{credential}); t.Failed() {
					t.Fatalf("%q says %.6000s", line, o.text())
				}
			}
			o.all.Reset()
			for _, form := range []string{"error.txt", "error.json", "token.jwt"} {
				data, _ := os.ReadFile(o.path(form))
				o.run(string(data), "explain", "-")
				o.run(string(data), "inspect", "-", "--keys", "none", "--format", "json")
			}
			lines := []string{
				"set up", with, "back", "paste", with, "", "explain", with, "", "explain", "AADSTS50011 " + with,
				"", "q",
			}
			o.run(strings.Join(lines, "\n"), "--accessible")
			findCanaries(t, o.text(), []string{credential})
		})
	}
}

// JSON is harmless to look at, whatever is in it, and means the same: nothing
// invisible or steering stands in it as it is (security 140).
func TestAllJSONIsHarmless(t *testing.T) {
	const hostile = "a\x07\x1b[31m\x7f\u009b1m\u00ad\u200b\u2028\u202e\u2066\ufeff\U000e0041é"
	o := hostileHome(t, hostile)
	asJSON, _ := hostileLines(o, hostile)
	ran := 0
	for _, line := range asJSON {
		got := o.run("", line...)
		if got.stdout == "" {
			t.Logf("%q gave none: %s", line[:2], got.stderr)
			continue
		}
		ran++
		checkHarmless(t, strings.Join(line[:2], " "), []byte(got.stdout))
		if strings.ContainsFunc(got.stderr, func(r rune) bool { return r != '\n' && !visible.Safe(r) }) {
			t.Errorf("%q: stderr is %q", line, got.stderr)
		}
	}
	if ran < len(asJSON)-3 { // three refuse such a value
		t.Errorf("only %d of %d command lines gave JSON", ran, len(asJSON))
	}
	// A session, and what is kept of its report.
	got := o.run("", "demo", "no-edov", "--save", o.path("session.json"), "--format", "json")
	if got.code != ExitProblems {
		t.Fatal(got.stderr)
	}
	var session map[string]any
	data, _ := os.ReadFile(o.path("session.json"))
	if err := json.Unmarshal(data, &session); err != nil {
		t.Fatal(err)
	}
	text, err := jsonout.Indented(replaced(session, hostile))
	if err != nil {
		t.Fatal(err)
	}
	checkHarmless(t, "a session", text)
}

func checkHarmless(t *testing.T, what string, text []byte) {
	t.Helper()
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRune(text[i:])
		if r != '\n' && !visible.Safe(r) || r == utf8.RuneError && size == 1 {
			t.Errorf("%s: %U stands in it: %q", what, r, text[max(0, i-60):min(len(text), i+20)])
			return
		}
		i += size
	}
	var v any
	if err := json.Unmarshal(text, &v); err != nil {
		t.Errorf("%s: %v", what, err)
	}
}

// TestHostileFlags: whatever the value of a flag is, the error is short and harmless, and says that edov was called
// wrongly (security 162).
func TestHostileFlags(t *testing.T) {
	for kind, value := range map[string]string{
		"escape": "a\x1b]52;c;eA==\x07b", "newline": "a\nerror: b", "carriage return": "a\rok", "bad bytes": "a\xff\xc0\xafb",
		"bidi": "a\u202eb\u200b", "1 MiB": strings.Repeat("x", 1<<20),
	} {
		for _, line := range [][]string{
			{"signin", "--public", "--client-id", value},
			{"signin", "--public", "--client-id", demo.ClientID, "--tenant", value + "/"},
			{"signin", "--public", "--client-id", demo.ClientID, "--redirect-uri", value},
			{"signin", "--public", "--client-id", demo.ClientID, "--cloud", value},
			{"signin", "--client-id", demo.ClientID, "--secret-env", value},
			{"signin", "--client-id", demo.ClientID, "--secret-file", value},
			{"inspect", "--keys", value, "--now", value, "x"},
			{"demo", "--format", value},
			{"checks", "--" + value},
			{"history", "--connection", value},
			{value},
		} {
			got := newOutputs(t).run("", line...)
			if got.code != ExitUsage || got.stdout != "" || len(got.stderr) > 4096 {
				t.Errorf("%s in %.40q: exit code %d, %d bytes of errors: %.300s", kind, line, got.code, len(got.stderr), got.stderr)
			}
			for _, r := range got.stderr {
				if r != '\n' && !visible.Safe(r) {
					t.Errorf("%s in %.40q: %U in %.300q", kind, line, r, got.stderr)
					break
				}
			}
			if strings.Contains(got.stderr, "\nerror: b") {
				t.Errorf("%s in %.40q: a line of its own: %s", kind, line, got.stderr)
			}
		}
	}
}
