package check

import (
	"fmt"
	"strings"

	"edov/flow"
	"edov/flow/mask"
	"edov/inspect/fault"
	"edov/inspect/report"
	"edov/inspect/uri"
	"edov/inspect/words"
)

const noSignIn = "only a token was given; no sign-in was made"

// causeChecks are the checks that a refusal of Microsoft's can belong to. For
// one failure exactly one of them fails.
var causeChecks = []Check{
	{
		ID: "client-known", Title: "Client ID is known to Microsoft in this tenant",
		Severity: report.Error, Step: report.StepConnection,
		Func: causeCheck("client-known", "the client ID was accepted", false),
	},
	{
		ID: "account-types", Title: "Account types allow this account",
		Severity: report.Error, Step: report.StepConnection,
		Func: causeCheck("account-types", "the account fits the app's account types", false),
	},
	{
		ID: "redirect-accepted", Title: "Redirect URI is registered",
		Severity: report.Error, Step: report.StepSignIn,
		Func: causeCheck("redirect-accepted", "the redirect URI was accepted", false),
	},
	{
		ID: "platform-web", Title: "Redirect URI is registered under Web",
		Severity: report.Error, Step: report.StepSignIn,
		Func: causeCheck("platform-web", "the platform of the redirect URI was accepted", true),
	},
	{
		ID: "secret-accepted", Title: "Client secret is accepted",
		Severity: report.Error, Step: report.StepSecret,
		Func: causeCheck("secret-accepted", "the client secret was accepted", true),
	},
	{
		ID: "consent-given", Title: "Consent is given",
		Severity: report.Error, Step: report.StepSignIn,
		Func: causeCheck("consent-given", "consent was given", false),
	},
	{
		ID: "user-allowed", Title: "User is allowed in by their tenant",
		Severity: report.Error, Step: report.StepSignIn,
		Func: causeCheck("user-allowed", "the tenant let the user in", false),
	},
	{
		ID: "request-accepted", Title: "Requests are accepted by Microsoft",
		Severity: report.Error, Step: report.StepSignIn,
		Func: causeCheck("request-accepted", "both requests were accepted", true),
	},
}

// causeCheck makes the function of one cause check. late says that only the
// token endpoint decides on it.
//
//go:noinline
func causeCheck(id, passed string, late bool) func(*Input) *Result {
	return func(in *Input) *Result {
		f := in.Session.Failure
		if in.tokenAlone() {
			return in.skip(noSignIn)
		}
		if c, ok := fault.CauseOf(f, in.Session.Request); ok && c.Check == id {
			return causeResult(c, in)
		}
		secretless := id == "secret-accepted" && in.Session.Request.ClientAuth == fault.AuthNone
		switch {
		case gotTokens(in) && secretless:
			return in.skip("a public client sends no secret")
		case gotTokens(in), f != nil && f.Stage == flow.StageToken && f.Kind == flow.FailureOAuth && !late:
			return in.pass(passed)
		}
		return in.skip("the sign-in stopped before this")
	}
}

func gotTokens(in *Input) bool { return in.Session.Failure == nil && in.Session.Tokens != nil }

// causeResult is the finding on a failure: edov's words, and Microsoft's as evidence.
func causeResult(c fault.Cause, in *Input) *Result {
	f := in.Session.Failure
	summary := c.Summary
	if code := f.Code(); code != 0 {
		summary += fmt.Sprintf(" (AADSTS%d)", code)
	}
	return in.fail(summary, failureEvidence(in, c)...).because(c.Why).fix(c.Fix)
}

func failureEvidence(in *Input, c fault.Cause) []report.Evidence {
	f := in.Session.Failure
	var list []report.Evidence
	add := func(label, got string) {
		if got != "" {
			list = append(list, report.Evidence{Label: label, Got: words.Cut(got)})
		}
	}
	if c.Check == "redirect-accepted" {
		add("redirect URI sent", in.Session.Request.RedirectURI)
		if d := uri.Differ(f, in.Session.Request.RedirectURI, in.Session.Registration); d != nil && d.Registered != "" {
			add("nearest registered", d.Registered)
			add("difference", d.Words)
		}
	}
	add("error", f.OAuthError)
	add("suberror", f.Suberror)
	add("error_subcode", f.Subcode)
	if len(f.Codes) > 0 {
		add("codes", "AADSTS"+strings.Trim(strings.ReplaceAll(fmt.Sprint(f.Codes), " ", ", AADSTS"), "[]"))
	}
	if text := fault.Words(f); text != "" {
		list = append(list, report.Evidence{Label: fault.SaysLabel(in.Session.Request), Got: boundWords(text)})
	}
	add("trace ID", f.TraceID)
	add("correlation ID", f.CorrelationID)
	add("timestamp", f.Timestamp)
	return list
}

// maxWords bounds Microsoft's description, which may be longer than other values.
const maxWords = 1000

func boundWords(s string) string { return mask.Shorten(s, maxWords) }
