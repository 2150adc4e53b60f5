package check

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"edov/flow"
	"edov/flow/demo"
	"edov/flow/entra"
	"edov/inspect/proof"
	"edov/inspect/report"
	"edov/inspect/secret"
)

// oneStory compares all that a report says of how a run went. Each rule is one way in which two of its parts could
// contradict each other.
func oneStory(r *report.Report) (contradictions []string) {
	wrong := func(format string, args ...any) {
		contradictions = append(contradictions, fmt.Sprintf(format, args...))
	}
	c := r.Conclude(report.Error)
	worst := report.QuietRank
	for _, f := range r.Findings {
		worst = min(worst, f.Rank())
	}
	want := map[string]struct {
		marks  []report.Mark
		ending report.Ending
		worst  []int
	}{
		report.VerdictPass:    {[]report.Mark{report.MarkPass, report.MarkWarning}, report.EndClean, []int{2, 3, 4}},
		report.VerdictFail:    {[]report.Mark{report.MarkFail}, report.EndProblems, []int{0}},
		report.VerdictUnknown: {[]report.Mark{report.MarkUnknown}, report.EndUnknown, []int{1, 2, 3, 4}},
	}[c.Verdict]
	if c.Verdict != r.Verdict || c.Headline != r.Headline {
		wrong("the report says %s %q, its conclusion %s %q", r.Verdict, r.Headline, c.Verdict, c.Headline)
	}
	if !slices.Contains(want.marks, c.Mark) || c.Ending != want.ending || !slices.Contains(want.worst, worst) {
		wrong("%s with mark %s, ending %d, worst finding %d", c.Verdict, c.Mark, c.Ending, worst)
	}
	if warns := r.Counts.Warnings > 0; c.Verdict == report.VerdictPass && warns != (c.Mark == report.MarkWarning) {
		wrong("%d warnings and the mark %s", r.Counts.Warnings, c.Mark)
	}
	t := report.TrustOf(r.Findings)
	genuine := t.State == proof.Genuine
	if len(r.Tokens) > 0 && r.Tokens[0].Kind == "id" && genuine != (r.Tokens[0].Verification.State == proof.Verified) &&
		genuine {
		wrong("a genuine token with a signature that is %s", r.Tokens[0].Verification.State)
	}
	if r.Email.Verdict == proof.EmailVerified && !genuine || r.Email.Verdict == proof.EmailNotVerified && !genuine {
		wrong("the email is %s by a token that is not genuine: %s", r.Email.Verdict, t.Reason())
	}
	for _, p := range r.Products {
		refused, open := t.State == proof.Refused, t.State == proof.Unchecked
		if refused && p.Verdict != proof.SeenRejected || open && p.Verdict != proof.SeenUnknown || !genuine &&
			p.Stranger != proof.StrangerUnknown ||
			p.Verdict == proof.SeenRejected && p.Stranger == proof.StrangerIn {
			wrong("%s: %s, stranger %s, of a token with trust %d", p.ID, p.Verdict, p.Stranger, t.State)
		}
	}
	contradictions = append(contradictions, headlineStory(r, c, t)...)
	return contradictions
}

// headlineStory compares the words of the headline with the verdict.
func headlineStory(r *report.Report, c report.Conclusion, t proof.Trust) (contradictions []string) {
	says := func(words ...string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(c.Headline, w) })
	}
	bad := says("failed", "refused", "can't be trusted", "not verified", "but ", "no email", "1 problem", "problems in",
		"problems on",
		"no ID token", "would treat")
	open := says("can't tell", "incomplete", "not checked", "not verified", "not fully checked", "no token",
		"not all settings")
	switch {
	case c.Headline == "":
		contradictions = append(contradictions, "no headline")
	case c.Verdict == report.VerdictPass && (bad || open) && c.Mark == report.MarkPass:
		contradictions = append(contradictions, "it passes and says "+c.Headline)
	case c.Verdict == report.VerdictFail && !says("email not verified", "would treat this email as verified") &&
		!namesProblem(r, c.Headline):
		contradictions = append(contradictions, "it fails and says "+c.Headline)
	case c.Verdict == report.VerdictUnknown && !open:
		contradictions = append(contradictions, "it is unknown and says "+c.Headline)
	case strings.HasPrefix(c.Headline, "email verified") && r.Email.Verdict != proof.EmailVerified:
		contradictions = append(contradictions, "the email is "+r.Email.Verdict+", and it says "+c.Headline)
	case says("ID token can't be trusted", "ID token refused") && t.State != proof.Refused:
		contradictions = append(contradictions, "no check refuses the token, and it says "+c.Headline)
	}
	return contradictions
}

// namesProblem reports whether a headline says what one of the failed checks found.
func namesProblem(r *report.Report, headline string) bool {
	return slices.ContainsFunc(r.Findings, func(f *report.Finding) bool {
		return f.Problem() && f.Severity == report.Error && strings.Contains(headline, f.Summary)
	})
}

