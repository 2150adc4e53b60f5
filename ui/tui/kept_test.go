package tui

import (
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"edov/flow"
	"edov/flow/demo"
	"edov/inspect/guide"
	"edov/ui/store"
	"edov/ui/workspace"
)

// ring is a keyring in memory; broken refuses everything.
type ring struct {
	secrets map[string]string
	broken  bool
}

func (r *ring) Get(_, user string) (string, error) {
	if r.broken {
		return "", errors.New("org.freedesktop.DBus.Error.ServiceUnknown")
	}
	return r.secrets[user], nil
}

func (r *ring) Set(_, user, secret string) error {
	if r.broken {
		return errors.New("org.freedesktop.DBus.Error.ServiceUnknown")
	}
	r.secrets[user] = secret
	return nil
}

func (r *ring) Delete(_, user string) error { delete(r.secrets, user); return nil }

// kept is a store in a folder of the test's.
func kept(t *testing.T, r *ring) *store.Store {
	t.Helper()
	dir := t.TempDir()
	return store.New(store.Dirs{Config: dir + "/config", State: dir + "/state"},
		store.Options{Now: func() time.Time { return noon }, Keyring: r})
}

const aSecret = "Abc8Q~a.secret_of-the.right-shape_012345"

// fillIn types a connection into the form, to its end. Each field has to have
// the keys before they are pressed.
func fillIn(d *driver, name string, ask bool) {
	d.until("Application (client) ID in App registrations")
	keep := []string{"enter"}
	if ask {
		keep = []string{"down", "enter"}
	}
	for _, field := range []struct {
		name string
		keys []string
	}{
		{"client-id", []string{"6731de76-14a6-49ae-97bc-6eba6914391e", "enter"}},
		{"tenant", []string{"enter"}},
		{"kind", []string{"enter"}},
		{"secret", []string{aSecret, "enter"}},
		{"secret-expires", []string{"2027-01-31", "enter"}},
		{"redirect-uri", []string{"enter"}},
		{"product", []string{"enter"}},
		{"product-redirect-uri", []string{"enter"}},
		{"name", []string{"ctrl+u", name, "enter"}},
		{"keep", keep},
	} {
		d.untilTrue("the field "+field.name, func() bool { return d.app.top().(*form).focused() == field.name })
		d.press(field.keys...)
	}
}

// TestConnectionIsKept: a connection that was typed is there at the next start,
// and its secret is in the keyring only.
func TestConnectionIsKept(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		ring  *ring
		ask   bool
		says  string
		shows string
	}{
		{
			"keyring", &ring{secrets: map[string]string{}}, false, "The secret is in your keyring.",
			"in your keyring; expires in 68",
		},
		{
			"no keyring", &ring{broken: true}, false, "Saved as shop, but the keyring refused the request; it may be locked",
			"asked for each time; expires in 68",
		},
		{
			"asked", &ring{secrets: map[string]string{}}, true, "Saved as shop. edov will ask for the secret",
			"asked for each time; expires in 68",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			st := kept(t, c.ring)
			env := flow.Env{Now: func() time.Time { return noon }, Getenv: func(string) string { return "" }}
			d := drive(t, Options{Options: workspace.Options{Store: st, Env: env}}, 80, 24)
			choose(d, "Set up my connection")
			fillIn(d, "shop", c.ask)
			d.until(c.says)
			if c.ring.secrets["shop"] != aSecret && !c.ask && !c.ring.broken {
				t.Error("the secret is not in the keyring")
			}
			entries, err := st.List()
			if err != nil || len(entries) != 1 || entries[0].Err != nil {
				t.Fatalf("kept are %+v, %v", entries, err)
			}
			again := drive(t, Options{
				Options: workspace.Options{Store: st, Env: env},
				Begin:   workspace.Beginning{Connections: entries, Saved: entries[0].Saved, Way: new(guide.Progress)},
			}, 80, 24)
			again.until("shop")
			again.until(c.shows)
			if strings.Contains(again.view(), aSecret) {
				t.Error("the secret is shown")
			}
		})
	}
}

