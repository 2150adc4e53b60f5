package install

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"strings"
	"testing"

	"edov/flow"
	"edov/flow/plan"
)

const (
	aRef    = "abcdefghijklmnopqrst"
	aToken  = "sbp_0102030405060708090a0b0c0d0e0f1011121314"
	aResult = `{"message":"` + aToken + ` ` + canary + `"}`
)

// management is a look-alike of Supabase's Management API, as a transport.
type management struct {
	is     map[string]any
	shows  func(secret string) any                 // of the secret
	patch  func(apply func()) (int, string, error) // nil: it behaves
	get    func() (int, string)                    // nil: it behaves
	bodies []string
	wrong  []string
}

func newManagement() *management {
	m := &management{is: map[string]any{
		azureEnabled: false, azureID: nil, azureSecret: nil, azureURL: nil, "site_url": "x",
	}}
	m.shows = func(secret string) any {
		mac := hmac.New(sha256.New, []byte(aRef))
		mac.Write([]byte(secret))
		return hex.EncodeToString(mac.Sum(nil))
	}
	return m
}

func (m *management) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.String() != "https://api.supabase.com/v1/projects/"+aRef+"/config/auth" ||
		r.Header.Get("Authorization") != "Bearer "+aToken || strings.Contains(r.URL.String(), "Canary") {
		m.wrong = append(m.wrong, r.Method+" "+r.URL.String())
	}
	status := http.StatusOK
	if r.Method == http.MethodPatch {
		data, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		m.bodies = append(m.bodies, string(data))
		apply := func() {
			var change map[string]any
			if json.Unmarshal(data, &change) == nil {
				maps.Copy(m.is, change)
			}
		}
		if m.patch != nil {
			status, body, err := m.patch(apply)
			return answer(r, status, body), err
		}
		apply()
	} else if m.get != nil {
		status, body := m.get()
		return answer(r, status, body), nil
	}
	shown := maps.Clone(m.is)
	if secret, ok := shown[azureSecret].(string); ok && secret != "" {
		shown[azureSecret] = m.shows(secret)
	}
	data, err := json.Marshal(shown)
	return answer(r, status, string(data)), err
}

func answer(r *http.Request, status int, body string) *http.Response {
	return &http.Response{
		StatusCode: status, Request: r, Header: http.Header{"Content-Type": {"application/json"}},
		Body: io.NopCloser(bytes.NewReader([]byte(body))), ProtoMajor: 1, ProtoMinor: 1,
	}
}

func newSupabase(m *management) *Supabase {
	return &Supabase{API: flow.Supabase{Token: flow.NewSecret(aToken)}, Env: flow.Env{HTTP: m}}
}

func supabaseStep(t *testing.T, d *Supabase) *plan.Step {
	t.Helper()
	step, failed := d.Step(t.Context(), aRef, Settings{Tenant: tenant, NewSecret: true})
	if failed != nil {
		t.Fatal(failed.Summary)
	}
	return step
}

// TestSupabase: the settings are sent and seen, the secret by its hash where Supabase shows one, and the undo needs the
// old secret.
func TestSupabase(t *testing.T) {
	for name, shows := range map[string]func(string) any{
		"hash": nil, "stars": func(string) any { return "********" }, "nothing": func(string) any { return nil },
	} {
		m := newManagement()
		m.is[azureSecret], m.is[azureID] = before, tenant
		if shows != nil {
			m.shows = shows
		}
		first := fmt.Sprint(m.is)
		d := newSupabase(m)
		p := planOf(supabaseStep(t, d))
		r := carryOut(t, p, d)
		if outcomes(r) != "done done" || m.is[azureSecret] != canary || m.is[azureID] != anApp ||
			m.is[azureEnabled] != true || m.is[azureURL] != "https://login.microsoftonline.com/"+tenant ||
			len(m.bodies) != 1 || m.wrong != nil {
			t.Errorf("%s: %s: %v %v %v", name, outcomes(r), m.is, r.Failure(), m.wrong)
		}
		d = newSupabase(m) // of another run
		want := "done already"
		if shows != nil {
			want = "done done" // it is sent again: whether it is there can't be read
		}
		if again := carryOut(t, p, d); outcomes(again) != want {
			t.Errorf("%s: a second run: %s", name, outcomes(again))
		}
		if name != "nothing" {
			undone := carryOut(t, r.Undo, newSupabase(m))
			if undone.Steps[0].Outcome != plan.Failed || m.is[azureSecret] != canary {
				t.Errorf("%s: without the old secret: %s", name, outcomes(undone))
			}
			d.Previous = flow.NewSecret(before)
		}
		undone := carryOut(t, r.Undo, d)
		if got := fmt.Sprint(m.is); undone.Steps[0].Outcome != plan.WasDone || name != "nothing" && got != first {
			t.Errorf("%s: undone: %s %s, not %s: %v", name, outcomes(undone), got, first, undone.Failure())
		}
	}
}

