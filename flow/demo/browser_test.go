package demo_test

import (
	"context"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"edov/flow"
	"edov/flow/demo"
	"edov/inspect/check"
	"edov/inspect/proof"
	"edov/inspect/report"
	"edov/inspect/secret"
)

// chromium finds the browser. Without one the test says that it skips, unless
// EDOV_REQUIRE_BROWSER is set.
func chromium(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	if os.Getenv("EDOV_REQUIRE_BROWSER") != "" {
		t.Fatal("EDOV_REQUIRE_BROWSER is set, but no Chromium was found")
	}
	t.Skip("skipped: no Chromium on this machine")
	return ""
}

// newTab starts a browser that talks to this machine only.
func newTab(t *testing.T) context.Context {
	t.Helper()
	opts := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(chromium(t)), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
		chromedp.UserDataDir(t.TempDir()), chromedp.WSURLReadTimeout(time.Minute))
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	t.Cleanup(cancel)
	ctx, cancelAlloc := chromedp.NewExecAllocator(ctx, opts...)
	t.Cleanup(cancelAlloc)
	tab, cancelTab := chromedp.NewContext(ctx)
	t.Cleanup(cancelTab)
	if _, err := chromedp.Run(tab, chromedp.Location()); err != nil {
		t.Fatal("start Chromium:", err)
	}
	return tab
}

// pressMain presses the page's main button from the page itself, after the
// command has returned: the navigation that follows takes the frame away.
func pressMain(ctx context.Context, target *chromedp.Target) (chromedp.Void, error) {
	press := chromedp.Evaluate[any](`setTimeout(() => document.querySelector("button.main").click(), 0)`)
	_, err := press(ctx, target)
	return chromedp.Void{}, err
}

// signInWithChromium signs in with a real browser and returns the report and
// what the browser shows at the end.
func signInWithChromium(t *testing.T, tab context.Context, mode string) (*report.Report, string) {
	t.Helper()
	scenario, _ := demo.Lookup("healthy")
	server, err := demo.Start(scenario, demo.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	connection := server.Connection()
	connection.ResponseMode, connection.AnyPort = mode, true
	env := server.Env()
	var landed string
	shown := make(chan error, 1)
	env.Browser = func(_ context.Context, url string) (string, error) {
		go func() {
			ctx, cancel := context.WithTimeout(tab, time.Minute)
			defer cancel()
			err := chromedp.Do(ctx,
				chromedp.Navigate(url),
				pressMain,
				chromedp.WaitReady(`#edov-done`))
			if err == nil {
				landed, err = chromedp.Run(ctx, chromedp.Evaluate[string](`document.body.innerText`))
			}
			shown <- err
		}()
		return "chromium", nil
	}
	session := flow.SignIn(context.Background(), env, connection, flow.SignInOptions{Timeout: time.Minute})
	if err := <-shown; err != nil {
		page, _ := chromedp.Run(tab, chromedp.OuterHTML(`body`))
		t.Errorf("browser: %v; it shows %s", err, page)
	}
	if session.Failure != nil {
		t.Fatalf("sign-in failed: %+v, ignored %+v", session.Failure, session.Ignored)
	}
	return check.Judge(session, time.Now(), secret.Thresholds{}), landed
}

func TestChromiumSignsIn(t *testing.T) {
	tab := newTab(t)
	outcomes := map[string]string{}
	for _, mode := range []string{flow.ModeFormPost, flow.ModeQuery} {
		judged, landed := signInWithChromium(t, tab, mode)
		if judged.Verdict != report.VerdictPass || judged.Email.Verdict != proof.EmailVerified {
			t.Errorf("%s: verdict %s, email %s", mode, judged.Verdict, judged.Email.Verdict)
		}
		if !strings.Contains(landed, "close this tab") {
			t.Errorf("%s: the browser shows %q", mode, landed)
		}
		var lines []string
		for _, f := range judged.Findings {
			// A browser may ask for a favicon on its own, and only a form post
			// has an Origin.
			if f.ID != "strays" && f.ID != "callback-origin" {
				lines = append(lines, f.ID+" "+string(f.Outcome))
			}
		}
		outcomes[mode] = strings.Join(lines, "\n")
	}
	if outcomes[flow.ModeFormPost] != outcomes[flow.ModeQuery] {
		t.Errorf(
			"the two response modes give different reports:\n%s\n---\n%s", outcomes[flow.ModeFormPost],
			outcomes[flow.ModeQuery],
		)
	}
}