// TestUnlock: before a sign-in the secret comes from the keyring, or is asked
// for when the keyring does not help.
func TestUnlock(t *testing.T) {
	t.Parallel()
	saved := &store.Saved{
		Connection: flow.Connection{Name: "shop", ClientID: demo.ClientID, Tenant: "common"},
		SecretFrom: store.SecretKeyring,
	}
	opened := func(d *driver) *workspace.Subject {
		if !d.app.Subject.NeedsSecret() {
			t.Fatal("the secret is here already")
		}
		then := func() nav { return replace(newQR(d.app.common, "http://localhost:8400/the-next-screen")) }
		d.run(d.app.navigate(open(newUnlock(d.app.common, d.app.Subject, then)), true))
		return d.app.Subject
	}
	t.Run("keyring", func(t *testing.T) {
		d := drive(t, Options{
			Options: workspace.Options{Store: kept(t, &ring{secrets: map[string]string{"shop": aSecret}})},
			Begin:   workspace.Beginning{Saved: saved},
		}, 80, 24)
		s := opened(d)
		d.until("as a QR code")
		if s.Connection.Secret.Reveal() != aSecret {
			t.Error("the secret was not taken")
		}
	})
	t.Run("no keyring", func(t *testing.T) {
		d := drive(t, Options{
			Options: workspace.Options{Store: kept(t, &ring{broken: true})},
			Begin:   workspace.Beginning{Saved: saved},
		}, 80, 24)
		s := opened(d)
		d.until("the keyring refused the request; it may be locked")
		d.press("11111111-2222-3333-4444-555555555555", "enter")
		d.until("probably the Secret ID")
		d.press("ctrl+u", aSecret, "enter")
		d.until("as a QR code")
		if s.Connection.Secret.Reveal() != aSecret {
			t.Error("the typed secret was not taken")
		}
		if strings.Contains(d.view(), aSecret) {
			t.Error("the secret is shown")
		}
	})
}

// TestHistoryScreen lists the runs, opens one, compares two and clears.
func TestHistoryScreen(t *testing.T) {
	t.Parallel()
	st := kept(t, &ring{})
	for i, name := range []string{"no-edov", "healthy"} {
		r := stored(t, name).Report
		r.JudgedAt = noon.Add(time.Duration(i-2) * time.Hour)
		if _, err := st.AddReport("shop", r); err != nil {
			t.Fatal(err)
		}
	}
	saved := &store.Saved{Connection: flow.Connection{Name: "shop", ClientID: demo.ClientID}, SecretFrom: store.SecretAsk}
	d := drive(t, Options{Options: workspace.Options{
		Store: st,
		Env:   flow.Env{Now: func() time.Time { return noon }, Getenv: func(string) string { return "" }},
	}, Begin: workspace.Beginning{Saved: saved}}, 80, 24)
	choose(d, "History")
	d.until("email verified")
	d.until("2 hours ago")
	d.press("d")
	d.until("What changed")
	d.awake()
	d.press("esc")
	d.until("compare with the one before")
	d.press("enter")
	d.until("[Findings]")
	d.awake()
	d.press("esc")
	d.until("History")
	d.press("X")
	d.until("Delete all 2 reports of shop?")
	d.press("tab", "enter")
	d.until("No reports yet.")
	if runs, err := st.History("shop"); err != nil || len(runs) != 0 {
		t.Errorf("%d runs are left, %v", len(runs), err)
	}
}

// TestExpiryIsTold at the start, while there is time.
func TestExpiryIsTold(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		days int
		want string
	}{{9, "The secret of shop expires in 9 days"}, {-2, "The secret of shop expired 2 days ago"}, {40, ""}} {
		saved := &store.Saved{Connection: flow.Connection{
			Name: "shop", ClientID: demo.ClientID,
			SecretExpires: noon.AddDate(0, 0, c.days),
		}, SecretFrom: store.SecretAsk}
		d := drive(t, Options{Options: workspace.Options{
			Store: kept(t, &ring{}),
			Env:   flow.Env{Now: func() time.Time { return noon }, Getenv: func(string) string { return "" }},
		}, Begin: workspace.Beginning{Saved: saved}}, 80, 24)
		if got := d.app.notice; !strings.HasPrefix(got, c.want) || c.want == "" && got != "" {
			t.Errorf("%d days before the end it says %q", c.days, got)
		}
	}
}

// TestConnectionsToChooseFrom: use another one, forget one, and one that cannot
// be used hides no other.
func TestConnectionsToChooseFrom(t *testing.T) {
	t.Parallel()
	st := kept(t, &ring{secrets: map[string]string{"shop": aSecret}})
	for _, name := range []string{"shop", "blog"} {
		if err := st.Save(&store.Saved{
			Connection: flow.Connection{Name: name, ClientID: demo.ClientID, Tenant: "common"},
			SecretFrom: store.SecretAsk,
		}); err != nil {
			t.Fatal(err)
		}
	}
	entries, err := st.List()
	if err != nil {
		t.Fatal(err)
	}
	entries = append(entries, store.Entry{Name: "broken", Err: errors.New("its file cannot be read")})
	d := drive(t, Options{
		Options: workspace.Options{Store: st},
		Begin:   workspace.Beginning{Connections: entries, Saved: entries[0].Saved},
	}, 80, 24)
	d.press("c")
	d.until("Can't be used: broken")
	d.press("down", "enter")
	d.until("Now testing shop")
	d.press("c")
	d.until("Forget shop")
	d.press("G", "enter")
	d.until("Forget shop, its history")
	d.press("tab", "enter")
	d.until("Forgotten: shop")
	if list, _ := st.List(); len(list) != 1 || list[0].Name != "blog" {
		t.Errorf("left are %+v", list)
	}
}

