package report

import (
	"fmt"
	"slices"
	"strings"

	"edov/flow"
	"edov/inspect/proof"
	"edov/inspect/words"
)

// Trusted are the checks that decide whether the ID token is for this app and from the right issuer. If one fails,
// nothing in the token proves anything. A token that has only expired is still genuine, and worth a look.
var Trusted = []string{
	"idtoken-format", "idtoken-header", "idtoken-type", "idtoken-algorithm", "idtoken-names", "idtoken-key-strength",
	"idtoken-key-issuer", "idtoken-signature", "idtoken-issuer", "idtoken-tenant", "idtoken-cloud",
	"idtoken-audience", "idtoken-azp", "idtoken-nonce", "idtoken-not-access",
}

// RefusalChecks are the checks that a refusal by the server can belong to. For one failure exactly one of them fails.
var RefusalChecks = []string{
	"client-known", "account-types", "redirect-accepted", "platform-web", "secret-accepted", "consent-given",
	"user-allowed", "request-accepted",
}

// headline is the one line the reader needs: will users get in, and is their email verified? What stopped
// everything else comes first. Conclude calls it, with the verdict it has to agree with.
func headline(r *Report, verdict string) string {
	switch r.Origin {
	case flow.OriginRegistration:
		return settingsHeadline(r, "in the app registration")
	case flow.OriginClerk:
		return settingsHeadline(r, "on Clerk's side")
	}
	if line := signInLine(r); line != "" {
		return line
	}
	if line := refusalLine(r); line != "" {
		return line
	}
	if line := uncheckedProblem(r); line != "" {
		return line
	}
	line := tokenLine(r)
	if f, ok := r.FirstProblem(); ok && r.settled() {
		return line + "; but " + f.Summary
	}
	if f, ok := r.FirstUnknown(); ok && r.settled() {
		return line + "; not checked: " + f.Summary
	}
	if verdict == VerdictPass {
		line += warningTail(r)
	}
	return line
}

// uncheckedProblem names the first problem of a run whose ID token was not fully checked, and what was not.
func uncheckedProblem(r *Report) string {
	f, ok := r.FirstProblem()
	if t := TrustOf(r.Findings); ok && t.State == proof.Unchecked {
		return f.Summary + "; and " + t.Reason()
	}
	return ""
}

// settled reports whether the line on the token does not name a problem yet.
func (r *Report) settled() bool {
	return r.Email.Verdict == proof.EmailVerified || len(r.Tokens) == 0 || r.Tokens[0].Kind == "access"
}

// signInLine says why there are no tokens; empty when there are.
func signInLine(r *Report) string {
	if f, ok := r.FirstProblem(RefusalChecks...); ok {
		return "sign-in failed: " + f.Summary
	}
	switch f := r.Find("signin-completed"); {
	case f.Problem():
		return "sign-in failed: " + f.Summary
	case f.Outcome == Unknown:
		line := "sign-in incomplete: " + f.Summary
		if other, ok := r.FirstProblem(); ok {
			line += "; and " + other.Summary
		}
		return line
	}
	if f := r.Find("idtoken-received"); f.Problem() {
		return f.Summary
	}
	return ""
}

// refusalLine says why the ID token, or one that stands alone, is refused; empty when it is not.
func refusalLine(r *Report) string {
	for _, f := range r.Findings {
		switch {
		case !f.Problem() || f.Severity != Error:
		case f.ID == "idtoken-issuer" && r.madeBy(f.Summary):
			return f.Summary
		case isTokenCheck(f.ID) && slices.Contains(Trusted, f.ID):
			return "ID token can't be trusted: " + f.Summary
		case isTokenCheck(f.ID) && f.ID == "idtoken-version":
			return "ID token refused: " + f.Summary + r.issuerTail()
		case isTokenCheck(f.ID):
			return "ID token refused: " + f.Summary
		case f.Step == StepAccess && r.Find("idtoken-received").Outcome != Pass:
			return "access token refused: " + f.Summary
		}
	}
	return ""
}

// madeBy reports whether a summary names another issuer of the first token than Microsoft. Nothing else about such a
// token matters then.
func (r *Report) madeBy(summary string) bool {
	if len(r.Tokens) == 0 {
		return false
	}
	m, ok := flow.MakerOf(r.Tokens[0].Header, r.Tokens[0].Claims)
	return ok && summary == m.Summary()
}

