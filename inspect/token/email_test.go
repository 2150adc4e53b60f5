package token_test

import (
	"encoding/json"
	"strings"
	"testing"

	"edov/flow/entra"
	"edov/flow/mint"
	"edov/inspect/proof"
	"edov/inspect/token"
)

// verdictOf judges claims as if the signature had been verified.
func verdictOf(t *testing.T, claims map[string]any) proof.EmailVerdict {
	t.Helper()
	id := token.Decode("id", mint.Unsigned(claims))
	return token.JudgeEmail(id, proof.Trust{State: proof.Genuine})
}

func TestEmailVerdict(t *testing.T) {
	const at = "ada@contoso.example"
	personal := []any{"tid", entra.ConsumersTenant, "iss", "https://login.microsoftonline.com/" + entra.ConsumersTenant +
		"/v2.0"}
	for name, c := range map[string]struct {
		changes []any
		want    string
	}{
		"absent":               {[]any{"xms_edov", nil}, proof.EmailNotVerified},
		"true":                 {[]any{"xms_edov", true}, proof.EmailVerified},
		`"true"`:               {[]any{"xms_edov", "true"}, proof.EmailVerified},
		`"1"`:                  {[]any{"xms_edov", "1"}, proof.EmailVerified},
		"1":                    {[]any{"xms_edov", 1}, proof.EmailVerified},
		`"0"`:                  {[]any{"xms_edov", "0"}, proof.EmailNotVerified},
		"0":                    {[]any{"xms_edov", 0}, proof.EmailNotVerified},
		"false":                {[]any{"xms_edov", false}, proof.EmailNotVerified},
		`"false"`:              {[]any{"xms_edov", "false"}, proof.EmailNotVerified},
		"null":                 {[]any{"xms_edov", json.RawMessage("null")}, proof.EmailCannotTell},
		`"True"`:               {[]any{"xms_edov", "True"}, proof.EmailCannotTell},
		"nonsense":             {[]any{"xms_edov", "yes"}, proof.EmailCannotTell},
		"object":               {[]any{"xms_edov", map[string]any{"a": 1}}, proof.EmailCannotTell},
		"array":                {[]any{"xms_edov", []any{true}}, proof.EmailCannotTell},
		"2":                    {[]any{"xms_edov", 2}, proof.EmailCannotTell},
		"1.0":                  {[]any{"xms_edov", json.RawMessage("1.0")}, proof.EmailCannotTell},
		"empty text":           {[]any{"xms_edov", ""}, proof.EmailCannotTell},
		"no email, true":       {[]any{"email", nil}, proof.EmailCannotTell},
		"no email, upn":        {[]any{"email", nil, "xms_edov", nil, "upn", at}, proof.EmailCannotTell},
		"empty email":          {[]any{"email", " "}, proof.EmailCannotTell},
		"email not a text":     {[]any{"email", []any{at}}, proof.EmailCannotTell},
		"ev true, edov absent": {[]any{"xms_edov", nil, "email_verified", true}, proof.EmailNotVerified},
		"ev true, edov true":   {[]any{"email_verified", true}, proof.EmailVerified},
		"ev false, edov true":  {[]any{"email_verified", false}, proof.EmailNotVerified},
		"ev 0, edov true":      {[]any{"email_verified", 0}, proof.EmailNotVerified},
		`ev "False"`:           {[]any{"email_verified", "False"}, proof.EmailCannotTell},
		"ev null":              {[]any{"email_verified", json.RawMessage("null")}, proof.EmailCannotTell},
		"ev a list":            {[]any{"email_verified", []any{false}}, proof.EmailCannotTell},
		"ev unclear, alone":    {[]any{"email_verified", "False", "xms_edov", nil}, proof.EmailNotVerified},
		"ev unclear, edov no":  {[]any{"email_verified", "False", "xms_edov", false}, proof.EmailNotVerified},
		"primary, edov unclear": {
			[]any{"xms_edov", "False", "verified_primary_email", []any{at}}, proof.EmailCannotTell,
		},
		"secondary, edov unclear": {
			[]any{"xms_edov", "False", "verified_secondary_email", []any{at}}, proof.EmailCannotTell,
		},
		"personal, ev unclear": {append([]any{"xms_edov", nil, "email_verified", "no"}, personal...), proof.EmailCannotTell},
		"primary":              {[]any{"xms_edov", nil, "verified_primary_email", []any{at}}, proof.EmailVerified},
		"primary, other case": {
			[]any{"xms_edov", nil, "verified_primary_email", []any{"Ada@contoso.example"}},
			proof.EmailNotVerified,
		},
		"primary, edov false": {[]any{"xms_edov", false, "verified_primary_email", []any{at}}, proof.EmailNotVerified},
		"secondary": {
			[]any{"xms_edov", nil, "verified_secondary_email", []any{"x@y.example", at}},
			proof.EmailVerified,
		},
		"secondary, a text": {[]any{"xms_edov", nil, "verified_secondary_email", at}, proof.EmailVerified},
		"other primary": {
			[]any{"xms_edov", nil, "verified_primary_email", []any{"x@y.example", 1}},
			proof.EmailNotVerified,
		},
		"personal, absent": {append([]any{"xms_edov", nil}, personal...), proof.EmailVerified},
		`personal, "1"`:    {append([]any{"xms_edov", "1"}, personal...), proof.EmailVerified},
		"personal, false":  {append([]any{"xms_edov", false}, personal...), proof.EmailNotVerified},
		"personal, null":   {append([]any{"xms_edov", json.RawMessage("null")}, personal...), proof.EmailCannotTell},
		"guest, true":      {[]any{"acct", 1}, proof.EmailVerified},
		"guest, absent":    {[]any{"acct", 1, "xms_edov", nil}, proof.EmailNotVerified},
	} {
		t.Run(name, func(t *testing.T) {
			v := verdictOf(t, mint.Claims(c.changes...))
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
	for raw, want := range map[string]proof.EDOVClaim{
		"true":  {Present: true, Type: "boolean", Raw: "true", Meaning: proof.MeansTrue},
		`"1"`:   {Present: true, Type: "string", Raw: `"1"`, Meaning: proof.MeansTrue},
		"1":     {Present: true, Type: "number", Raw: "1", Meaning: proof.MeansTrue},
		"0":     {Present: true, Type: "number", Raw: "0", Meaning: proof.MeansFalse},
		"null":  {Present: true, Type: "null", Raw: "null", Meaning: proof.MeansUnclear},
		"1e0":   {Present: true, Type: "number", Raw: "1e0", Meaning: proof.MeansUnclear},
		"[]":    {Present: true, Type: "array", Raw: "[]", Meaning: proof.MeansUnclear},
		`"yes"`: {Present: true, Type: "string", Raw: `"yes"`, Meaning: proof.MeansUnclear},
	} {
		if got := verdictOf(t, mint.Claims("xms_edov", json.RawMessage(raw))).EDOV; got != want {
			t.Errorf("%s: %+v, want %+v", raw, got, want)
		}
	}
	if got := verdictOf(t, mint.Claims("xms_edov", nil)).EDOV; got != (proof.EDOVClaim{}) {
		t.Errorf("absent: %+v", got)
	}
}

func TestEmailNeedsAGenuineToken(t *testing.T) {
	for state, phrase := range map[proof.TrustState]string{
		proof.Refused:   "can't be trusted: because",
		proof.Unchecked: "not fully checked: because",
	} {
		v := token.JudgeEmail(token.Decode("id", mint.Unsigned(mint.Claims())),
			proof.Trust{State: state, Why: "because"})
		if v.Verdict != proof.EmailCannotTell || !strings.Contains(v.Reason, phrase) ||
			!strings.Contains(v.Reason, "would be verified") {
			t.Errorf("%d: %+v", state, v)
		}
	}
	if v := token.JudgeEmail(nil, proof.Trust{}); v.Verdict != proof.EmailCannotTell {
		t.Errorf("no token: %+v", v)
	}
}

func TestAccount(t *testing.T) {
	for name, c := range map[string]struct {
		changes []any
		want    string
	}{
		"work":       {nil, proof.AccountWork},
		"personal":   {[]any{"tid", entra.ConsumersTenant}, proof.AccountPersonal},
		"guest":      {[]any{"acct", 1}, proof.AccountGuest},
		"guest text": {[]any{"acct", "1"}, proof.AccountGuest},
		"member":     {[]any{"acct", 0}, proof.AccountWork},
		"idp":        {[]any{"idp", "live.com"}, proof.AccountGuest},
		"own idp":    {[]any{"idp", "https://login.microsoftonline.com/" + mint.Tenant + "/v2.0"}, proof.AccountWork},
		"own idp of v1": {
			[]any{"idp", "https://sts.windows.net/" + mint.Tenant + "/"}, proof.AccountWork,
		},
		"idp of another tenant": {
			[]any{"idp", "https://sts.windows.net/" + entra.ConsumersTenant + "/"}, proof.AccountGuest,
		},
		"a member, by acct":    {[]any{"acct", 0, "idp", "https://sts.windows.net/" + entra.ConsumersTenant + "/"}, proof.AccountWork},
		"guest, by upn":        {[]any{"upn", "ada_fabrikam.example#EXT#@contoso.example"}, proof.AccountGuest},
		"member, with upn":     {[]any{"upn", "ada_fabrikam.example#EXT#@contoso.example", "acct", 0}, proof.AccountWork},
		"upn in lower case":    {[]any{"upn", "ada_fabrikam.example#ext#@contoso.example"}, proof.AccountGuest},
		"upn without a tenant": {[]any{"upn", "a#EXT#b@contoso.example"}, proof.AccountWork},
		"no tid":               {[]any{"tid", nil}, proof.AccountUnknown},
		"app, by idtyp":        {[]any{"idtyp", "app"}, proof.AccountApp},
		"user, by idtyp":       {[]any{"idtyp", "user", "oid", "AAAA", "roles", []string{"x"}}, proof.AccountWork},
		"app, with a role":     {[]any{"oid", "AAAA", "roles", []string{"x"}}, proof.AccountApp},
		"app, without any":     {[]any{"oid", "AAAA", "azpacr", "1"}, proof.AccountApp},
		"user, with a role":    {[]any{"roles", []string{"x"}}, proof.AccountWork},
		"user, with scopes":    {[]any{"oid", "AAAA", "roles", []string{"x"}, "scp", "y"}, proof.AccountWork},
		"no oid":               {[]any{"oid", nil, "sub", nil, "roles", []string{"x"}}, proof.AccountWork},
		"sub is oid alone":     {[]any{"oid", "AAAA"}, proof.AccountWork},
	} {
		if got := token.AccountOf(token.Decode("id", mint.Unsigned(mint.Claims(c.changes...)))); got.Kind != c.want {
			t.Errorf("%s: %s, want %s", name, got.Kind, c.want)
		}
	}
}