// TestKeptUnderAnotherName is a second connection, with the same secret.
func TestKeptUnderAnotherName(t *testing.T) {
	t.Parallel()
	for _, from := range []store.SecretSource{store.SecretKeyring, store.SecretCommand} {
		r := &ring{secrets: map[string]string{}}
		st := kept(t, r)
		first := &store.Saved{
			Connection: flow.Connection{Name: "shop", ClientID: demo.ClientID, Tenant: "common"},
			SecretFrom: from, Command: []string{"pass", "shop"},
		}
		if _, err := st.Keep(t.Context(), first, flow.NewSecret(aSecret)); err != nil {
			t.Fatal(err)
		}
		d := drive(t, Options{Options: workspace.Options{Store: st}, Begin: workspace.Beginning{Saved: first}}, 80, 24)
		d.press("c")
		d.until("Change shop")
		d.press("enter")
		d.until("Application (client) ID")
		f := d.app.top().(*form)
		f.asked.Field("name").Value = "blog"
		d.press("ctrl+s")
		d.until("Saved as blog")
		second, _, err := st.Load("blog")
		if err != nil || second.SecretFrom != from || from == store.SecretKeyring && r.secrets["blog"] != aSecret ||
			from == store.SecretCommand && len(second.Command) != 2 {
			t.Errorf("from the %s: %+v, %v", from, second, err)
		}
		if _, _, err := st.Load("shop"); err != nil {
			t.Errorf("the first one: %v", err)
		}
	}
}

// TestForgottenMeanwhile: the news that a connection was forgotten comes late.
func TestForgottenMeanwhile(t *testing.T) {
	t.Parallel()
	st := kept(t, &ring{})
	saved := map[string]*store.Saved{}
	for _, name := range []string{"shop", "blog"} {
		saved[name] = &store.Saved{Connection: flow.Connection{
			Name: name, ClientID: demo.ClientID, Tenant: "common",
			Product: "Clerk",
		}, SecretFrom: store.SecretAsk}
		if err := st.Save(saved[name]); err != nil {
			t.Fatal(err)
		}
	}
	t.Run("another one is used", func(t *testing.T) {
		d := drive(t, Options{Options: workspace.Options{Store: st}, Begin: workspace.Beginning{Saved: saved["blog"]}}, 80,
			24)
		d.send(workspace.Forgotten{Name: "shop"})
		if d.app.Subject == nil || d.app.Subject.Name() != "blog" {
			t.Error("the one that is used is gone")
		}
	})
	t.Run("its guide and the commands are open", func(t *testing.T) {
		d := drive(t, Options{
			Options: workspace.Options{Store: st},
			Begin:   workspace.Beginning{Saved: saved["shop"], Way: new(guide.Progress)},
		}, 80, 24)
		choose(d, "Setup guide")
		d.press(":")
		d.until("type a command")
		_, cmd := d.app.forgetting("shop").do()
		d.run(cmd)
		d.until("Now testing blog") // the one that is left
		d.app.close(time.Second, time.Second)
		if way, err := st.Progress("shop"); err != nil || way.Guide != "" {
			t.Errorf("its progress was written again: %+v, %v", way, err)
		}
	})
}

// TestUseWithBrokenProgress: a progress that cannot be read does not keep the
// connection from being used.
func TestUseWithBrokenProgress(t *testing.T) {
	t.Parallel()
	st := kept(t, &ring{})
	if err := st.Save(&store.Saved{
		Connection: flow.Connection{Name: "shop", ClientID: demo.ClientID, Tenant: "common"},
		SecretFrom: store.SecretAsk,
	}); err != nil {
		t.Fatal(err)
	}
	if _, err := st.UpdateProgress("shop", func(*guide.Progress) {}); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(st.Dirs().State+"/progress/shop.json", []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	entries, err := st.List()
	if err != nil {
		t.Fatal(err)
	}
	d := drive(t, Options{Options: workspace.Options{Store: st}, Begin: workspace.Beginning{Connections: entries}}, 80, 24)
	d.run(d.app.carryOut([]workspace.Work{d.app.Use(entries[0].Saved)}))
	d.until("Now testing shop, but the progress of shop")
	if d.app.Subject == nil || d.app.Subject.Name() != "shop" {
		t.Error("it is not used")
	}
}