// TestOneStory holds every demo scenario, and every session with one part removed or spoilt, to one story.
func TestOneStory(t *testing.T) {
	runs, stories := 0, map[string]bool{}
	try := func(name string, s *flow.Session, now time.Time) {
		runs++
		r := Judge(s, now, secret.Thresholds{})
		for _, contradiction := range oneStory(r) {
			t.Errorf("%s: %s\n  headline %q", name, contradiction, r.Headline)
		}
		story := fmt.Sprint(r.Verdict, r.Headline, r.Email)
		if stories[story] {
			return
		}
		stories[story] = true
		back := reread(t, r)
		if back.Verdict != r.Verdict || back.Headline != r.Headline || back.Email != r.Email ||
			!reflect.DeepEqual(back.Products, r.Products) {
			t.Errorf("%s: read back it says %s %q, before %s %q", name, back.Verdict, back.Headline, r.Verdict, r.Headline)
		}
	}
	for _, s := range demo.Scenarios() {
		session := playScenario(t, s)
		try(s.ID, session, session.EndedAt)
		for name, spoilt := range spoiltParts(session) {
			try(s.ID+" with "+name, spoilt, session.EndedAt)
		}
	}
	for name, token := range spoiltTokens(t) {
		try(name, signedIn(t, token), noon)
		try(name+", pasted", &flow.Session{
			Schema: 1, Origin: flow.OriginPasted, Tokens: &flow.Tokens{IDToken: flow.NewToken(token)},
			KeySets: signedIn(t, token).KeySets, Request: flow.Request{ClientID: testClient},
		}, noon)
		try(name+", as own access token", ownAccess(t, token), noon)
	}
	for name := range manifestFaults {
		for _, s := range manifest(t, name) {
			try("manifest "+name, s, noon)
		}
	}
	for i, s := range clerkSessions(t) {
		try(fmt.Sprint("Clerk ", i), s, noon)
	}
	for name, s := range breakers(t) {
		try("breaker "+name, s, noon)
	}
	t.Logf("%d sessions told one story each, %d different ones", runs, len(stories))
	if runs < 1300 || len(stories) < 100 {
		t.Errorf("only %d sessions with %d stories were tried", runs, len(stories))
	}
}

func reread(t *testing.T, r *report.Report) *report.Report {
	t.Helper()
	data, err := r.JSON()
	if err != nil {
		t.Fatal(err)
	}
	back, err := report.Read(data)
	if err != nil {
		t.Fatal(err)
	}
	return back
}

