package tui

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/muesli/termenv"

	"edov/flow"
	"edov/flow/appreg"
	"edov/flow/demo"
	"edov/inspect/fault"
	"edov/inspect/proof"
	"edov/inspect/report"
	"edov/ui/provision"
	"edov/ui/store"
	"edov/ui/tui/widget"
	"edov/ui/workspace"
)

// sizes are those every screen is drawn at.
var sizes = [][2]int{{80, 24}, {120, 40}, {200, 60}, {40, 12}}

// waiting is a sign-in that waits for its user.
func waiting(c *common) *signin {
	s := newSignin(c, &workspace.Subject{Connection: flow.Connection{ClientID: demo.ClientID}}, nil)
	begin := noon.Add(-90 * time.Second)
	for _, e := range []flow.Event{
		{Kind: flow.EventListening, At: begin, URL: flow.DefaultRedirectURI, Addrs: []string{"127.0.0.1:8400", "[::1]:8400"}},
		{
			Kind: flow.EventURL, At: begin,
			URL: "https://login.microsoftonline.com/common/oauth2/v2.0/authorize?client_id=" + demo.ClientID +
				"&response_type=code&scope=openid+profile+email&state=0123456789",
		},
		{Kind: flow.EventBrowserFailed, At: begin, Text: "this is a remote shell"},
		{Kind: flow.EventMetadata, At: begin, Duration: 61 * time.Millisecond},
		{Kind: flow.EventKeys, At: begin, Count: 7, Duration: 119 * time.Millisecond},
		{Kind: flow.EventIgnored, At: begin, Text: "other path", Count: 1},
		{Kind: flow.EventIgnored, At: begin, Text: "wrong state", Count: 2},
	} {
		s.timeline.observe(e)
		s.event(e)
	}
	s.remote = "ssh -L 8400:localhost:8400 ada@build-host"
	return s
}

// registered is the App registration screen of a stored manifest.
func registered(t testing.TB, c *common, name string) *reportScreen {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "testdata", "manifest", name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	all, err := appreg.Read(data, name+".json")
	if err != nil {
		t.Fatal(err)
	}
	connection := flow.Connection{Product: "Clerk", ProductRedirectURI: "https://clerk.example.com/v1/oauth_callback"}
	return c.registrationReport(&workspace.Subject{Connection: connection})(c.RegistrationSession(connection,
		all[0])).(*reportScreen)
}

