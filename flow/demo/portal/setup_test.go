package portal_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"edov/flow"
	"edov/flow/appreg"
	"edov/flow/demo"
	"edov/flow/demo/demotest"
	"edov/flow/demo/tenant"
	"edov/inspect/check"
	"edov/inspect/guide"
	"edov/inspect/proof"
	"edov/inspect/secret"
)

// A saved setup goes on where it was, with the same values for its secrets.
func TestSetupRoundTrip(t *testing.T) {
	s := demotest.Practice(t, demo.Options{})
	s.Register(t, "platform", appreg.PlatformWeb, "redirect_uri", flow.DefaultRedirectURI)
	s.Done(t, s.PortalURL("Credentials"), "add", "description", "web", "expires", "365")
	s.Done(t, s.PortalURL("TokenConfiguration"), "add", "token_type", "ID", "claim", "email")
	s.Done(t, s.DashboardURL(), "add")
	id := s.Setup().App.Secrets[0].KeyID
	secret, ok := s.SecretValue(id)
	if !ok || s.SecretKeyID(secret) != id || s.SecretKeyID(flow.NewSecret("other")) != "" ||
		s.SecretKeyID(flow.Secret{}) != "" {
		t.Errorf("%v: %s", ok, s.SecretKeyID(secret))
	}
	s.Done(
		t, s.DashboardURL(), "save", "usable", "true", "custom", "true", "client_id", s.Setup().App.ClientID,
		"client_secret", secret.Reveal(),
	)
	want(t, s, "before", proof.EmailNotVerified, nil)
	if setup := s.Setup(); setup.SecretKeyID(secret) != id || setup.SecretKeyID(flow.Secret{}) != "" {
		t.Errorf("the setup says %s", setup.SecretKeyID(secret))
	}
	saved, err := json.Marshal(s.Setup())
	if err != nil {
		t.Fatal(err)
	}
	for _, value := range s.Secrets() {
		if strings.Contains(string(saved), value) {
			t.Error("the saved setup has a secret")
		}
	}
	var begin demo.Setup
	if err := json.Unmarshal(saved, &begin); err != nil {
		t.Fatal(err)
	}
	again := demotest.Practice(t, demo.Options{Setup: &begin})
	if !reflect.DeepEqual(again.Setup(), s.Setup()) {
		t.Errorf("%+v, want %+v", again.Setup().App, s.Setup().App)
	}
	kept, _ := again.SecretValue(id)
	if kept.Reveal() != secret.Reveal() || !slices.Contains(again.Secrets(), kept.Reveal()) {
		t.Error("the secret that was made on the pages has another value now")
	}
	want(t, again, "the value of before", proof.EmailNotVerified, nil)
	begin.App.Secrets[0].Hint = "abc" // of a secret that was not added on the pages
	edited := demotest.Practice(t, demo.Options{Setup: &begin})
	fresh, _ := edited.SecretValue(id)
	if fresh.Reveal() == secret.Reveal() || !strings.HasPrefix(fresh.Reveal(), "abc") {
		t.Error("another secret has no new value that starts with its hint")
	}
}

// Who changes what demo.Setup returned changes nothing of the server.
func TestSetupIsACopy(t *testing.T) {
	s := demotest.Start(t, "half-done", demo.Options{})
	u := s.Setup()
	u.App.OptionalClaims.IDToken[0].Name, u.App.Redirects[0].URI = "x", "x"
	*u.App.AcceptMapped, u.App.Secrets[0].Hint = false, "x"
	if got := s.Setup().App; got.OptionalClaims.IDToken[0].Name != "email" ||
		got.Redirects[0].URI != demo.ProductRedirectURI || !*got.AcceptMapped || got.Secrets[0].Hint != "Dm7" {
		t.Errorf("%+v", got)
	}
}

