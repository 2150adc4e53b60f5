package check

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"edov/flow"
	"edov/flow/appreg"
	"edov/inspect/report"
	"edov/inspect/secret"
	"edov/ui/render/markdown"
)

const manifests = "../../testdata/manifest/"

// manifest reads the registrations of a stored document as sessions of a user
// of Clerk.
func manifest(t testing.TB, name string) []*flow.Session {
	t.Helper()
	data, err := os.ReadFile(manifests + name + ".json")
	if err != nil {
		t.Fatal(err)
	}
	all, err := appreg.Read(data, name+".json")
	if err != nil {
		t.Fatal(err)
	}
	var sessions []*flow.Session
	for _, a := range all {
		sessions = append(sessions, &flow.Session{
			Schema: flow.SessionSchema, Origin: flow.OriginRegistration, StartedAt: noon, EndedAt: noon, Registration: a,
			Request: flow.Request{Product: "Clerk", ProductRedirectURI: "https://clerk.example.com/v1/oauth_callback"},
		})
	}
	return sessions
}

// manifestFaults is what each document breaks, by severity: e, w or n.
var manifestFaults = map[string]string{
	"application-permission": "n:permission-roles",
	"audience-unknown":       "e:account-types-allowed w:limits w:registration-values",
	"certificate-expired":    "w:certificate-valid",
	"claim-misspelt":         "w:optional-names",
	"claim-source":           "w:optional-names",
	"claims-fragment":        "e:redirect-product n:optional-access-token",
	"disabled":               "e:app-enabled",
	"guide-to-the-letter":    "w:mapped-claims n:implicit-switches n:logout-url",
	"healthy":                "",
	"healthy-answer":         "",
	"healthy-page":           "",
	"hostile":                "",
	"implicit-on":            "n:implicit-switches", // (security 118 of TestManifests)
	"logout-http":            "w:logout-url",
	"logout-localhost":       "w:logout-url",
	"logout-is-redirect":     "n:logout-url",
	"mapped-claims":          "w:mapped-claims",
	"no-edov":                "e:optional-edov",
	"no-email-claim":         "w:optional-email",
	"no-optional-claims":     "w:optional-email e:optional-edov n:optional-access-token",
	"no-permissions":         "n:permission-email n:permission-openid",
	"no-web-platform":        "e:redirect-product n:redirect-test w:redirect-web",
	"permission-unknown":     "w:registration-values n:permission-email n:permission-roles",
	"personal-only":          "e:account-types-allowed",
	"placeholder-beside":     "w:optional-placeholder",
	"placeholder-id":         "e:app-id",
	"placeholder-left":       "e:optional-edov n:optional-access-token w:optional-placeholder",
	"private-key":            "w:secret-text",
	"public-with-secret":     "w:public-client", // (security 118 of TestManifests)
	"redirect-case":          "e:redirect-product",
	"redirect-form":          "e:redirect-safe w:redirect-form",
	"redirect-http":          "e:redirect-product e:redirect-safe",
	"redirect-lookalikes":    "n:redirect-lookalikes",
	"redirect-missing":       "e:redirect-product",
	"redirect-slash":         "e:redirect-product",
	"redirect-spa":           "e:redirect-product",
	"redirect-twins":         "w:redirect-twins", // (security 114 of TestManifests)
	"redirect-two-platforms": "w:redirect-platform",
	"redirect-unsafe":        "e:redirect-safe",
	"reply-type-case":        "n:registration-values",
	"reply-type-unknown":     "w:registration-values n:redirect-test",
	"retired-permission":     "w:permission-retired",
	"secret-answer":          "w:secret-text",
	"secret-ending":          "w:secret-ending",
	"secret-expired":         "e:secret-valid",
	"secret-long":            "w:secret-lifetime",
	"secret-none":            "e:secret-present",
	"secret-rotating":        "n:secret-rotation",
	"secret-text":            "w:secret-text",
	"secrets-three":          "w:limits n:secret-valid n:secret-rotation",
	"selected": "e:app-enabled e:account-types-allowed e:token-version e:redirect-product e:redirect-safe " +
		"e:optional-edov n:optional-access-token e:secret-present e:secret-valid",
	"single-tenant":       "e:account-types-allowed",
	"token-version-1":     "e:token-version",
	"two-az-list":         "w:optional-email e:optional-edov n:optional-access-token",
	"unverified-kept":     "w:unverified-email-removed",
	"values-case":         "n:registration-values",
	"values-refused":      "w:registration-values",
	"values-unknown":      "w:registration-values",
	"work-only":           "w:account-types-allowed",
	"work-only-legacy-az": "w:account-types-allowed",
}

func faultsIn(r *report.Report) string {
	var faults []string
	for _, f := range r.Findings {
		if f.Problem() || f.Outcome == report.Unknown {
			faults = append(faults, string(f.Severity)[:1]+":"+f.ID)
		}
	}
	return strings.Join(faults, " ")
}