// playScenario signs in at a demo scenario.
func playScenario(t *testing.T, s demo.Scenario) *flow.Session {
	t.Helper()
	server, err := demo.Start(s, demo.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	c := server.Connection()
	c.AnyPort = true
	session := flow.SignIn(t.Context(), server.Env(), c, flow.SignInOptions{Paste: server.Pasted(), Timeout: time.Minute})
	server.ReadRegistration(t.Context(), session)
	return session
}

// copyParts copies a session so that changes of the copy's parts leave it alone.
func copyParts(s *flow.Session) *flow.Session {
	c := *s
	if s.Tokens != nil {
		tokens := *s.Tokens
		c.Tokens = &tokens
	}
	if s.Metadata != nil {
		md := *s.Metadata
		c.Metadata = &md
	}
	if s.Callback != nil {
		callback := *s.Callback
		c.Callback = &callback
	}
	return &c
}

// spoiltParts are copies of a session with one part removed or spoilt each.
func spoiltParts(s *flow.Session) map[string]*flow.Session {
	all := map[string]*flow.Session{}
	add := func(name string, spoil func(*flow.Session)) {
		c := copyParts(s)
		spoil(c)
		all[name] = c
	}
	add("no metadata", func(c *flow.Session) { c.Metadata = nil })
	add("no callback", func(c *flow.Session) { c.Callback = nil })
	add("no registration", func(c *flow.Session) { c.Registration = nil })
	add("no exchanges", func(c *flow.Session) { c.Exchanges = nil })
	add("no tokens", func(c *flow.Session) { c.Tokens = nil })
	add("no request", func(c *flow.Session) { c.Request = flow.Request{} })
	add("no client ID", func(c *flow.Session) { c.Request.ClientID = "" })
	add("no nonce", func(c *flow.Session) { c.Request.Nonce = "" })
	add("another tenant", func(c *flow.Session) { c.Request.Tenant = "consumers" })
	add("a domain", func(c *flow.Session) { c.Request.Tenant = "contoso.example" })
	add("loaded", func(c *flow.Session) { c.Origin = flow.OriginLoaded })
	add("pasted", func(c *flow.Session) { c.Origin, c.Callback, c.Request = flow.OriginPasted, nil, flow.Request{} })
	for _, failure := range []flow.FailureKind{
		flow.FailureNetwork, flow.FailureTimeout, flow.FailureCancelled,
		flow.FailureLocal, flow.FailureProtocol,
	} {
		add("failure "+string(failure), func(c *flow.Session) {
			c.Tokens, c.Failure = nil, &flow.Failure{Stage: flow.StageAuthorize, Kind: failure, Summary: "it ended"}
		})
	}
	for name, raw := range spoiltKeySets {
		add("keys "+name, func(c *flow.Session) {
			c.KeySets = nil
			if raw != "" {
				c.KeySets = []flow.KeySet{{URL: publishedKeys, Raw: json.RawMessage(raw)}}
			}
			c.Problems = append(c.Problems, flow.Failure{
				Stage: flow.StageKeys, Kind: flow.FailureNetwork,
				Summary: "the keys " + name,
			})
		})
	}
	if s.Tokens == nil {
		return all
	}
	add("no ID token", func(c *flow.Session) { c.Tokens.IDToken = flow.Token{} })
	add("no access token", func(c *flow.Session) { c.Tokens.AccessToken = flow.Token{} })
	add("access token alone", func(c *flow.Session) {
		c.Tokens.IDToken, c.Origin, c.Callback, c.Request.RedirectURI = flow.Token{}, flow.OriginPasted, nil, ""
	})
	add("another token type", func(c *flow.Session) { c.Tokens.TokenType = "mac" })
	compact := s.Tokens.IDToken.Compact()
	for name, token := range map[string]string{
		"a cut ID token": compact[:len(compact)/2], "a changed signature": flip(compact, len(compact)-10),
		"a changed claim": flip(compact, len(compact)/2), "a changed header": flip(compact, 12), "nonsense": "nonsense",
		"a JWE": compact + ".x.y",
	} {
		add(name, func(c *flow.Session) { c.Tokens.IDToken = flow.NewToken(token) })
	}
	return all
}

// spoiltKeySets are answers that hold no key for a token.
var spoiltKeySets = map[string]string{
	"not loaded": "", "empty": `{"keys":[]}`, "are HTML": "<html>", "are a list": "[]", "are others": strongKey,
	"are broken":         `{"keys":[{"kty":"RSA"}]}`,
	"are for encryption": `{"keys":[{"kty":"RSA","use":"enc","kid":"k1","n":"AQAB","e":"AQAB"}]}`,
	"are curves":         `{"keys":[{"kty":"EC","kid":"k1"}]}`,
}

// flip changes one character.
func flip(s string, at int) string {
	c := byte('A')
	if s[at] == 'A' {
		c = 'B'
	}
	return s[:at] + string(c) + s[at+1:]
}

// spoiltTokens are well-signed tokens with one claim or header member removed or changed each.
func spoiltTokens(t *testing.T) map[string]string {
	all := map[string]string{"healthy": sign(t, goodHeader, claimsText(t))}
	for name := range workClaims() {
		for _, value := range []any{
			nil, "", "other", true, 7,
			[]string{"a", "b"},
			map[string]any{"a": 1},
			json.RawMessage("null"),
		} {
			all[fmt.Sprintf("%s %v", name, value)] = sign(t, goodHeader, claimsText(t, name, value))
		}
	}
	for name, value := range map[string]any{
		"acct": 1, "idp": "live.com", "email_verified": true, "scp": "x", "at_hash": "AAAA", "c_hash": "AAAA", "azp": "other",
		"AUD":                    "x",
		"verified_primary_email": []string{"ada@contoso.example"}, "upn": "ada@contoso.example",
		"aud": "00000003-0000-0000-c000-000000000000",
		"exp": noon.AddDate(0, 0, -1).Unix(), "nbf": noon.AddDate(0, 0, 1).Unix(), "iat": noon.AddDate(0, 0, -400).Unix(),
		"ver": "1.0",
		"tid": entra.ConsumersTenant,
	} {
		all[fmt.Sprintf("with %s %v", name, value)] = sign(t, goodHeader, claimsText(t, name, value))
	}
	for _, header := range []string{
		`{"alg":"none"}`, `{"alg":"HS256","kid":"k1"}`, `{"alg":"ES256","kid":"k1"}`, `{"alg":"RS256"}`,
		`{"alg":"RS256","kid":"other"}`,
		`{"alg":"RS256","kid":"k1","typ":"jwt"}`, `{"alg":"RS256","kid":"k1","typ":"at+jwt"}`,
		`{"alg":"RS256","kid":"k1","nonce":"x"}`,
		`{"alg":"RS256","kid":"k1","crit":["x"]}`, `{"alg":"RS256","kid":"k1","jku":"x"}`, `{"alg":"RS256","alg":"RS256"}`,
		`[]`,
	} {
		all["header "+header] = sign(t, header, claimsText(t))
	}
	return all
}
