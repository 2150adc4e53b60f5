package inspect

import (
	"slices"
	"strings"

	"edov/flow"
)

// causes are the checks that a refusal of the server can belong to; for one failure exactly one of them fails.
var causes = []string{
	"client-known", "account-types", "redirect-accepted", "platform-web", "secret-accepted", "consent-given", "user-allowed",
	"request-accepted",
}

// headline is the one line the reader needs: will users get in, and is their
// email proven. What stopped everything else comes first. Conclude calls it,
// with the verdict it has to agree with.
func headline(r *Report, verdict string) string {
	switch r.Origin {
	case flow.OriginRegistration:
		return settingsHeadline(r, "in the registration")
	case flow.OriginClerk:
		return settingsHeadline(r, "on Clerk's side")
	}
	if line := signInLine(r); line != "" {
		return line
	}
	if line := refusalLine(r); line != "" {
		return line
	}
	if line := unprovenProblem(r); line != "" {
		return line
	}
	line := tokenLine(r)
	if f, ok := r.firstProblem(); ok && r.settled() {
		return line + "; but " + f.Summary
	}
	if f, ok := r.firstUnknown(); ok && r.settled() {
		return line + "; not checked: " + f.Summary
	}
	if verdict == VerdictPass {
		line += warningTail(r)
	}
	return line
}

// unprovenProblem names the first problem of a run whose ID token was not fully checked, and what was not.
func unprovenProblem(r *Report) string {
	f, ok := r.firstProblem()
	if t := trustOf(r.Findings); ok && t.state == trustUnchecked {
		return f.Summary + "; and " + t.reason()
	}
	return ""
}

// settled reports whether the line on the token says nothing of problems yet.
func (r *Report) settled() bool {
	return r.Email.Verdict == EmailVerified || len(r.Tokens) == 0 || r.Tokens[0].Kind == "access"
}

// signInLine says why there are no tokens; empty when there are.
func signInLine(r *Report) string {
	if f, ok := r.firstProblem(causes...); ok {
		return "sign-in failed: " + f.Summary
	}
	switch f := r.find("signin-completed"); {
	case f.problem():
		return "sign-in failed: " + f.Summary
	case f.Outcome == Unknown:
		line := "sign-in not finished: " + f.Summary
		if other, ok := r.firstProblem(); ok {
			line += "; and " + other.Summary
		}
		return line
	}
	if f := r.find("idtoken-received"); f.problem() {
		return f.Summary
	}
	return ""
}

// refusalLine says why the ID token, or one that stands alone, is refused; empty when it is not.
func refusalLine(r *Report) string {
	for _, f := range r.Findings {
		switch {
		case !f.problem() || f.Severity != Error:
		case isTokenCheck(f.ID) && slices.Contains(trusted, f.ID):
			return "the ID token cannot be trusted: " + f.Summary
		case isTokenCheck(f.ID):
			return "the ID token is refused: " + f.Summary
		case f.Step == StepAccess && r.find("idtoken-received").Outcome != Pass:
			return "the access token is refused: " + f.Summary
		}
	}
	return ""
}

// tokenLine says what the tokens show.
func tokenLine(r *Report) string {
	if len(r.Tokens) == 0 {
		return "there is no token to judge"
	}
	if r.Tokens[0].Kind == "access" {
		if r.Tokens[0].Verification.State != Verified {
			return "an access token alone, and not verified"
		}
		return "an access token alone, verified; only an ID token says whether the email is verified"
	}
	if other := productLine(r); other != "" {
		return other
	}
	return emailLine(r)
}

// warningTail names the first warning of a run in which nothing failed.
func warningTail(r *Report) string {
	n := r.Counts.Warnings
	if n == 0 {
		return ""
	}
	i := slices.IndexFunc(r.Findings, func(f Finding) bool { return f.Mark() == MarkWarning })
	tail := "; " + count(n, "warning", "warnings")
	if n > 1 {
		tail += ", first"
	}
	return tail + ": " + r.Findings[i].Summary
}

func emailLine(r *Report) string {
	e := r.Email
	switch {
	case r.find("email-present").problem():
		return "no email: " + r.find("email-present").Summary
	case e.Verdict == EmailVerified && e.EDOV.Meaning == meansTrue:
		return "email verified: xms_edov is true and the token is genuine"
	case e.Verdict == EmailVerified:
		return "email verified: " + e.Reason
	case e.Verdict == EmailNotVerified && !e.EDOV.Present:
		return "email not verified: xms_edov is missing from the ID token"
	case e.Verdict == EmailNotVerified:
		return "email not verified: " + e.Reason
	}
	return "can't tell whether the email is verified: " + e.Reason
}

// productLine is the headline for the product that the reader named, where it
// sees the email otherwise than edov. What is only inferred decides nothing.
func productLine(r *Report) string {
	for _, p := range r.Products {
		if !strings.EqualFold(p.Name, r.Request.Product) || p.Basis == Inferred {
			continue
		}
		switch {
		case p.Verdict == SeenVerified && r.Email.Verdict == EmailNotVerified:
			return p.Name + " would treat this email as verified, and it is not: " + p.Reason
		case p.Verdict == SeenNotVerified && r.Email.Verdict == EmailVerified:
			return "the email is verified, but " + p.Name + " would not treat it so: " + p.Reason
		}
	}
	return ""
}

// detail is the line below: the signature, whose account it is, how many
// checks passed.
func detail(r *Report) string {
	var parts []string
	if r.Origin == flow.OriginRegistration {
		if name := r.Registration.DisplayName.Value; name != "" {
			parts = append(parts, cutText(name))
		}
		parts = append(parts, r.Registration.Form.Words())
		if r.Request.Product == "" {
			parts = append(parts, "judged for no product in particular (--product)")
		}
	}
	for _, t := range r.Tokens {
		if t.Kind == "id" {
			parts = append(parts, "ID token signature "+stateWords(t.Verification.State))
		}
	}
	if phrase := r.Account.phrase(); phrase != "" {
		parts = append(parts, phrase)
	}
	if r.Failure != nil && r.Failure.CorrelationID != "" {
		parts = append(parts, "correlation ID "+cutText(r.Failure.CorrelationID))
	}
	if r.Origin == flow.OriginClerk {
		parts = append(parts, strings.Trim(cutText(r.Clerk.Application)+" · "+cutText(r.Clerk.Host), " ·"))
	}
	parts = append(parts, count(r.Counts.Passed, "check passed", "checks passed"))
	return strings.Join(parts, " · ")
}

func stateWords(s VerificationState) string {
	switch s {
	case Verified:
		return "verified"
	case VerifyFailed:
		return "failed"
	case CannotBeChecked:
		return "cannot be checked"
	}
	return "not checked"
}
