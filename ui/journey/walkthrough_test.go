//go:build unix

package journey

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// walker walks through the setup guide at the demo tenant: in the program's
// terminal and, for the portal, in a real browser.
type walker struct {
	t    *testing.T
	tm   *terminal
	tab  context.Context
	base string // of the demo tenant's pages
}

// TestWalkthrough is a newcomer with an empty home, who walks the whole guide
// in the demo tenant, quits, and finds all as it was.
func TestWalkthrough(t *testing.T) {
	tab := chromium(t)
	home := t.TempDir()
	env := map[string]string{"HOME": home, "XDG_CONFIG_HOME": home + "/config", "XDG_STATE_HOME": home + "/state"}
	w := &walker{t: t, tm: start(t, size{120, 50}, env), tab: tab}
	w.openGuide()
	w.setUpProduct()
	w.register()
	id, secret := w.credentials()
	w.tokenConfiguration()
	w.manifest()
	w.tm.waitFor("✓ 2  Register the app", "✓ 4  Set up auth", "✓ 5  Guard against nOAuth")
	w.enterCredentials(id, secret)
	w.tellEdov(id, secret)
	w.test()
	w.markProduct()
	w.tm.waitFor("7 of 7 steps done (parts: ")
	w.tm.send("q")
	w.tm.endsWith(0)

	again := &walker{t: t, tm: start(t, size{120, 50}, env), tab: tab}
	again.tm.waitFor("Setup guide", "7 of 7", "practice at the demo tenant", "Last report")
	again.tm.key("down")
	again.tm.key("down")
	again.tm.waitFor("▸ Setup guide")
	again.tm.key("enter")
	again.tm.waitFor("7 of 7 steps done (parts: ", "✓ 7  Test the connection")
	again.test() // the secret still works
	again.tm.waitFor("7 of 7 steps done (parts: ", "✓ 7  Test the connection")
	again.base = w.base // its port is kept
	again.page("/portal/Overview", press("delete"), "#notice")
	again.tm.waitFor("○ Register an application", "○ Add a client secret")
	again.tm.send("q")
	again.tm.endsWith(0)
}

// openGuide begins the practice and learns where its pages are.
func (w *walker) openGuide() {
	w.tm.waitFor("Try the demo tenant")
	w.tm.key("down")
	w.tm.waitFor("▸ Setup guide")
	w.tm.key("enter")
	w.tm.waitFor("Practice with the demo tenant")
	w.tm.key("enter")
	w.tm.waitFor("0 of 7 steps done")
	w.tm.key("down")
	w.tm.waitFor("▸ ○ Add the Microsoft connection", "http://127.0.0.1:")
	w.base = regexp.MustCompile(`http://127\.0\.0\.1:\d+`).FindString(w.tm.text())
}

// page opens a page, runs a script there that ends with a press, and waits for
// what the next page must hold.
func (w *walker) page(path, script, until string) {
	w.t.Helper()
	if err := chromedp.Do(w.tab, chromedp.Navigate(w.base+path), chromedp.WaitReady(`main`), later(script),
		chromedp.WaitReady(until)); err != nil {
		w.t.Fatalf("%s: %v; the screen:\n%s", path, err, w.tm.text())
	}
}

func value(id, text string) string {
	return fmt.Sprintf("document.getElementById(%q).value = %q;", id, text)
}

func press(id string) string { return fmt.Sprintf("document.getElementById(%q).click();", id) }

// read takes the text of an element of the page that is open.
func (w *walker) read(id string) string {
	w.t.Helper()
	text, err := chromedp.Run(w.tab, chromedp.Evaluate[string](fmt.Sprintf("document.getElementById(%q).textContent", id)))
	if err != nil || strings.TrimSpace(text) == "" {
		w.t.Fatalf("no %s on the page: %v", id, err)
	}
	return strings.TrimSpace(text)
}

func (w *walker) setUpProduct() {
	w.page("/dashboard", press("add-connection"), "#usable")
	w.tm.waitFor("✓ Add the Microsoft connection")
	w.page("/dashboard", `for (const id of ["usable", "custom"]) document.getElementById(id).checked = true;`+
		press("save"), "#notice")
	w.tm.waitFor("✓ 1  Enable Microsoft in Clerk")
}