// TestManifests checks that each stored document breaks what it should, in both forms.
func TestManifests(t *testing.T) {
	files, err := filepath.Glob(manifests + "*.json")
	if err != nil || len(files) < 90 {
		t.Fatalf("%d manifests (%v)", len(files), err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".json")
		t.Run(name, func(t *testing.T) {
			want, ok := manifestFaults[strings.TrimSuffix(name, "-legacy")]
			if !ok {
				t.Fatal("nothing is said of this document")
			}
			sessions := manifest(t, name)
			r := Judge(sessions[len(sessions)-1], noon, secret.Thresholds{})
			if got := faultsIn(r); got != want {
				t.Errorf("breaks %q, want %q", got, want)
			}
			isOpen := r.Verdict == report.VerdictFail || r.Verdict == report.VerdictUnknown
			if isOpen != strings.Contains(want, "e:") {
				t.Errorf("the verdict is %s", r.Verdict)
			}
			for _, f := range r.Findings {
				if f.Outcome == report.Fail && f.Severity != report.Note && f.Fix == "" {
					t.Errorf("%s says nothing of what to do", f.ID)
				}
			}
			noCanary(t, r)
		})
	}
}

// TestClientIDIsMarked: invisible characters in a client ID fail, and are seen (security 112).
func TestClientIDIsMarked(t *testing.T) {
	const marked = "6731de76-14a6-49ae-97bc-6eba6914⟦U+202E⟧3⟦U+200B⟧91e"
	for _, id := range []string{"6731de76-14a6-49ae-97bc-6eba6914\u202e3\u200b91e", "shop", ""} {
		s := manifest(t, "healthy")[0]
		s.Registration.AppID.Value = id
		r := judge(s)
		f := expect(t, r, "app-id", report.Fail)
		if text := markdown.Report(r); strings.ContainsAny(text, "\u202e\u200b") || len(id) > 36 &&
			!strings.Contains(text, marked) {
			t.Errorf("%q: %+v in\n%s", id, f, text)
		}
	}
}

// noCanary looks for secret values of the documents in all that is made of
// them (security 115, 116 of TestManifests).
func noCanary(t *testing.T, r *report.Report) {
	t.Helper()
	text, err := r.JSON()
	if err != nil {
		t.Fatal(err)
	}
	patch, _ := r.Patch(report.Note)
	if all := string(text) + markdown.Report(r) + string(patch) +
		fmt.Sprintf("%#v", r.Registration); strings.Contains(all, "canary") {
		t.Error("a secret value is shown")
	}
}

// TestFormsAgree: both forms of one registration give the same report, but for
// the places of the values and the form's own words.
func TestFormsAgree(t *testing.T) {
	n := 0
	for name := range manifestFaults {
		if _, err := os.Stat(manifests + name + "-legacy.json"); err != nil {
			continue
		}
		n++
		t.Run(name, func(t *testing.T) {
			graph := Judge(manifest(t, name)[0], noon, secret.Thresholds{})
			legacy := Judge(manifest(t, name+"-legacy")[0], noon, secret.Thresholds{})
			for i, f := range graph.Findings {
				a, b := normal(t, f), normal(t, legacy.Findings[i])
				if a != b {
					t.Errorf("%s differs:\n%s\n%s", f.ID, a, b)
				}
			}
			a, _ := graph.Patch(report.Note)
			b, _ := legacy.Patch(report.Note)
			if string(a) != string(b) {
				t.Errorf("the patches differ:\n%s\n%s", a, b)
			}
		})
	}
	if n < 25 {
		t.Errorf("only %d registrations are there in both forms", n)
	}
}

