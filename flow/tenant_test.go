package flow

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"edov/flow/strictjson"
)

// usersOf lists users, and gives what came and went wrong.
func usersOf(t *testing.T, g Graph, env Env) (all []TenantUser, faults []string, f *Failure) {
	t.Helper()
	each, fault := func(u TenantUser) { all = append(all, u) }, func(why string) { faults = append(faults, why) }
	f = g.Users(t.Context(), env, each, fault)
	return all, faults, f
}

// TestUsers follows the pages of users with the fewest members, and keeps what can't be read to itself.
func TestUsers(t *testing.T) {
	var g Graph
	g, env := graphServer(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/v1.0/users" {
			t.Errorf("%s was read", r.URL.Path)
		}
		if r.URL.Query().Get("$skiptoken") == "" {
			q := r.URL.Query()
			if q.Get("$top") != "999" || q.Get("$select") != selectUser || r.Header.Get("ConsistencyLevel") != "" {
				t.Errorf("asked for %s", r.URL.RawQuery)
			}
			fmt.Fprintf(w, `{"value":[{"id":"1","userPrincipalName":"a@x.example","mail":" A@x.example ","otherMails":["b@y.example",7],
				"userType":"Member","accountEnabled":true},7,{"id":"2","mail":null}],
				"@odata.nextLink":"%s/v1.0/users?$skiptoken=2"}`, g.Base)
			return
		}
		io.WriteString(w, `{"value":[{"id":"3","userPrincipalName":"g_y.example#EXT#@x.example","mail":null,"accountEnabled":false},
			{"id":"4","userPrincipalName":"c@x.example","mail":"","userType":"guest","accountEnabled":"yes"},
			{"mail":"d@x.example"}]}`)
	})
	all, faults, f := usersOf(t, g, env)
	if f != nil || len(all) != 4 || len(faults) != 2 {
		t.Fatalf("%+v, %v, %v", all, faults, f)
	}
	if u := all[0]; u.Mail != "A@x.example" || len(u.OtherMails) != 1 || u.Enabled != SwitchOn || u.Guest != SwitchOff {
		t.Errorf("%+v", u)
	}
	if u := all[1]; u.Mail != "" || u.Enabled != SwitchUnknown || u.Guest != SwitchUnknown {
		t.Errorf("%+v", u)
	}
	if u := all[2]; u.Enabled != SwitchOff || u.Guest != SwitchOn {
		t.Errorf("%+v", u)
	}
	if u := all[3]; u.Enabled != SwitchUnknown || u.Guest != SwitchOn {
		t.Errorf("%+v", u)
	}
}

// TestTenantPagesStay: the token goes to no other server and no other list.
func TestTenantPagesStay(t *testing.T) {
	for _, link := range []string{
		"https://evil.example/v1.0/users", "SELF/v1.0/applications",
		"http://x@127.0.0.1/v1.0/users",
	} {
		var g Graph
		g, env := graphServer(t, func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprintf(w, `{"value":[{"id":"1","mail":"a@x.example"}],"@odata.nextLink":%q}`,
				strings.ReplaceAll(link, "SELF", g.Base))
		})
		if all, _, f := usersOf(t, g, env); len(all) != 1 || f == nil || f.Stage != StageTenant {
			t.Errorf("%s: %d users, %v", link, len(all), f)
		}
	}
}

// TestTenantRefused: each part names the permission that it needs.
func TestTenantRefused(t *testing.T) {
	g, env := graphServer(t, func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusForbidden)
		io.WriteString(w, `{"error":{"code":"Authorization_RequestDenied","message":"Insufficient privileges"}}`)
	})
	_, domains := g.Domains(t.Context(), env)
	_, consent := g.ConsentPolicy(t.Context(), env)
	_, apps := g.AppPolicy(t.Context(), env)
	_, _, users := usersOf(t, g, env)
	for permission, f := range map[string]*Failure{
		"Domain.Read.All": domains, "Policy.Read.All": consent, " Policy.Read.All": apps, "User.Read.All": users,
	} {
		if f == nil || f.HTTPStatus != http.StatusForbidden || !strings.Contains(f.Hint, strings.TrimSpace(permission)) {
			t.Errorf("%s: %+v", permission, f)
		}
	}
}