// register makes the app, and adds the redirect URI of edov's own test.
func (w *walker) register() {
	w.page("/portal/register", value("name", "Contoso web")+press("audience-AzureADandPersonalMicrosoftAccount")+
		value("platform", "web")+
		value("redirect_uri", "https://clerk.contoso.example/v1/oauth_callback")+press("register"), "#client-id")
	w.tm.waitFor("✓ Register an application", "✓ Choose the account types", "✓ Add the product's redirect URI")
	w.page("/portal/Authentication",
		value("platform", "web")+value("redirect_uri", "http://localhost:8400/callback")+press("add-redirect"), "#notice")
	w.tm.waitFor("✓ Add edov's redirect URI for tests")
}

func (w *walker) credentials() (id, secret string) {
	w.page("/portal/Overview", "", "#client-id")
	id = w.read("client-id")
	w.page("/portal/Credentials", value("description", "clerk-2026")+press("add-secret"), "#secret-value")
	secret = w.read("secret-value")
	w.tm.waitFor("✓ Add a client secret")
	return id, secret
}

func (w *walker) tokenConfiguration() {
	for _, token := range []string{"ID", "Access"} {
		w.page("/portal/TokenConfiguration",
			press("token-"+token)+press("claim-email")+press("claim-xms_pdl")+press("add-claims"), "#notice")
	}
	w.tm.waitFor("✓ Add email and a placeholder", "○ Rename xms_pdl to xms_edov")
}

func (w *walker) manifest() {
	w.page("/portal/Manifest", `const m = document.getElementById("manifest"); m.value = m.value.replaceAll("xms_pdl", "xms_edov");`+press("save"), "#notice")
	w.tm.waitFor("✓ Request the claim xms_edov", "✓ Repeat for access tokens")
}

func (w *walker) enterCredentials(id, secret string) {
	w.page("/dashboard", value("client_id", id)+value("client_secret", secret)+press("save"), "#notice")
	w.tm.waitFor("✓ Paste the client ID")
}

// tellEdov types the two values into edov's own form.
func (w *walker) tellEdov(id, secret string) {
	w.tm.send("c")
	w.tm.waitFor("Application (client) ID in App registrations")
	w.tm.send(id)
	w.tm.waitFor(id)
	for range 3 {
		w.tm.key("enter")
	}
	w.tm.waitFor("│ Client secret") // it has the keys
	w.tm.send(secret)
	w.tm.key("enter")
	w.tm.waitFor("│ Secret expiry date")
	w.tm.send("2099-01-31")
	w.tm.key("enter")
	w.tm.waitFor("│ Port for this test")
	for range 3 {
		w.tm.key("enter")
	}
	w.tm.waitFor("The connection is ready.")
	if strings.Contains(string(w.tm.raw()), secret) {
		w.t.Error("the secret was shown")
	}
}

func (w *walker) test() {
	w.tm.limit = time.Minute
	w.tm.send("t")
	w.tm.waitFor("email verified: xms_edov is true")
}

// markProduct signs in at the product's own page, and marks the two parts that
// only the user can see.
func (w *walker) markProduct() {
	w.tm.waitFor("✓ Check that the email is verified")
	const button = `button[value="sign-in"]`
	w.page("/account-portal", press("continue"), button)
	if err := chromedp.Do(w.tab, later("document.querySelector('"+button+"').click()"),
		chromedp.WaitReady("#verdict")); err != nil {
		w.t.Fatal(err)
	}
	if said := w.read("verdict"); !strings.Contains(said, "the email counts as verified") {
		w.t.Errorf("the product's page says %q", said)
	}
	for _, part := range []string{"Paste the secret's Value", "Sign in through Clerk"} {
		w.tm.send("n")
		w.tm.waitFor("▸ ○ " + part)
		w.tm.send(" ")
		w.tm.waitFor("◉ " + part)
	}
}