// shown are all screens, each as a stack.
func shown(t testing.TB) map[string]func(c *common) []screen {
	one := func(s screen) []screen { return []screen{s} }
	paned := func(name string, pane int, keys ...string) func(c *common) []screen {
		return func(c *common) []screen {
			r := newReport(c, stored(t, name))
			r.shown = pane
			for _, k := range keys {
				r.Update(widget.KeyFor(widget.Bind("", "", k)))
			}
			return one(r)
		}
	}
	return map[string]func(c *common) []screen{
		"welcome": func(*common) []screen { return nil },
		"home": func(c *common) []screen {
			c.Last = stored(t, "no-edov")
			c.Subject = c.Last.Subject
			return nil
		},
		"home-demo": func(c *common) []screen {
			s, _ := demo.Lookup("edov-false")
			c.Subject = &workspace.Subject{Scenario: &s}
			return nil
		},
		"scenarios": func(c *common) []screen { return one(newScenarios(c)) },
		"connection": func(c *common) []screen {
			f := newForm(c, false, false)
			f.Init()
			return one(f)
		},
		"placing": func(c *common) []screen {
			f := newPlacing(c, c.NewPlacing(&workspace.Subject{Connection: flow.Connection{Product: "Supabase"}}), nil)
			f.Init()
			return one(f)
		},
		"handover": func(c *common) []screen {
			return one(newHandOver(c, handed{what: provision.HandOver{
				Title: "Enter the credentials in Supabase Dashboard > Authentication > Sign In / Providers",
				Link:  "https://supabase.com/dashboard/project/_/auth/providers",
				Values: [][2]string{
					{"Client ID", demo.ClientID}, {"Azure Tenant URL", "https://login.microsoftonline.com/common"},
				},
				Secret: flow.NewSecret(aSecret),
			}, answer: make(chan bool, 1)}))
		},
		"signin": func(c *common) []screen { return one(waiting(c)) },
		"signin-paste": func(c *common) []screen {
			s := waiting(c)
			s.Update(widget.KeyFor(keyPaste))
			return one(s)
		},
		"qr-code":        func(c *common) []screen { return one(newQR(c, "http://localhost:8400/short")) },
		"report":         paned("no-edov", 0),
		"report-detail":  paned("no-edov", 0, "enter"),
		"report-all":     paned("healthy", 0, "A"),
		"report-failed":  paned("secret-expired", 0),
		"report-token":   paned("healthy", 1),
		"report-network": paned("secret-expired", 1),
		"report-raw":     paned("healthy", 4),
		"compare":        func(c *common) []screen { return one(newCompare(c, stored(t, "no-edov"), stored(t, "healthy"))) },
		"watch":          func(c *common) []screen { return one(newWatch(c, stored(t, "no-edov"))) },
		"paste":          func(c *common) []screen { return one(newPaste(c, "")) },
		"help":           func(c *common) []screen { return one(newHelp(c, newReport(c, stored(t, "healthy")))) },
		"confirm": func(c *common) []screen {
			return []screen{newReport(c, stored(t, "healthy")), newDialog(c, "Show the full tokens?", "Show them", nil)}
		},
		"explain": func(c *common) []screen { return one(newExplain(c, fault.About{})) },
		"explain-code": func(c *common) []screen {
			app := registered(t, c, "redirect-slash").run.Session.Registration
			e := newExplain(c, fault.About{Registration: app})
			e.Update(tea.KeyMsg{
				Type: tea.KeyRunes, Paste: true,
				Runes: []rune("Request Id: 47957e91-8ed4-48f9-9182-b1a47abd2500\nCorrelation Id: eab134d8-bfda-41df-b857-486803d27857\nTimestamp: 2026-11-13T00:31:31Z\nMessage: AADSTS50011: The redirect URI 'https://clerk.example.com/v1/oauth_callback' specified in the request does not match the redirect URIs configured for the application."),
			})
			return one(e)
		},
		"guide": func(c *common) []screen {
			c.Subject = onTheWay(t, c)
			return one(newGuide(c, c.Subject))
		},
		"history": func(c *common) []screen {
			h := newHistory(c, onTheWay(t, c))
			h.runs, h.loaded, h.marked = []store.Run{
				{
					ID: "b", At: noon.Add(-time.Hour), Verdict: report.VerdictPass, Mark: report.MarkPass,
					Headline: "email verified: xms_edov is true and the token is genuine", Origin: flow.OriginSignIn, Account: "work",
					Email: proof.EmailVerified,
				},
				{
					ID: "a", At: noon.Add(-26 * time.Hour), Verdict: report.VerdictFail, Mark: report.MarkFail,
					Headline: "email not verified: xms_edov is missing from the ID token", Origin: flow.OriginSignIn,
					Account: "personal", Email: proof.EmailNotVerified, Failed: 3,
				},
				{ID: "z", At: noon.Add(-30 * time.Hour), Err: errors.New("its file cannot be read")},
			}, true, "a"
			h.fill()
			return one(h)
		},
		"unlock": func(c *common) []screen {
			u := newUnlock(c, &workspace.Subject{Connection: flow.Connection{Name: "shop", ClientID: demo.ClientID}}, nil)
			u.words = "the keyring gave no answer within seconds; it may be locked"
			return one(u)
		},
		"practice": func(c *common) []screen {
			c.Subject = workspace.NewPractice()
			c.Subject.Progress().Observe(registered(t, c, "healthy").run.Report)
			return one(newGuide(c, c.Subject))
		},
		"home-kept": func(c *common) []screen {
			saved := &store.Saved{Connection: flow.Connection{
				Name: "shop", ClientID: demo.ClientID, Tenant: "common",
				Product: "Clerk", SecretExpires: noon.AddDate(0, 0, 9),
			}, SecretFrom: store.SecretKeyring}
			c.Desk = workspace.New(c.Desk.Options,
				workspace.Beginning{Saved: saved, Way: onTheWay(t, c).Progress(), Last: stored(t, "no-edov").Report})
			c.Store = store.New(store.Dirs{}, store.Options{})
			return nil
		},
		"guide-preface": func(c *common) []screen {
			return one(newGuide(c, &workspace.Subject{Connection: flow.Connection{Product: "Supabase"}}))
		},
		"guide-part": func(c *common) []screen {
			g := newGuide(c, onTheWay(t, c))
			g.seek("claim-edov")
			g.list.Inside = true
			return one(g)
		},
		"sights": func(c *common) []screen {
			s := waiting(c)
			return []screen{s, s.sights()}
		},
		"report-products": func(c *common) []screen {
			run := stored(t, "no-edov")
			run.Report.Products = []proof.ProductVerdict{
				{
					Product: &proof.Product{
						ID: "clerk", Name: "Clerk", Rule: "uses xms_edov", Links: "starts a verification of its own",
						Source: "clerk-docs", Date: "2026-08-21",
					},
					Verdict: proof.SeenNotVerified, Reason: "xms_edov is absent, and stricter checks apply",
					Change: "add the optional claim xms_edov to the ID token", Basis: proof.Inferred,
					Stranger: proof.StrangerUnknown,
				},
				{
					Product: &proof.Product{
						ID: "supabase", Name: "Supabase", Rule: "verified when xms_edov is absent",
						Links: "links a verified email", Source: "supabase/auth", Date: "2026-08-20",
					},
					Verdict: proof.SeenVerified, Reason: "xms_edov is absent, which counts as verified",
					Basis: proof.FromSource, Stranger: proof.StrangerIn,
				},
				{
					Product: &proof.Product{
						ID: "dex", Name: "dex", Rule: "always verified", Links: "not known", Source: "connector/microsoft",
					},
					Verdict: proof.SeenUnknown, Reason: "it reads Microsoft Graph", Basis: proof.FromSource,
					Stranger: proof.StrangerUnknown,
				},
			}
			r := newReport(c, run)
			for i, p := range r.panes {
				if p.name() == "Products" {
					r.shown = i
				}
			}
			r.Update(widget.KeyFor(widget.Keys.Down))
			return one(r)
		},
		"clerk": func(c *common) []screen {
			p := newClerk(c, &workspace.Subject{})
			p.input.SetValue("sk_live_x")
			p.Update(widget.KeyFor(keyAsk))
			return one(p)
		},
		"registration": func(c *common) []screen { return one(registered(t, c, "guide-to-the-letter")) },
		"registration-detail": func(c *common) []screen {
			r := registered(t, c, "no-edov-legacy")
			r.Update(widget.KeyFor(widget.Keys.Open))
			return one(r)
		},
		"patch":    func(c *common) []screen { return one(newPatch(c, registered(t, c, "placeholder-left").run)) },
		"no-patch": func(c *common) []screen { return one(newPatch(c, registered(t, c, "secret-expired").run)) },
		"reading": func(c *common) []screen {
			s := newReading(c, &workspace.Subject{}, nil)
			s.read(&flow.Session{Problems: []flow.Failure{{
				Summary: "the account that was found may not read app registrations",
				Hint:    "it needs Application.Read.All",
			}}})
			return one(s)
		},
		"secrets": func(c *common) []screen {
			return one(c.secretsOf(registered(t, c,
				"secrets-three").run.Session))
		},
		"rollout": rolloutOf(nil),
		"rollout-refused": rolloutOf(&flow.Failure{
			Summary: "the signed-in account can't read the tenant's users",
			Hint:    "it needs the permission User.Read.All",
		}),
		"rollout-before": func(c *common) []screen { return one(newRollout(c, &workspace.Subject{})) },
		"rollout-reading": func(c *common) []screen {
			s := newRollout(c, &workspace.Subject{})
			s.job, s.users = c.newJob(nil), 12000
			return one(s)
		},
		"secrets-typed": func(c *common) []screen {
			return one(newSecrets(c, c.KnownSecrets(&workspace.Subject{Connection: flow.Connection{SecretExpires: noon.AddDate(0,
				0, 9)}})))
		},
		"secrets-unknown": func(c *common) []screen {
			const page = `{"appId":"6731de76-14a6-49ae-97bc-6eba6914391e","displayName":"Example","web":{}}`
			all, err := appreg.Read([]byte(page), "page.json")
			if err != nil {
				t.Fatal(err)
			}
			return one(c.secretsOf(c.RegistrationSession(flow.Connection{}, all[0])))
		},
		"rotation-expired": func(c *common) []screen {
			return one(newRotation(c, registered(t, c, "secret-expired").run.Session.Registration))
		},
		"calendar-empty": func(c *common) []screen {
			s := c.secretsOf(registered(t, c, "secret-expired").run.Session).(*secrets)
			return []screen{s, newExport(c, c.CalendarWriter(s.report))}
		},
		"rotation": func(c *common) []screen {
			return one(newRotation(c, registered(t, c, "secret-rotating").run.Session.Registration))
		},
		"calendar": func(c *common) []screen {
			s := c.secretsOf(registered(t, c, "secret-ending").run.Session).(*secrets)
			return []screen{s, newExport(c, c.CalendarWriter(s.report))}
		},
		"plan":         planOf(t, func(*changing) {}),
		"plan-refused": planOf(t, refusePlan),
		"plan-running": planOf(t, runPlan),
		"plan-done":    planOf(t, func(s *changing) { endPlan(s, nil) }),
		"plan-failed":  planOf(t, func(s *changing) { endPlan(s, refusal) }),
		"plan-step": planOf(t, func(s *changing) {
			s.list.Update(widget.KeyFor(keyReadStep))
		}),
		"plan-reading": func(c *common) []screen {
			return one(newChanging(c, &workspace.Subject{}, "Apply the fix",
				func(*workspace.Placing) workspace.Planner { return nil }))
		},
		"plan-dialog": func(c *common) []screen {
			s := planOf(t, func(*changing) {})(c)[0].(*changing)
			return []screen{s, s.ask().push[0]}
		},
		"computer":         computerScreen(false),
		"computer-network": computerScreen(true),
		"export": func(c *common) []screen {
			return []screen{newReport(c, stored(t, "healthy")), newExport(c, c.ReportWriter(stored(t, "healthy")))}
		},
	}
}