// normal is a finding without what differs by nature between the two forms: the
// places of values, and the form's own words.
func normal(t *testing.T, f *report.Finding) string {
	t.Helper()
	copied := *f
	f = &copied
	f.Evidence = slices.Clone(f.Evidence)
	for i := range f.Evidence {
		if strings.HasPrefix(f.Evidence[i].Label, "line ") {
			f.Evidence[i].Label = ""
		}
	}
	f.Changes = slices.Clone(f.Changes)
	for i := range f.Changes {
		f.Changes[i].Place, f.Changes[i].Fragment = appreg.Place{}, nil
	}
	data, err := json.Marshal(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// TestPlaces: a finding names the line that causes it.
func TestPlaces(t *testing.T) {
	data, err := os.ReadFile(manifests + "no-edov.json")
	if err != nil {
		t.Fatal(err)
	}
	line := 0
	for i, text := range strings.Split(string(data), "\n") {
		if strings.Contains(text, `"idToken"`) {
			line = i + 1
		}
	}
	f := Judge(manifest(t, "no-edov")[0], noon, secret.Thresholds{}).Find("optional-edov")
	if len(f.Changes) != 1 || f.Changes[0].Place.Line != line || f.Changes[0].Place.Path != "optionalClaims.idToken" {
		t.Errorf("the changes are %+v, want line %d", f.Changes, line)
	}
	if !strings.Contains(f.Link, "/ApplicationMenuBlade/~/Manifest/appId/6731de76-14a6-49ae-97bc-6eba6914391e") {
		t.Errorf("the link is %s", f.Link)
	}
}

// TestPatch: sending the patch leaves nothing that it could fix.
func TestPatch(t *testing.T) {
	for name, want := range manifestFaults {
		r := Judge(manifest(t, name)[0], noon, secret.Thresholds{})
		patch, fixed := r.Patch(report.Note)
		if len(fixed) == 0 {
			continue
		}
		if strings.HasPrefix(name, "two-") || strings.HasSuffix(name, "-page") ||
			strings.HasPrefix(name, "work-only-legacy") {
			continue // the patch is for one registration in the form of Graph
		}
		t.Run(name, func(t *testing.T) {
			data, err := os.ReadFile(manifests + name + ".json")
			if err != nil {
				t.Fatal(err)
			}
			all, err := appreg.Read(merge(t, data, patch), "patched")
			if err != nil {
				t.Fatal(err)
			}
			s := manifest(t, name)[0]
			s.Registration = all[0]
			for _, f := range Judge(s, noon, secret.Thresholds{}).Findings {
				if f.Outcome == report.Fail && len(f.Changes) > 0 {
					t.Errorf("of %s, %s is left after\n%s", want, f.ID, patch)
				}
			}
		})
	}
}

// merge applies a JSON merge patch (RFC 7396).
func merge(t *testing.T, document, patch []byte) []byte {
	t.Helper()
	var d, p any
	if json.Unmarshal(document, &d) != nil || json.Unmarshal(patch, &p) != nil {
		t.Fatal("no JSON")
	}
	data, err := json.Marshal(mergeValue(d, p))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func mergeValue(d, p any) any {
	members, ok := p.(map[string]any)
	if !ok {
		return p
	}
	to, ok := d.(map[string]any)
	if !ok {
		to = map[string]any{}
	}
	for name, value := range members {
		if value == nil {
			to[name] = nil // Graph keeps the member and empties it
			continue
		}
		to[name] = mergeValue(to[name], value)
	}
	return to
}

// TestCauseAndSymptom: a token without xms_edov and the registration that does
// not ask for it are one story.
func TestCauseAndSymptom(t *testing.T) {
	s := session(t, "xms_edov", nil)
	s.Registration = manifest(t, "no-edov")[0].Registration
	r := Judge(s, noon, secret.Thresholds{})
	f := r.Find("edov-present")
	if f.Outcome != report.Fail || len(f.Changes) == 0 || !strings.Contains(f.Why, "line ") ||
		!slices.Contains(f.Related, "optional-edov") {
		t.Errorf("the symptom is %+v", f)
	}
	if cause := r.Find("optional-edov"); !slices.Contains(cause.Related, "edov-present") {
		t.Errorf("the cause does not name the symptom: %v", cause.Related)
	}
	s.Registration = manifest(t, "healthy")[0].Registration
	if f := Judge(s, noon, secret.Thresholds{}).Find("edov-present"); !strings.Contains(f.Why,
		"the app registration requests it") {
		t.Errorf("with the claim registered it says %q", f.Why)
	}
	if f := Judge(s, noon, secret.Thresholds{}).Find("app-is-connection"); f.Outcome != report.Fail {
		t.Errorf("another app's registration: %+v", f)
	}
}

// TestSecretMatch compares the typed secret with the hints.
func TestSecretMatch(t *testing.T) {
	for value, want := range map[string]appreg.SecretMatch{
		"Xy8~canary-of-a-secret": appreg.MatchOne, "nope-canary-of-a-secret": appreg.MatchNone, "": appreg.MatchUnknown,
	} {
		s := manifest(t, "secret-rotating")[0]
		s.Registration.MatchSecret(flow.NewSecret(value))
		if s.Registration.SecretMatch != want {
			t.Errorf("%.3s: %q, want %q", value, s.Registration.SecretMatch, want)
		}
		noCanary(t, Judge(s, noon, secret.Thresholds{}))
	}
	s := manifest(t, "healthy")[0]
	s.Registration.MatchSecret(flow.NewSecret("Xy8~something"))
	s.Origin = flow.OriginLoaded
	if f := Judge(s, noon, secret.Thresholds{}).Find("secret-expiry"); f.Outcome != report.Pass {
		t.Errorf("the matched secret's expiry date is not used: %+v", f)
	}
}

// TestManyEntries: a registration with 100,000 roles gives a bounded report
// (security 119).
func TestManyEntries(t *testing.T) {
	var b strings.Builder
	b.WriteString(`{"appId":"6731de76-14a6-49ae-97bc-6eba6914391e",` +
		`"requiredResourceAccess":[{"resourceAppId":"x","resourceAccess":[`)
	for i := range 100000 {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"id":"%d","type":"Role"}`, i)
	}
	b.WriteString(`]}]}`)
	all, err := appreg.Read([]byte(b.String()), "many")
	if err != nil {
		t.Fatal(err)
	}
	r := Judge(&flow.Session{Origin: flow.OriginRegistration, Registration: all[0]}, noon, secret.Thresholds{})
	for _, f := range r.Findings {
		if len(f.Evidence) > 20 {
			t.Errorf("%s shows %d pieces of evidence", f.ID, len(f.Evidence))
		}
	}
	if f := r.Find("limits"); f.Outcome != report.Fail {
		t.Errorf("the limits: %+v", f)
	}
}