func TestEditedSetupIsRefused(t *testing.T) {
	for name, spoil := range map[string]func(*demo.Setup){
		"escapes in the name": func(u *demo.Setup) { u.App.Name = "\x1b[31mred" },
		"a name turned round": func(u *demo.Setup) { u.App.Name = "a\u202eb" },
		"no name":             func(u *demo.Setup) { u.App.Name = " " },
		"no GUID":             func(u *demo.Setup) { u.App.ClientID = "app" },
		"a script": func(u *demo.Setup) {
			u.App.Redirects[0] = demo.Redirect{URI: "javascript://x/%0aalert(1)", Platform: appreg.PlatformPublic}
		},
		"another platform":   func(u *demo.Setup) { u.App.Redirects[0].Platform = "tv" },
		"a policy in a host": func(u *demo.Setup) { u.App.Redirects[0].URI = "https://a.example;x/cb" },
		"other audience":     func(u *demo.Setup) { u.App.Audience = "Everybody" },
		"a value as hint":    func(u *demo.Setup) { u.App.Secrets[0].Hint = "Dm7abc" },
		"other permission":   func(u *demo.Setup) { u.App.Permissions[0] = "Directory.ReadWrite.All" },
		"escapes entered":    func(u *demo.Setup) { u.Dashboard.ClientID = "\x1b]0;x\x07" },
	} {
		u := demotest.Start(t, "healthy", demo.Options{}).Setup()
		spoil(&u)
		if s, err := demo.Start(demo.Practice(), demo.Options{Setup: &u}); err == nil {
			s.Close()
			t.Errorf("%s was accepted", name)
		}
	}
}

// Many changes at once leave one whole setup, and the last report is of it.
func TestChangesAtTheSameTime(t *testing.T) {
	var mu sync.Mutex
	var last demo.Setup
	s := demotest.Start(t, "healthy", demo.Options{Changed: func(u demo.Setup) { mu.Lock(); last = u; mu.Unlock() }})
	var all sync.WaitGroup
	for _, name := range []string{"acct", "sid", "upn", "xms_pl", "login_hint"} {
		all.Go(func() {
			s.Submit(t, s.PortalURL("TokenConfiguration"), "add", "token_type", "ID", "claim", name)
		})
		all.Go(func() { s.Redeem(t, tenant.AccountWork) })
	}
	all.Wait()
	mu.Lock()
	defer mu.Unlock()
	if n := len(last.App.OptionalClaims.IDToken); n != 7 || !reflect.DeepEqual(last, s.Setup()) {
		t.Errorf("%d claims, %+v", n, last.App)
	}
}

// A redirect URI that was mistyped in the registration is a problem of the part
// that registers it, not of the one that copies it from the dashboard.
func TestMistypedRedirectURI(t *testing.T) {
	s := demotest.Practice(t, demo.Options{})
	s.Register(t, "platform", appreg.PlatformWeb, "redirect_uri", "https://clerk.contoso.example/v1/oauth_calback")
	s.Done(t, s.DashboardURL(), "add")
	s.Done(
		t, s.DashboardURL(), "save", "usable", "true", "custom", "true", "client_id", s.Setup().App.ClientID,
		"client_secret", "Abc8Q~a.secret_of-the.right-shape_012345",
	)
	c := s.Connection()
	c.ClientID = s.Setup().App.ClientID
	session := &flow.Session{
		Schema: flow.SessionSchema, Origin: flow.OriginRegistration,
		Request: flow.Request{
			ClientID: c.ClientID, RedirectURI: c.RedirectURI, Product: c.Product, ProductRedirectURI: c.ProductRedirectURI,
		},
	}
	s.ReadSetup(t.Context(), c, session)
	way := new(guide.Progress)
	way.About(c)
	way.Observe(check.Judge(session, time.Now(), secret.Thresholds{}))
	walk := guide.For("Clerk").Walk(way, c, false, time.Now())
	copied, _ := walk.Part("redirect-copy")
	registered, _ := walk.Part("redirect-web")
	if copied.State != guide.PartProven || registered.State == guide.PartProven || registered.Seen == "" {
		t.Errorf("copied is %s (%s), registered %s (%s)", copied.State, copied.Seen, registered.State, registered.Seen)
	}
}