// TestScreens compares every screen with its golden: without colours, with those for a dark and for a light terminal,
// and with ASCII alone.
func TestScreens(t *testing.T) {
	if testing.Short() { // the race detector: it only draws
		t.Skip("it only draws")
	}
	for _, theme := range []struct {
		name    string
		profile termenv.Profile
		light   bool
		ascii   bool
		sizes   [][2]int
	}{
		{name: "plain", profile: termenv.Ascii, sizes: sizes},
		{name: "dark", profile: termenv.ANSI256, sizes: [][2]int{{80, 24}, {120, 40}}},
		{name: "light", profile: termenv.ANSI256, light: true, sizes: [][2]int{{80, 24}}},
		{name: "ascii", profile: termenv.Ascii, ascii: true, sizes: [][2]int{{80, 24}, {40, 12}}},
	} {
		for name, screens := range shown(t) {
			t.Run(name+"."+theme.name, func(t *testing.T) {
				colours(t, theme.profile)
				var all strings.Builder
				for _, size := range theme.sizes {
					frame := styled(t, size[0], size[1], screens, !theme.light, theme.ascii).View()
					checkFrame(t, frame, size[0], size[1])
					fmt.Fprintf(&all, "%dx%d\n%s\n", size[0], size[1], trimmed(frame))
				}
				compareGolden(t, name+"."+theme.name+".txt", all.String())
			})
		}
	}
}
