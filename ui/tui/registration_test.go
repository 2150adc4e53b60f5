package tui

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/charmbracelet/bubbles/key"

	"edov/flow"
	"edov/flow/appreg"
	"edov/flow/demo"
	"edov/inspect/secret"
	"edov/ui/tui/widget"
	"edov/ui/workspace"
)

// TestCauseAndEffect goes from what the token shows to the setting behind it
// and back.
func TestCauseAndEffect(t *testing.T) {
	t.Parallel()
	s, _ := demo.Lookup("half-done")
	d := drive(t, Options{Scenario: &s}, 100, 40)
	d.until("✗ xms_edov is missing from")
	d.awake()
	d.press("x")
	d.until("[Registration]")
	d.until("▸ ✗ xms_edov is not an optional claim")
	d.press("x")
	d.until("[Findings]")
	d.until("▸   ✗ edov-present")
	d.press("p")
	d.until("az rest --method PATCH")
	d.press("esc", "esc", "esc")
	d.until("App registration")
}

// TestRegistrationScreens: the demo's registration and its secrets, from home.
func TestRegistrationScreens(t *testing.T) {
	t.Parallel()
	s, _ := demo.Lookup("secret-expiring")
	var name string
	var written []byte
	o := Options{
		Options:  workspace.Options{Calendar: func(r *secret.Report) []byte { return []byte(r.Headline()) }},
		Scenario: &s,
	}
	o.Save = func(path string, data []byte, _ bool) error { name, written = path, data; return nil }
	o.Exists = func(error) bool { return false }
	d := drive(t, o, 100, 40)
	d.until("expires in 9 days")
	d.awake()
	d.press("esc", "esc")
	d.until("App registration")
	choose(d, "App registration")
	d.until("[Registration]")
	d.until("Certificates & secrets")
	d.awake()
	d.press("r")
	d.until("Reading the app registration")
	d.until("[Registration]")
	d.awake()
	d.press("esc")
	choose(d, "Secrets")
	d.until("client secret expires in 9 days")
	d.awake()
	d.press("R")
	d.until("Add a second secret")
	d.until("no secret is valid for more than 30 days")
	d.press("esc", "e", "enter")
	d.until("Written: client-secrets.ics")
	if name != "client-secrets.ics" || !bytes.Contains(written, []byte("client secret expires")) {
		t.Errorf("%s: %s", name, written)
	}
}

// TestRotationTests: the step that tests a new secret is a key, and no command is shown that would be typed elsewhere.
func TestRotationTests(t *testing.T) {
	t.Parallel()
	s, _ := demo.Lookup("secret-expiring")
	d := drive(t, Options{Options: workspace.Options{}, Scenario: &s}, 100, 40)
	d.until("expires in 9 days")
	d.awake()
	d.press("esc", "esc")
	d.until("App registration")
	choose(d, "Secrets")
	d.until("client secret expires in 9 days")
	d.awake()
	d.press("R")
	d.until("Add a second secret")
	d.press("down", "down")
	d.until("t test sign-in")
	if strings.Contains(d.view(), "edov signin") {
		t.Errorf("a command in place of a key:\n%s", d.view())
	}
	d.press("t")
	d.until("Report")
	d.until("expires in 9 days")
}

// choose presses Enter on an entry of the home screen.
func choose(d *driver, entry string) {
	d.t.Helper()
	d.press("home")
	for range 12 {
		if strings.Contains(selectedLine(d.view()), entry) {
			d.press("enter")
			return
		}
		d.press("down")
	}
	d.t.Fatalf("no %s in:\n%s", entry, d.view())
}

// TestPasteManifest: a pasted manifest is judged, kept for the connection of
// its client ID, and nothing secret of it is shown.
func TestPasteManifest(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile(filepath.Join("..", "..", "testdata", "manifest", "secret-text.json"))
	if err != nil {
		t.Fatal(err)
	}
	c := flow.Connection{
		ClientID: "6731de76-14a6-49ae-97bc-6eba6914391e",
		Secret:   flow.NewSecret("Xy8~a-secret-of-a-test"), Product: "Clerk",
	}
	d := drive(t, Options{Connection: &c}, 100, 40)
	choose(d, "App registration")
	d.until("Where is the app registration?")
	d.press("enter")
	d.until("Paste a token or a manifest")
	d.paste(string(data))
	d.until("the value of a secret or a private key is in")
	d.awake()
	if strings.Contains(d.view(), "canary") {
		t.Error("the secret is on the screen")
	}
	d.press("esc", "esc")
	choose(d, "Secrets")
	d.until("web-2026 (in use)")
	d.press("esc", "esc")
	choose(d, "App registration")
	d.until("[Registration]") // what was read is remembered
}

