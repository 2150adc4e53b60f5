package inspect

import (
	"slices"
	"strings"

	"edov/flow"
)

// headline is the one line the reader needs: will users get in, and is their
// email proven. What stopped everything else comes first.
func headline(r *Report) string {
	switch r.Origin {
	case flow.OriginRegistration:
		return settingsHeadline(r, "in the registration")
	case flow.OriginClerk:
		return settingsHeadline(r, "on Clerk's side")
	}
	if f, ok := r.firstProblem(causeIDs()...); ok {
		return "sign-in failed: " + f.Summary
	}
	if f := r.find("signin-completed"); f.problem() {
		return "sign-in failed: " + f.Summary
	}
	if f := r.find("idtoken-received"); f.problem() {
		return f.Summary
	}
	if f, ok := r.firstProblem(tokenIDs()...); ok {
		if slices.Contains(trusted, f.ID) {
			return "the ID token cannot be trusted: " + f.Summary
		}
		return "the ID token is refused: " + f.Summary
	}
	if len(r.Tokens) == 0 {
		return "there is no token to judge"
	}
	if r.Tokens[0].Kind == "access" {
		return "an access token only: whether the email is verified is told by the ID token"
	}
	line := emailLine(r)
	if other := productLine(r); other != "" {
		line = other
	}
	if f, ok := r.firstProblem(); ok && r.Email.Verdict == EmailVerified {
		line += "; but " + f.Summary
	}
	return line
}

func emailLine(r *Report) string {
	e := r.Email
	genuine := r.Tokens[0].Verification.State == Verified
	switch {
	case r.find("email-present").problem():
		return "no email: " + r.find("email-present").Summary
	case e.Verdict == EmailVerified && genuine && e.EDOV.Meaning == meansTrue:
		return "email verified: xms_edov is true and the token is genuine"
	case e.Verdict == EmailVerified:
		return "email verified: " + e.Reason
	case e.Verdict == EmailNotVerified && !e.EDOV.Present:
		return "email not verified: xms_edov is missing from the ID token"
	case e.Verdict == EmailNotVerified:
		return "email not verified: " + e.Reason
	}
	return "it cannot be told whether the email is verified: " + e.Reason
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

func causeIDs() []string { return idsOf(causeChecks) }

func tokenIDs() []string { return idsOf(tokenChecks) }

func idsOf(checks []Check) []string {
	ids := make([]string, len(checks))
	for i, c := range checks {
		ids[i] = c.ID
	}
	return ids
}
