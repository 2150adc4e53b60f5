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

const (
	refErrors   = "https://learn.microsoft.com/entra/identity-platform/reference-error-codes"
	refReply    = "https://learn.microsoft.com/entra/identity-platform/reply-url"
	refCodeFlow = "https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow"
	refAudience = "https://learn.microsoft.com/entra/identity-platform/supported-accounts-validation"
	refSecrets  = "https://learn.microsoft.com/entra/identity-platform/how-to-add-credentials"
	refConsent  = "https://learn.microsoft.com/entra/identity-platform/permissions-consent-overview"
	handedIn    = "a token was handed in; no sign-in was made"
)

// causeChecks are the checks that a refusal of Microsoft's can belong to. For
// one failure exactly one of them fails.
var causeChecks = []Check{
	{
		ID: "client-known", Title: "Microsoft knows the app in this tenant", Severity: report.Error, Step: report.StepConnection,
		Doc:  "**What.** The client ID names an app in the tenant that was asked.\n\n**Why.** AADSTS700016 and 700038 come when an object ID, a tenant ID or a placeholder was put in place of the client ID, or when the tenant is another one.\n\n**Fix.** " + fault.FixClientID + ".",
		Refs: []string{refErrors, "RFC 6749 section 2.2"}, Func: causeCheck("client-known", "the client ID was accepted", false),
	},
	{
		ID: "account-types", Title: "the app takes accounts like this one", Severity: report.Error, Step: report.StepConnection,
		Doc:  "**What.** The account that signed in fits the app's Supported account types and the tenant that was asked.\n\n**Why.** AADSTS50194 (single tenant, asked through common), 50020 and 90072 (the account is not in the tenant), 500200 and the text \"not enabled for consumers\" (no personal accounts), 9002331 and \"userAudience\" (personal accounts only).\n\n**Fix.** " + fault.FixAccountTypes + "; or put the tenant's ID into the connection.",
		Refs: []string{refErrors, refAudience}, Func: causeCheck("account-types", "the account fits the app's account types", false),
	},
	{
		ID: "redirect-accepted", Title: "the redirect URI is registered", Severity: report.Error, Step: report.StepSignIn,
		Doc:  "**What.** Microsoft accepts the redirect URI in both requests.\n\n**Why.** It is compared letter for letter: port, path and a slash at the end count. With AADSTS50011 the browser stays on Microsoft's own page and the app hears nothing.\n\n**Fix.** " + fault.FixRedirect + ".",
		Refs: []string{refReply, "RFC 6749 section 3.1.2.3"}, Func: causeCheck("redirect-accepted", "the redirect URI was accepted", false),
	},
	{
		ID: "platform-web", Title: "the redirect URI is registered under the platform Web", Severity: report.Error, Step: report.StepSignIn,
		Doc:  "**What.** The redirect URI stands under Web, not under Single-page application or Mobile and desktop applications.\n\n**Why.** The platform decides how the code may be redeemed. AADSTS9002325 and 9002327 mean single-page application; 700025 and 90023 mean mobile and desktop, which may not send a secret.\n\n**Fix.** " + fault.FixPlatform + ".",
		Refs: []string{refErrors, refReply}, Func: causeCheck("platform-web", "the platform of the redirect URI was accepted", true),
	},
	{
		ID: "secret-accepted", Title: "the client secret is accepted", Severity: report.Error, Step: report.StepSecret,
		Doc:  "**What.** The token endpoint accepts the client secret.\n\n**Why.** AADSTS7000215 means a wrong value, most often the Secret ID in place of the Value; 7000222 an expired one; 7000218 that none was sent.\n\n**Fix.** " + fault.FixNewSecret + ".",
		Refs: []string{refErrors, refSecrets, "RFC 6749 section 5.2"}, Func: causeCheck("secret-accepted", "the client secret was accepted", true),
	},
	{
		ID: "consent-given", Title: "consent is given", Severity: report.Error, Step: report.StepSignIn,
		Doc:  "**What.** The user, or an administrator for them, consented to what the app asks for.\n\n**Why.** AADSTS65004 and access_denied mean that the user pressed Cancel; 65001 that nobody consented; 90094 and 900941 that the tenant wants an administrator to approve.\n\n**Fix.** Ask for `openid profile email` only; an administrator can consent under Enterprise applications > your app > Permissions.",
		Refs: []string{refConsent, refErrors}, Func: causeCheck("consent-given", "consent was given", false),
	},
	{
		ID: "user-allowed", Title: "the user's tenant lets the user in", Severity: report.Error, Step: report.StepSignIn,
		Doc:  "**What.** No assignment, Conditional Access policy or state of the account keeps the user out.\n\n**Why.** AADSTS50105 means that the user is not assigned to the app; 53003 that Conditional Access blocks; 50076 and 50079 that multifactor authentication is missing.\n\n**Fix.** An administrator of the user's tenant: Enterprise applications > your app > Users and groups, or the sign-in logs.",
		Refs: []string{refErrors}, Func: causeCheck("user-allowed", "the tenant let the user in", false),
	},
	{
		ID: "request-accepted", Title: "Microsoft accepts the requests", Severity: report.Error, Step: report.StepSignIn,
		Doc:  "**What.** Microsoft finds nothing else wrong with the authorization request and the token request.\n\n**Why.** This is where every refusal lands that no other check explains: unknown scopes (AADSTS650053, 70011), a code used twice (54005) or too late (70008), errors of Microsoft's service.\n\n**Fix.** Microsoft's own words, the code and the correlation ID are shown as evidence.",
		Refs: []string{refErrors, "RFC 6749 sections 4.1.2.1 and 5.2"}, Func: causeCheck("request-accepted", "both requests were accepted", true),
	},
}

// causeCheck makes the function of one cause check. late says that the matter
// is only decided at the token endpoint.
func causeCheck(id, passed string, late bool) func(*Input) Result {
	return func(in *Input) Result {
		f := in.Session.Failure
		if in.handedIn() {
			return skip(handedIn)
		}
		if c, ok := fault.CauseOf(f, in.Session.Request); ok && c.Check == id {
			return causeResult(c, in)
		}
		secretless := id == "secret-accepted" && in.Session.Request.ClientAuth == fault.AuthNone
		switch {
		case gotTokens(in) && secretless:
			return skip("a public client sends no secret")
		case gotTokens(in), f != nil && f.Stage == flow.StageToken && f.Kind == flow.FailureOAuth && !late:
			return pass(passed)
		}
		return skip("the sign-in ended before that")
	}
}

func gotTokens(in *Input) bool { return in.Session.Failure == nil && in.Session.Tokens != nil }

// result is the finding on a failure: our words, and Microsoft's as evidence.
func causeResult(c fault.Cause, in *Input) Result {
	f := in.Session.Failure
	summary := c.Summary
	if code := f.Code(); code != 0 {
		summary += fmt.Sprintf(" (AADSTS%d)", code)
	}
	return fail(summary, failureEvidence(in, c)...).because(c.Why).mend(c.Fix)
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

// maxWords bounds Microsoft's description, which tells more than other values.
const maxWords = 1000

func boundWords(s string) string { return mask.Shorten(s, maxWords) }
