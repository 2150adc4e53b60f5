package inspect

import (
	"encoding/json"
	"strings"
	"testing"

	"edov/flow"
)

// verdictOf judges claims as if the signature had been verified.
func verdictOf(t *testing.T, claims map[string]any) EmailVerdict {
	t.Helper()
	id := DecodeJWT("id", unsigned(t, workHeader, claims))
	return judgeEmail(id, trust{state: trustGenuine})
}

func TestEmailVerdict(t *testing.T) {
	const at = "ada@contoso.example"
	personal := []any{"tid", flow.ConsumersTenant, "iss", "https://login.microsoftonline.com/" + flow.ConsumersTenant + "/v2.0"}
	for name, c := range map[string]struct {
		changes []any
		want    string
	}{
		"absent":               {[]any{"xms_edov", nil}, EmailNotVerified},
		"true":                 {[]any{"xms_edov", true}, EmailVerified},
		`"true"`:               {[]any{"xms_edov", "true"}, EmailVerified},
		`"1"`:                  {[]any{"xms_edov", "1"}, EmailVerified},
		"1":                    {[]any{"xms_edov", 1}, EmailVerified},
		`"0"`:                  {[]any{"xms_edov", "0"}, EmailNotVerified},
		"0":                    {[]any{"xms_edov", 0}, EmailNotVerified},
		"false":                {[]any{"xms_edov", false}, EmailNotVerified},
		`"false"`:              {[]any{"xms_edov", "false"}, EmailNotVerified},
		"null":                 {[]any{"xms_edov", json.RawMessage("null")}, EmailCannotTell},
		`"True"`:               {[]any{"xms_edov", "True"}, EmailCannotTell},
		"nonsense":             {[]any{"xms_edov", "yes"}, EmailCannotTell},
		"object":               {[]any{"xms_edov", map[string]any{"a": 1}}, EmailCannotTell},
		"array":                {[]any{"xms_edov", []any{true}}, EmailCannotTell},
		"2":                    {[]any{"xms_edov", 2}, EmailCannotTell},
		"1.0":                  {[]any{"xms_edov", json.RawMessage("1.0")}, EmailCannotTell},
		"empty text":           {[]any{"xms_edov", ""}, EmailCannotTell},
		"no email, true":       {[]any{"email", nil}, EmailCannotTell},
		"no email, upn":        {[]any{"email", nil, "xms_edov", nil, "upn", at}, EmailCannotTell},
		"empty email":          {[]any{"email", " "}, EmailCannotTell},
		"email not a text":     {[]any{"email", []any{at}}, EmailCannotTell},
		"ev true, edov absent": {[]any{"xms_edov", nil, "email_verified", true}, EmailNotVerified},
		"ev true, edov true":   {[]any{"email_verified", true}, EmailVerified},
		"ev false, edov true":  {[]any{"email_verified", false}, EmailNotVerified},
		"ev 0, edov true":      {[]any{"email_verified", 0}, EmailNotVerified},
		"primary":              {[]any{"xms_edov", nil, "verified_primary_email", []any{at}}, EmailVerified},
		"primary, other case":  {[]any{"xms_edov", nil, "verified_primary_email", []any{"Ada@contoso.example"}}, EmailNotVerified},
		"primary, edov false":  {[]any{"xms_edov", false, "verified_primary_email", []any{at}}, EmailNotVerified},
		"secondary":            {[]any{"xms_edov", nil, "verified_secondary_email", []any{"x@y.example", at}}, EmailVerified},
		"secondary, a text":    {[]any{"xms_edov", nil, "verified_secondary_email", at}, EmailVerified},
		"other primary":        {[]any{"xms_edov", nil, "verified_primary_email", []any{"x@y.example", 1}}, EmailNotVerified},
		"personal, absent":     {append([]any{"xms_edov", nil}, personal...), EmailVerified},
		`personal, "1"`:        {append([]any{"xms_edov", "1"}, personal...), EmailVerified},
		"personal, false":      {append([]any{"xms_edov", false}, personal...), EmailNotVerified},
		"personal, null":       {append([]any{"xms_edov", json.RawMessage("null")}, personal...), EmailCannotTell},
		"guest, true":          {[]any{"acct", 1}, EmailVerified},
		"guest, absent":        {[]any{"acct", 1, "xms_edov", nil}, EmailNotVerified},
	} {
		t.Run(name, func(t *testing.T) {
			v := verdictOf(t, workClaims(c.changes...))
			if v.Verdict != c.want {
				t.Errorf("%s (%s), want %s", v.Verdict, v.Reason, c.want)
			}
			if v.Reason == "" {
				t.Error("no reason")
			}
		})
	}
}