// TestSupabaseFails: what went wrong is told truly, without token and secret.
func TestSupabaseFails(t *testing.T) {
	status := func(n int, body string) func(func()) (int, string, error) {
		return func(func()) (int, string, error) { return n, body, nil }
	}
	for _, c := range []struct {
		name string
		set  func(*management)
		want string
		says string
	}{
		{"token refused", func(m *management) { m.patch = status(401, aResult) }, "done failed", "access token"},
		{"not allowed", func(m *management) { m.patch = status(403, aResult) }, "done failed", "reach the project"},
		{"a setting refused", func(m *management) { m.patch = status(422, aResult) }, "done failed", "422"},
		{"server error", func(m *management) { m.patch = status(500, "<html>"+canary) }, "done failed", "500"},
		{"accepted, not done", func(m *management) { m.patch = status(200, "{}") }, "done unsure", "can't be seen yet"},
		{"lost, not done", func(m *management) {
			m.patch = func(func()) (int, string, error) { return 0, "", errors.New("reset " + canary) }
		}, "done failed", ""},
		{"lost, done", func(m *management) {
			m.patch = func(apply func()) (int, string, error) { apply(); return 0, "", errors.New("reset " + canary) }
		}, "done done", ""},
		{"not JSON", func(m *management) {
			m.get = func() (int, string) { return 200, "<html>" }
		}, "done failed", "not JSON"},
		{"redirected", func(m *management) { m.patch = status(307, "") }, "done failed", "307"},
		{"changed by others", func(m *management) { m.is[azureID] = tenant }, "done failed", "changed since"},
	} {
		m := newManagement()
		d := newSupabase(m)
		p := planOf(supabaseStep(t, d))
		c.set(m)
		r := carryOut(t, p, d)
		f := r.Failure()
		if outcomes(r) != c.want || f != nil && !strings.Contains(f.Summary, c.says) || f == nil && c.says != "" {
			t.Errorf("%s: %s: %+v", c.name, outcomes(r), f)
		}
		if text := fmt.Sprintf("%+v", f); strings.Contains(text, "Canary") || strings.Contains(text, aToken) {
			t.Errorf("%s: a secret is in %s", c.name, text)
		}
		if m.wrong != nil {
			t.Errorf("%s: sent elsewhere: %v", c.name, m.wrong)
		}
	}
	m := newManagement()
	d := newSupabase(m)
	p := planOf(supabaseStep(t, d))
	p.Target.TestServer = true
	if r := carryOut(t, p, d); outcomes(r) != "done failed" || m.bodies != nil {
		t.Errorf("a plan of the demo tenant: %s %v", outcomes(r), m.bodies)
	}
	d.API.Token = flow.Secret{}
	_, failed := d.Step(t.Context(), aRef, Settings{})
	if failed == nil || !strings.Contains(failed.Hint, "SUPABASE_ACCESS_TOKEN") {
		t.Errorf("without a token: %+v", failed)
	}
	if _, failed := d.Step(t.Context(), "../"+aRef, Settings{}); failed == nil {
		t.Error("another path is asked for")
	}
}
