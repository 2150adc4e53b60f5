package demo_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"edov/flow"
	"edov/flow/appreg"
	"edov/flow/demo"
)

// step runs JavaScript in the page, as a user's hand would: it fills in and
// presses. The navigation that follows takes the frame away, so that the script
// does its work after the command has returned.
func step(script string) func(context.Context, *chromedp.Target) (chromedp.Void, error) {
	return func(ctx context.Context, target *chromedp.Target) (chromedp.Void, error) {
		_, err := chromedp.Evaluate[any](
			`setTimeout(() => {const $ = s => document.querySelector(s);`+script+`}, 0)`,
		)(ctx, target)
		return chromedp.Void{}, err
	}
}

// walk opens a page, does a step and waits for what the next page has.
func walk(t *testing.T, tab context.Context, address, script, next string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(tab, time.Minute)
	defer cancel()
	if err := chromedp.Do(ctx, chromedp.Navigate(address), step(script), chromedp.WaitReady(next)); err != nil {
		page, _ := chromedp.Run(tab, chromedp.OuterHTML(`main`))
		t.Fatalf("%s: %v; the browser shows %s", address, err, page)
	}
}

// A first-time user's way through the pages, under a real browser's rules: the
// pages' own policy, its Origin and its line ends in a textarea.
func TestChromiumWalksTheSetup(t *testing.T) {
	tab := newTab(t)
	server, err := demo.Start(demo.Practice(), demo.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	walk(t, tab, server.DashboardURL(), `$("#add-connection").click()`, `#redirect-uri`)
	walk(t, tab, server.PortalURL(""), `$("#new-registration").click()`, `#register`)
	walk(t, tab, server.PortalURL("register"), `$("#name").value = "Shop";
		$("#audience-AzureADandPersonalMicrosoftAccount").click(); $("#platform").value = "web";
		$("#redirect_uri").value = "`+demo.ProductRedirectURI+`"; $("#register").click()`, `#client-id`)
	walk(
		t, tab, server.PortalURL("Authentication"),
		`$("#platform").value = "web";
			$("#redirect_uri").value = "`+flow.DefaultRedirectURI+`"; $("#add-redirect").click()`,
		`#notice`,
	)
	walk(
		t, tab, server.PortalURL("Authentication"),
		`$("#logout_url").value = "`+demo.ProductRedirectURI+`"; $("#implicit_access_token").click();
			$("#implicit_id_token").click(); $("#save").click()`,
		`#notice`,
	)
	walk(
		t, tab, server.PortalURL("Credentials"),
		`$("#description").value = "web"; $("#expires").value = "365"; $("#add-secret").click()`, `#secret-value`,
	)
	shown, err := chromedp.Run(tab, chromedp.Evaluate[string](`document.querySelector("#secret-value").textContent`))
	if err != nil {
		t.Fatal(err)
	}
	for _, token := range []string{"ID", "Access"} {
		walk(
			t, tab, server.PortalURL("TokenConfiguration"),
			`$("#token-`+token+`").click(); $("#claim-email").click(); $("#claim-xms_pdl").click(); $("#add-claims").click()`,
			`#notice`,
		)
	}
	walk(
		t, tab, server.PortalURL("Manifest"),
		`$("#manifest").value = $("#manifest").value.replaceAll("xms_pdl", "xms_edov"); $("#save").click()`, `#notice`,
	)
	walk(t, tab, server.DashboardURL(), fmt.Sprintf(`$("#custom").click(); $("#client_id").value = %q;
		$("#client_secret").value = %q; $("#save").click()`,
		server.Setup().App.ClientID, shown), `#notice`)
	checkWalked(t, server.Setup(), shown, server)
}

func checkWalked(t *testing.T, got demo.Setup, shown string, server *demo.Server) {
	t.Helper()
	claims := []demo.OptionalClaim{{Name: "email"}, {Name: "xms_edov"}}
	same := func(a, b demo.OptionalClaim) bool { return a.Name == b.Name }
	a := got.App
	if a.Name != "Shop" || a.Audience != appreg.AudienceAll || a.LogoutURL != demo.ProductRedirectURI ||
		!a.ImplicitIDToken || !a.ImplicitAccessToken {
		t.Errorf("the registration is %+v", a)
	}
	if !slices.EqualFunc(a.OptionalClaims.IDToken, claims, same) ||
		!slices.EqualFunc(a.OptionalClaims.AccessToken, claims, same) {
		t.Errorf("the optional claims are %+v", a.OptionalClaims)
	}
	if len(a.Redirects) != 2 ||
		a.Redirects[1] != (demo.Redirect{URI: flow.DefaultRedirectURI, Platform: appreg.PlatformWeb}) {
		t.Errorf("the redirect URIs are %v", a.Redirects)
	}
	keyID := server.SecretKeyID(flow.NewSecret(shown))
	want := demo.Dashboard{Enabled: true, Usable: true, Custom: true, ClientID: a.ClientID, SecretKeyID: keyID}
	if keyID == "" || got.Dashboard != want {
		t.Errorf("the dashboard is %+v, want %+v", got.Dashboard, want)
	}
}