// TestPasteBadManifest: a fault in a manifest is told with its line.
func TestPasteBadManifest(t *testing.T) {
	t.Parallel()
	d := drive(t, Options{}, 100, 40)
	choose(d, "Paste a token")
	d.until("Paste a token or a manifest")
	d.paste("{\n \"appId\": \"x\",\n \"passwordCredentials\": [}\n")
	d.until("line 3")
	d.paste("[{\"appId\":\"a\"},{\"appId\":\"b\"}]")
	d.until("This is a list of 2 app registrations")
}

// TestExpiredSecret: the secrets, the calendar and the steps say of an expired
// secret what is so: it is to be replaced today, and sign-ins fail.
func TestExpiredSecret(t *testing.T) {
	t.Parallel()
	s, _ := demo.Lookup("secret-expired")
	o := Options{Options: workspace.Options{Calendar: func(*secret.Report) []byte { return nil }}, Scenario: &s}
	o.Save = func(string, []byte, bool) error { return nil }
	o.Exists = func(error) bool { return false }
	d := drive(t, o, 160, 40)
	d.until("Sign-in failed")
	d.awake()
	d.press("esc", "esc")
	choose(d, "Secrets")
	d.until("client secret expired")
	d.awake()
	d.press("e")
	d.until("1 event, with reminders")
	d.press("enter")
	d.until("Written: client-secrets.ics")
	d.press("R")
	d.until("The old secret has expired: sign-ins fail until the product has the new one.")
	d.until("no valid secret. web (Dm7")
	if strings.Contains(d.view(), "without downtime") {
		t.Errorf("it promises too much:\n%s", d.view())
	}
}

// TestPastePartOfAList: a page of a list is not taken for the app's registration.
func TestPastePartOfAList(t *testing.T) {
	t.Parallel()
	d := drive(t, Options{}, 100, 40)
	choose(d, "Paste a token")
	d.until("Paste a token or a manifest")
	d.paste(`{"value":[{"appId":"a","passwordCredentials":[]}],"@odata.nextLink":"https://graph.microsoft.com/v1.0/x"}`)
	d.until("This is a list of 1 app registration")
}

// TestSecretsOfAList: the secrets of all apps of a list are listed, with what may be missing of it. No one of them is
// replaced by hand.
func TestSecretsOfAList(t *testing.T) {
	t.Parallel()
	d := drive(t, Options{}, 100, 40)
	choose(d, "Secrets")
	d.until("Paste a manifest here")
	d.paste(`{"value":[{"appId":"a","displayName":"Shop","passwordCredentials":[{"keyId":"k1","displayName":"web",` +
		`"endDateTime":"2020-01-01T00:00:00Z"}]},{"appId":"b","displayName":"Blog","passwordCredentials":[{"keyId":"k2",` +
		`"displayName":"ci","endDateTime":"2020-02-01T00:00:00Z"}]}],"@odata.nextLink":"https://graph.microsoft.com/v1.0/x"}`)
	d.until("2 of 2 secrets expired")
	if v := d.view(); !strings.Contains(v, "Shop") || !strings.Contains(v, "Blog") || !strings.Contains(v, "nextLink") ||
		strings.Contains(v, "by hand") || strings.Contains(v, "for the steps") {
		t.Errorf("the list is\n%s", v)
	}
}

// TestManyRolesAreQuick: a key costs no more with 100,000 roles than with 1,000 (security 119).
func TestManyRolesAreQuick(t *testing.T) {
	few, many := keyCosts(t, 1_000), keyCosts(t, 100_000)
	for key, cost := range many {
		if cost > 2*few[key] {
			t.Errorf("%s allocates %.0f times with 100,000 roles, %.0f with 1,000", key, cost, few[key])
		}
	}
}

// keyCosts shows a registration with so many roles, and counts what each key allocates with its frame.
func keyCosts(t *testing.T, roles int) map[string]float64 {
	t.Helper()
	a := still(t, 120, 40, func(c *common) []screen {
		app := &appreg.App{AppID: appreg.Setting[string]{Value: "6731de76-14a6-49ae-97bc-6eba6914391e", Known: true}}
		for range roles {
			app.Permissions = append(app.Permissions, appreg.Permission{Resource: "x", ID: "y", Type: "Role"})
		}
		return []screen{c.registrationReport(nil)(c.RegistrationSession(flow.Connection{}, app))}
	})
	if frame := a.View(); !strings.Contains(frame, "[Registration]") && !strings.Contains(frame, "[Findings]") {
		t.Fatalf("it shows\n%s", frame)
	}
	costs := map[string]float64{}
	for _, k := range []key.Binding{widget.Keys.Down, widget.Keys.NextPane, widget.Keys.Bottom, widget.Keys.PageDown} {
		costs[k.Help().Key] = testing.AllocsPerRun(2, func() {
			a.Update(widget.KeyFor(k))
			checkFrame(t, a.View(), 120, 40)
		})
	}
	return costs
}
