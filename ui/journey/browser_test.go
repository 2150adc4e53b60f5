//go:build unix

package journey

import (
	"context"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// chromium opens a tab of a real browser. Without one the test is skipped, or
// fails where one is required.
func chromium(t *testing.T) context.Context {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		if os.Getenv("EDOV_REQUIRE_BROWSER") != "" {
			t.Fatal("EDOV_REQUIRE_BROWSER is set, but no Chromium was found")
		}
		t.Skip("skipped: no Chromium on this machine")
	}
	opts := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
		chromedp.UserDataDir(t.TempDir()), chromedp.WSURLReadTimeout(time.Minute))
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	t.Cleanup(cancel)
	ctx, cancelAlloc := chromedp.NewExecAllocator(ctx, opts...)
	t.Cleanup(cancelAlloc)
	tab, cancelTab := chromedp.NewContext(ctx)
	t.Cleanup(cancelTab)
	return tab
}

// later runs a script from the page itself, after the command has returned: a
// navigation that follows takes the frame away.
func later(script string) func(context.Context, *chromedp.Target) (chromedp.Void, error) {
	return func(ctx context.Context, target *chromedp.Target) (chromedp.Void, error) {
		_, err := chromedp.Evaluate[any]("setTimeout(() => {"+script+"}, 0)")(ctx, target)
		return chromedp.Void{}, err
	}
}

// TestChromiumJourney signs in on the demo's page with a real browser while
// the program waits on its screen. The link goes by the terminal's clipboard,
// as it would for a person on a remote machine.
func TestChromiumJourney(t *testing.T) {
	tab := chromium(t)
	tm := start(t, medium, nil, "demo")
	tm.waitFor("Work account")
	tm.send("b")
	tm.waitFor("use this link")
	tm.send("y")
	tm.waitFor("sent to your terminal's clipboard")
	link := tm.clipboard()[0]
	if err := chromedp.Do(tab, chromedp.Navigate(link), later(`document.querySelector("button.main").click()`),
		chromedp.WaitReady(`#edov-done`)); err != nil {
		t.Fatalf("browser: %v; the screen:\n%s", err, tm.text())
	}
	tm.waitFor("Email verified", "xms_edov is true and the token is genuine.", "[Findings]")
	tm.key("ctrl+c")
	tm.endsWith(0, "\x1b]52;c;")
}