// TestTenantWithoutCredentials: one failure that every part would meet ends the reading, with what to do instead.
func TestTenantWithoutCredentials(t *testing.T) {
	g := Graph{
		Base:   "http://127.0.0.1:1",
		Bearer: func(context.Context) (Secret, error) { return Secret{}, noCredentials() },
	}
	f, answered := g.Tenant(t.Context(), Env{}, TenantParts{})
	if f == nil || answered || !strings.Contains(f.Hint, "az login") || !strings.HasSuffix(f.Hint, "edov tenant FILE") {
		t.Errorf("%+v, %v", f, answered)
	}
}

// TestTenantGoesOn: a part that is refused does not keep the others from being read.
func TestTenantGoesOn(t *testing.T) {
	g, env := graphServer(t, func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/v1.0/users":
			io.WriteString(w, `{"value":[{"id":"1","mail":"a@x.example"}]}`)
		case strings.HasSuffix(r.URL.Path, "/authorizationPolicy"):
			io.WriteString(w, `{"defaultUserRolePermissions":{"permissionGrantPoliciesAssigned":[]}}`)
		default:
			w.WriteHeader(http.StatusForbidden)
		}
	})
	var refused []string
	users := 0
	f, answered := g.Tenant(t.Context(), env, TenantParts{
		Domains: func(_ []TenantDomain, f *Failure) { refused = append(refused, f.Summary) },
		Consent: func(_ ConsentPolicy, f *Failure) {
			if f != nil {
				t.Error(f)
			}
		},
		Apps: func(_ AppPolicy, f *Failure) { refused = append(refused, f.Summary) },
		User: func(TenantUser) { users++ },
	})
	if f != nil || !answered || users != 1 || len(refused) != 2 {
		t.Errorf("%v, %v, %d users, refused: %v", f, answered, users, refused)
	}
}

func TestPolicies(t *testing.T) {
	consent := func(body string) (ConsentPolicy, *Failure) {
		g, env := graphServer(t, reply200(body))
		return g.ConsentPolicy(t.Context(), env)
	}
	for body, want := range map[string]string{
		`{"defaultUserRolePermissions":{"permissionGrantPoliciesAssigned":["ManagePermissionGrantsForSelf.microsoft-user-default-low",
			"ManagePermissionGrantsForOwnedResource.x"]}}`: "microsoft-user-default-low",
		`{"defaultUserRolePermissions":{"permissionGrantPoliciesAssigned":[]}}`:                                              "",
		`{"value":[{"defaultUserRolePermissions":{"permissionGrantPoliciesAssigned":["managePermissionGrantsForSelf.a"]}}]}`: "a",
	} {
		if p, f := consent(body); f != nil || strings.Join(p.Policies, " ") != want {
			t.Errorf("%s: %v, %v", body, p, f)
		}
	}
	if _, f := consent(`{}`); f == nil {
		t.Error("a response without the setting says that users can't consent")
	}
	apps := func(body string) (AppPolicy, *Failure) {
		g, env := graphServer(t, reply200(body))
		return g.AppPolicy(t.Context(), env)
	}
	const on = `{"isEnabled":true,"applicationRestrictions":{"passwordCredentials":[`
	for body, want := range map[string]AppPolicy{
		`{"isEnabled":false,"applicationRestrictions":{"passwordCredentials":[{"restrictionType":"passwordAddition"}]}}`: {},
		on + `{"restrictionType":"passwordAddition","state":"disabled"}]}}`:                                              {},
		on + `{"restrictionType":"passwordAddition"}]}}`:                                                                 {NoSecrets: true},
		on + `{"restrictionType":"passwordAddition","excludeActors":{"customSecurityAttributes":[]}}]}}`:                 {NoSecrets: true, Exempts: true},
		on + `{"restrictionType":"passwordAddition","excludeActors":null,"restrictForAppsCreatedAfterDateTime":"2025-01-01T00:00:00Z"}]}}`: {
			NoSecrets: true, NoSecretsSince: time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC),
		},
		on + `{"restrictionType":"passwordLifetime","state":"enabled","maxLifetime":"P1Y6M2DT3H"}]}}`: {Longest: "P1Y6M2DT3H", LongestDays: 547},
		on + `{"restrictionType":"passwordLifetime","maxLifetime":"soon"}]}}`:                         {Longest: "soon"},
	} {
		if p, f := apps(body); f != nil || p != want {
			t.Errorf("%s: %+v, %v", body, p, f)
		}
	}
	if _, f := apps(`{}`); f == nil {
		t.Error("a response without the setting says that nothing is limited")
	}
}