func TestEDOVIsShownAsItCame(t *testing.T) {
	for raw, want := range map[string]EDOVClaim{
		"true":  {true, "boolean", "true", meansTrue},
		`"1"`:   {true, "string", `"1"`, meansTrue},
		"1":     {true, "number", "1", meansTrue},
		"0":     {true, "number", "0", meansFalse},
		"null":  {true, "null", "null", meansUnclear},
		"1e0":   {true, "number", "1e0", meansUnclear},
		"[]":    {true, "array", "[]", meansUnclear},
		`"yes"`: {true, "string", `"yes"`, meansUnclear},
	} {
		if got := verdictOf(t, workClaims("xms_edov", json.RawMessage(raw))).EDOV; got != want {
			t.Errorf("%s: %+v, want %+v", raw, got, want)
		}
	}
	if got := verdictOf(t, workClaims("xms_edov", nil)).EDOV; got != (EDOVClaim{}) {
		t.Errorf("absent: %+v", got)
	}
}

func TestEmailNeedsAGenuineToken(t *testing.T) {
	for state, phrase := range map[trustState]string{trustRefused: "cannot be trusted: because", trustUnchecked: "not fully checked: because"} {
		v := judgeEmail(DecodeJWT("id", unsigned(t, workHeader, workClaims())), trust{state, "because"})
		if v.Verdict != EmailCannotTell || !strings.Contains(v.Reason, phrase) || !strings.Contains(v.Reason, "would be verified") {
			t.Errorf("%d: %+v", state, v)
		}
	}
	if v := judgeEmail(nil, trust{}); v.Verdict != EmailCannotTell {
		t.Errorf("no token: %+v", v)
	}
}

func TestWhyNoEmail(t *testing.T) {
	first := func(t *testing.T, s *flow.Session) string {
		t.Helper()
		f := expect(t, judge(s), "email-present", Fail)
		line, _, _ := strings.Cut(f.Why, "\n")
		return line
	}
	for name, c := range map[string]struct {
		claims []any
		scopes []string
		want   string
	}{
		"scope":    {nil, []string{"openid", "profile"}, "scope email was not asked for"},
		"v1":       {[]any{"ver", "1.0"}, nil, "v1.0 token"},
		"personal": {[]any{"tid", flow.ConsumersTenant}, nil, "personal account"},
		"guest":    {[]any{"acct", 1}, nil, "guest"},
		"work":     {nil, nil, "no mail attribute"},
	} {
		t.Run(name, func(t *testing.T) {
			s := session(t, append([]any{"email", nil, "xms_edov", nil}, c.claims...)...)
			if c.scopes != nil {
				s.Request.Scopes = c.scopes
			}
			if got := first(t, s); !strings.Contains(got, c.want) {
				t.Errorf("first cause %q, want %q", got, c.want)
			}
		})
	}
	s := session(t, "email", nil)
	s.Tokens.Scope = "openid profile"
	if got := first(t, s); !strings.Contains(got, "not granted") {
		t.Errorf("first cause %q", got)
	}
}

func TestAccount(t *testing.T) {
	for name, c := range map[string]struct {
		changes []any
		want    string
	}{
		"work":       {nil, accountWork},
		"personal":   {[]any{"tid", flow.ConsumersTenant}, accountPersonal},
		"guest":      {[]any{"acct", 1}, accountGuest},
		"guest text": {[]any{"acct", "1"}, accountGuest},
		"member":     {[]any{"acct", 0}, accountWork},
		"idp":        {[]any{"idp", "live.com"}, accountGuest},
		"own idp":    {[]any{"idp", "https://login.microsoftonline.com/" + testTenant + "/v2.0"}, accountWork},
		"no tid":     {[]any{"tid", nil}, accountUnknown},
	} {
		if got := accountOf(DecodeJWT("id", unsigned(t, workHeader, workClaims(c.changes...)))); got.Kind != c.want {
			t.Errorf("%s: %s, want %s", name, got.Kind, c.want)
		}
	}
}