// tokenLine says what the tokens show.
func tokenLine(r *Report) string {
	if len(r.Tokens) == 0 {
		return "no token to check"
	}
	if r.Tokens[0].Kind == "access" {
		if r.Tokens[0].Verification.State != proof.Verified {
			return "access token only, and not verified"
		}
		return "access token only, verified; only an ID token says whether the email is verified"
	}
	if other := r.ProductLine(); other != "" {
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
	i := slices.IndexFunc(r.Findings, func(f *Finding) bool { return f.Mark() == MarkWarning })
	tail := "; " + words.Count(n, "warning", "warnings")
	if n > 1 {
		tail += ", first"
	}
	return tail + ": " + r.Findings[i].Summary
}

func emailLine(r *Report) string {
	e := r.Email
	switch {
	case r.Find("email-present").Problem():
		return "no email: " + r.Find("email-present").Summary
	case e.Verdict == proof.EmailVerified && e.EDOV.Meaning == proof.MeansTrue:
		return "email verified: xms_edov is true and the token is genuine"
	case e.Verdict == proof.EmailVerified:
		return "email verified: " + e.Reason
	case e.Verdict == proof.EmailNotVerified && !e.EDOV.Present:
		return "email not verified: xms_edov is missing from the ID token"
	case e.Verdict == proof.EmailNotVerified:
		return "email not verified: " + e.Reason
	}
	if strings.HasPrefix(e.Reason, proof.Unclear) { // it was checked: the value itself is what no one can rely on
		return "email can't be treated as verified: " + e.Reason
	}
	line := "can't tell whether the email is verified: " + e.Reason
	if r.Find("idtoken-audience").Outcome == Unknown && r.Account.Phrase() == "" {
		line += r.issuerTail()
	}
	return line
}

// issuerTail names who issued the first token: where its audience or version says nothing, that tells what it is.
func (r *Report) issuerTail() string {
	if len(r.Tokens) == 0 {
		return ""
	}
	if issuer := r.Tokens[0].Claims.Get("iss").Str(); issuer != "" {
		return "; its issuer is " + words.Quoted(issuer)
	}
	return ""
}

// ProductLine is the headline for the product that the reader named, where it would treat the email differently
// than edov does; empty elsewhere. A rule that is only inferred decides nothing.
func (r *Report) ProductLine() string {
	for _, p := range r.Products {
		if !strings.EqualFold(p.Name, r.Request.Product) || p.Basis == proof.Inferred {
			continue
		}
		if p.Verdict == proof.SeenVerified && r.Email.Verdict == proof.EmailNotVerified {
			return p.Name + " would treat this email as verified, but it is not: " + p.Reason
		}
		for _, o := range otherwise {
			if o[0] == p.Verdict && r.Email.Verdict == proof.EmailVerified {
				return "email verified" + strings.ReplaceAll(o[1], "NAME", p.Name) + p.Reason
			}
		}
	}
	return ""
}

// otherwise says what a product does with a verified email, where that is not to accept it as such.
var otherwise = [...][2]string{
	{proof.SeenNotVerified, ", but NAME would not treat it as verified: "},
	{proof.SeenRejected, ", but NAME would refuse it: "},
	{proof.SeenNoEmail, ", but NAME would not take it: "},
	{proof.SeenUnknown, "; NAME may treat it differently: "},
}

// detail is the line below the headline: the signature, the kind of account, how many checks passed.
func detail(r *Report) string {
	parts := make([]string, 0, 8)
	if r.Origin == flow.OriginRegistration {
		if name := r.Registration.DisplayName.Value; name != "" {
			parts = append(parts, words.Cut(name))
		}
		parts = append(parts, r.Registration.Form.Words())
		if r.Request.Product == "" {
			parts = append(parts, "no product selected (--product)")
		}
	}
	for _, t := range r.Tokens {
		switch {
		case t.Verification.Reason == proof.NoSignature:
			parts = append(parts, "not verified: no signature")
		case t.Kind == "id":
			parts = append(parts, "ID token signature "+t.Verification.State.Words())
		}
	}
	if phrase := r.Account.Phrase(); phrase != "" {
		parts = append(parts, phrase)
	}
	if r.Failure != nil && r.Failure.CorrelationID != "" {
		parts = append(parts, "correlation ID "+words.Cut(r.Failure.CorrelationID))
	}
	if r.Origin == flow.OriginClerk {
		parts = append(parts, strings.Trim(words.Cut(r.Clerk.Application)+" · "+words.Cut(r.Clerk.Host), " ·"))
	}
	parts = append(parts, words.Count(r.Counts.Passed, "check passed", "checks passed"))
	return strings.Join(parts, " · ")
}

// settingsHeadline is the one line on settings that are checked without a sign-in: an app registration, or Clerk's
// side. where is "in the app registration".
func settingsHeadline(r *Report, where string) string {
	errors, warnings := r.Problems(Error), r.Counts.Warnings
	first := func(s Severity) string {
		for _, f := range r.Findings {
			if f.Problem() && f.Severity == s {
				return f.Summary
			}
		}
		return ""
	}
	sound := "no setting breaks sign-in"
	if n := r.Counts.Unknown; n > 0 {
		sound = "no setting found that breaks sign-in, but " + words.Count(n, "was", "were") + " not checked"
	}
	if f := r.Find("optional-edov"); f.Problem() && f.Severity == Warning {
		sound += ", but emails stay unverified"
	}
	switch {
	case errors == 1:
		return "1 problem " + where + ": " + first(Error)
	case errors > 1:
		return fmt.Sprintf("%d problems %s, first: %s", errors, where, first(Error))
	case r.Undecided():
		if f, ok := r.FirstUnknown(); ok {
			return "not all settings checked: " + f.Summary
		}
		if len(r.Unread) > 0 {
			return "not all registrations were read: " + r.Unread[0]
		}
		return "too few settings are in the document to judge the app registration"
	case warnings == 1:
		return sound + "; 1 warning: " + first(Warning)
	case warnings > 1:
		return fmt.Sprintf(sound+"; %d warnings, first: %s", warnings, first(Warning))
	case r.Registration != nil && r.Registration.Partial:
		where = "in this part of an app registration"
	}
	if n := r.Counts.Unknown; n > 0 {
		where += ", but " + words.Count(n, "setting was", "settings were") + " not checked"
	}
	return "no problem found " + where
}