// manyUsers is a Microsoft Graph with so many users, made up as they are asked for.
func manyUsers(tb testing.TB, count int, page func()) (Graph, Env) {
	tb.Helper()
	var g Graph
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		page()
		from, _ := strconv.Atoi(r.URL.Query().Get("$skiptoken"))
		to := min(from+999, count)
		io.WriteString(w, `{"value":[`)
		for i := from; i < to; i++ {
			if i > from {
				io.WriteString(w, ",")
			}
			fmt.Fprintf(w, `{"id":"00000000-0000-4000-8000-%012d","userPrincipalName":"user%d@contoso.example","mail":"user%d@contoso.example",`+
				`"otherMails":[],"userType":"Member","accountEnabled":true}`, i, i, i)
		}
		io.WriteString(w, "]")
		if to < count {
			fmt.Fprintf(w, `,"@odata.nextLink":%q`, g.Base+"/v1.0/users?$skiptoken="+url.QueryEscape(strconv.Itoa(to)))
		}
		io.WriteString(w, "}")
	}))
	tb.Cleanup(server.Close)
	g = Graph{Base: server.URL, Bearer: func(context.Context) (Secret, error) { return NewSecret(graphToken), nil }}
	return g, Env{HTTP: server.Client().Transport}
}

// liveHeap is what is in use after a collection, in bytes.
func liveHeap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// TestUsersAreAStream: 100,000 users take no more memory than one page of them.
func TestUsersAreAStream(t *testing.T) {
	if testing.Short() { // the race detector: it measures memory
		t.Skip("it measures memory")
	}
	const count, most = 100_000, 8 << 20
	before, peak, pages := liveHeap(), uint64(0), 0
	g, env := manyUsers(t, count, func() {
		if pages++; pages%10 == 0 {
			peak = max(peak, liveHeap())
		}
	})
	n := 0
	f := g.Users(t.Context(), env, func(TenantUser) { n++ }, func(why string) { t.Error(why) })
	if f != nil || n != count || pages != 101 {
		t.Errorf("%d users on %d pages, %v", n, pages, f)
	}
	if peak > before+most {
		t.Errorf("the heap grew from %d to %d KiB", before>>10, peak>>10)
	}
}

// BenchmarkUsers shows the time that users take, and the most that is in use meanwhile.
func BenchmarkUsers(b *testing.B) {
	for _, count := range []int{100_000, 1_000_000} {
		b.Run(strconv.Itoa(count), func(b *testing.B) {
			for b.Loop() {
				before, peak, pages := liveHeap(), uint64(0), 0
				g, env := manyUsers(b, count, func() {
					if pages++; pages%50 == 0 {
						peak = max(peak, liveHeap())
					}
				})
				if f := g.Users(b.Context(), env, func(TenantUser) {}, func(why string) { b.Error(why) }); f != nil {
					b.Error(f)
				}
				b.ReportMetric(float64(int64(peak)-int64(before))/(1<<20), "peak-MiB")
			}
		})
	}
}

func TestEachUser(t *testing.T) {
	for name, c := range map[string]struct {
		text, want, faults, more string
		fails                    string
	}{
		"az":    {text: `[{"id":"1","userPrincipalName":"a@x.example","mail":"a@x.example"},{"id":"2","userPrincipalName":"b@x.example","mail":null}]`, want: "a@x.example -"},
		"pages": {text: `{"value":[{"id":"1","mail":"a@x.example"}],"@odata.nextLink":"x"}{"value":[{"id":"2","mail":"b@x.example"}]}`, want: "a@x.example b@x.example"},
		"cut off": {
			text: `{"value":[{"id":"1","mail":"a@x.example"}],"@odata.nextLink":"x"}`, want: "a@x.example",
			more: "next page",
		},
		"counted": {
			text: `{"@odata.count":3,"value":[{"id":"1","mail":"a@x.example"}]}`, want: "a@x.example",
			more: "says 3",
		},
		"PowerShell": {text: `[{"Id":"1","UserPrincipalName":"a@x.example","Mail":"a@x.example","AccountEnabled":true,"Manager":{"Id":"9"}}]`, want: "a@x.example"},
		"alone":      {text: `{"id":"1","mail":"a@x.example"}`, want: "a@x.example"},
		"no mail":    {text: `[{"id":"1","userPrincipalName":"a@x.example"}]`, faults: "mail is missing", fails: "mail is missing"},
		"no user":    {text: `[{"appId":"1"},{"id":"1","mail":"a@x.example"}]`, want: "a@x.example", faults: "number 1"},
		"members of a group": {
			text: `[{"@odata.type":"#microsoft.graph.user","id":"1","mail":"a@x.example"},` +
				`{"@odata.type":"#microsoft.graph.group","id":"2","mail":"g@x.example"}]`,
			want: "a@x.example", faults: "number 2: this is a group, not a user",
		},
		"empty list": {text: `[]`},
		"empty":      {text: ` `, fails: "empty"},
		"no JSON":    {text: `id,mail`, fails: "this is no JSON"},
		"half":       {text: `[{"id":"1","mail":"a@x.example"},{"id":`, want: "a@x.example", fails: "cut off after user 1"},
	} {
		t.Run(name, func(t *testing.T) {
			var mails, faults, more []string
			err := EachUser(strings.NewReader(c.text), UserListing{
				Each: func(u TenantUser) {
					if u.Mail == "" {
						u.Mail = "-"
					}
					mails = append(mails, u.Mail)
				},
				Fault: func(why string) { faults = append(faults, why) }, More: func(why string) { more = append(more, why) },
			})
			if got := strings.Join(mails, " "); got != c.want {
				t.Errorf("users %q, want %q", got, c.want)
			}
			holds(t, "faults", strings.Join(faults, " "), c.faults)
			holds(t, "more", strings.Join(more, " "), c.more)
			if err == nil {
				err = fmt.Errorf("")
			}
			holds(t, "error", err.Error(), c.fails)
		})
	}
}

