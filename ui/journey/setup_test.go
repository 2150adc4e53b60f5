//go:build unix

package journey

import (
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// TestChromiumSetup begins with an empty demo tenant: edov sets it up after a yes, the user signs in with their own
// browser, and the guide is done. After that there is nothing to change, also for the command.
func TestChromiumSetup(t *testing.T) {
	tab := chromium(t)
	home := t.TempDir()
	env := map[string]string{"HOME": home, "XDG_CONFIG_HOME": home + "/config", "XDG_STATE_HOME": home + "/state"}
	w := &walker{t: t, tm: start(t, size{120, 50}, env), tab: tab}
	w.tm.limit = time.Minute
	w.openGuide()
	w.tm.send("a")
	w.tm.waitFor("App: My app (new)", "Tenant: the demo tenant on this machine", "[x] Create the app registration")
	w.tm.key("enter")
	w.tm.waitFor("Create My app in the demo tenant? 5 steps.")
	w.tm.key("enter")
	w.tm.waitFor("5 of 5 steps are done", "The demo tenant accepts the client secret", "signed in through the product")
	w.tm.send("b")
	w.tm.waitFor("use this link")
	w.tm.send("y")
	w.tm.waitFor("sent to your terminal's clipboard")
	link := w.tm.clipboard()[0]
	signIn := later(`document.querySelector("button.main").click()`)
	if err := chromedp.Do(tab, chromedp.Navigate(link), signIn, chromedp.WaitReady(`#edov-done`)); err != nil {
		t.Fatalf("browser: %v; the screen:\n%s", err, w.tm.text())
	}
	w.tm.waitFor("7 of 7 steps done (parts: ", "✓ 7  Test the connection")

	w.tm.send("g")
	w.tm.waitFor("▸ Before you start")
	w.tm.send("a")
	w.tm.waitFor("Nothing to change")
	w.tm.send("q")
	w.tm.endsWith(0, "\x1b]52;c;")

	again := start(t, size{120, 50}, env, "setup", "--demo", "--yes")
	again.limit = time.Minute
	again.waitFor("nothing to set up: My app is complete")
	again.endsWith(0)
}