// holds fails unless a text has a part, or is empty where none is wanted.
func holds(t *testing.T, what, got, part string) {
	t.Helper()
	if !strings.Contains(got, part) || part == "" && got != "" {
		t.Errorf("%s: %q, want %q", what, got, part)
	}
}

// TestEachUserOfOthers: a document of something else is named, and is no list with a faulty user.
func TestEachUserOfOthers(t *testing.T) {
	for text, want := range map[string]string{
		`{"error":{"code":"Authorization_RequestDenied","message":"x"}}`: "Microsoft Graph error, Authorization_RequestDenied",
		`{"id":"1","appId":"2","displayName":"x"}`:                       "app registration",
		`[{"Id":"1","AppId":"2"},{"Id":"3","AppId":"4"}]`:                "app registration",
		`{"aud":"a","iss":"b","sub":"c"}`:                                "claims of a token",
		`[{"name":"x"},{"name":"y"}]`:                                    "no id and no userPrincipalName",
		`[1,2]`:                                                          "no id and no userPrincipalName",
		`[{"id":"1"},{"id":"2"}]`:                                        "no user in the list can be read",
		`[{"@odata.type":"#microsoft.graph.group","id":"1","displayName":"G","mail":"g@x.example"}]`: "this is a group, not a user",
		`[{"id":"1","mail":"g@x.example","securityEnabled":true}]`:                                   "this is a group, not a user",
		`[{"@odata.type":"#microsoft.graph.device","id":"1","mail":null}]`:                           "this is a device",
		`[{"@odata.type":"#microsoft.graph.administrativeUnit","id":"1","mail":null}]`:               "another object (administrativeunit)",
	} {
		to := UserListing{Each: func(TenantUser) { t.Error("a user") }, Fault: func(string) {}, More: func(string) {}}
		if err := EachUser(strings.NewReader(text), to); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// TestKindOfUser: only userType tells a member from a guest; a name tells some guests.
func TestKindOfUser(t *testing.T) {
	for members, want := range map[string]Switch{
		`"userType":"Member"`: SwitchOff, `"userType":"member","userPrincipalName":"a@x.example"`: SwitchOff,
		`"userType":"Guest"`: SwitchOn, `"userType":"Member","userPrincipalName":"a_y.example#EXT#@x.example"`: SwitchOn,
		`"userPrincipalName":"a_y.example#ext#@x.example"`: SwitchOn, `"userPrincipalName":"a@x.example"`: SwitchUnknown,
		`"userType":null,"userPrincipalName":"a@x.example"`:       SwitchUnknown,
		`"userType":"External","userPrincipalName":"a@x.example"`: SwitchUnknown,
		`"userType":1,"userPrincipalName":"a@x.example"`:          SwitchUnknown,
	} {
		v, err := strictjson.Parse([]byte(`{"id":"1","mail":null,`+members+`}`), strictjson.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		if u, why := readUser(v); why != "" || u.Guest != want {
			t.Errorf("%s: %q, %s", members, u.Guest, why)
		}
	}
}
