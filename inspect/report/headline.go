package report

import (
	"slices"
	"strings"

	"edov/flow"
	"edov/flow/entra"
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

// said is a headline in its parts: "title: body; what else".
type said struct {
	title, body string
	first       bool // of several, the body is the first one
	tail        tail
	more        string // what the tail says
}

// tail is what a headline says besides.
type tail string

// The tails, each with the words that join it.
const (
	tailNone      tail = ""
	tailProblem   tail = "; but "
	tailUnchecked tail = "; not checked: "
	tailTrust     tail = "; and " // that the token was not fully checked, and why
	tailAlso      tail = "; and also: "
	tailWarnings  tail = "; "
)

// only is a headline that has one part.
func only(title string) said { return said{title: title} }

// summed is a headline that is the summary of a finding, in which what follows a colon is the detail.
func summed(summary string) said {
	title, body, _ := strings.Cut(summary, ": ")
	return said{title: title, body: body}
}

func (s said) with(t tail, more string) said {
	s.tail, s.more = t, more
	return s
}

// String is the one line.
func (s said) String() string {
	line := s.title
	if s.first {
		line += ", first"
	}
	if s.body != "" {
		line += ": " + s.body
	}
	return line + string(s.tail) + s.more
}

// headline is the one line the reader needs: will users get in, and is their email verified? What stopped
// everything else comes first. Conclude calls it, with the verdict it has to agree with.
func headline(r *Report, verdict string) said {
	if !r.ofTokens() {
		return settingsLine(r)
	}
	for _, line := range []func(*Report) said{signInLine, refusalLine, uncheckedProblem} {
		if s := line(r); s != (said{}) {
			return s
		}
	}
	line := tokenLine(r)
	if f, ok := r.FirstProblem(); ok && r.settled() {
		return line.with(tailProblem, f.Summary)
	}
	if f, ok := r.FirstUnknown(); ok && r.settled() {
		return line.with(tailUnchecked, f.Summary)
	}
	if verdict == VerdictPass && r.Counts.Warnings > 0 {
		return line.with(tailWarnings, warnings(r))
	}
	return line
}

// uncheckedProblem names the first problem of a run whose ID token was not fully checked, and what was not.
func uncheckedProblem(r *Report) said {
	f, ok := r.FirstProblem()
	if t := TrustOf(r.Findings); ok && t.State == proof.Unchecked {
		return summed(f.Summary).with(tailTrust, t.Reason())
	}
	return said{}
}

// settled reports whether the line on the token does not name a problem yet.
func (r *Report) settled() bool {
	return r.Email.Verdict == proof.EmailVerified || len(r.Tokens) == 0 || r.Tokens[0].Kind == "access"
}

// signInLine says why there are no tokens; empty when there are.
func signInLine(r *Report) said {
	if f, ok := r.FirstProblem(RefusalChecks...); ok {
		return said{title: "sign-in failed", body: f.Summary}
	}
	switch f := r.Find("signin-completed"); {
	case f.Problem():
		return said{title: "sign-in failed", body: f.Summary}
	case f.Outcome == Unknown:
		line := said{title: "sign-in incomplete", body: f.Summary}
		if other, ok := r.FirstProblem(); ok {
			return line.with(tailAlso, other.Summary)
		}
		return line
	}
	if f := r.Find("idtoken-received"); f.Problem() {
		return summed(f.Summary)
	}
	return said{}
}

// refusalLine says why the ID token, or one that stands alone, is refused; empty when it is not.
func refusalLine(r *Report) said {
	for _, f := range r.Findings {
		switch {
		case !f.Problem() || f.Severity != Error:
		case f.ID == "idtoken-issuer" && r.madeBy(f.Summary):
			return summed(f.Summary)
		case isTokenCheck(f.ID) && slices.Contains(Trusted, f.ID):
			return said{title: "ID token can't be trusted", body: f.Summary}
		case isTokenCheck(f.ID) && f.ID == "idtoken-version":
			return said{title: "ID token refused", body: f.Summary + r.issuerTail()}
		case isTokenCheck(f.ID):
			return said{title: "ID token refused", body: f.Summary}
		case f.Step == StepAccess && r.Find("idtoken-received").Outcome != Pass:
			return said{title: "access token refused", body: f.Summary}
		}
	}
	return said{}
}

// madeBy reports whether a summary names another issuer of the first token than Microsoft. Nothing else about such a
// token matters then.
func (r *Report) madeBy(summary string) bool {
	if len(r.Tokens) == 0 {
		return false
	}
	m, ok := entra.MakerOf(r.Tokens[0].Header, r.Tokens[0].Claims)
	return ok && summary == m.Summary()
}

// accessLine says what an access token that stands alone shows.
func accessLine(r *Report) string {
	line, then := "access token only, ", "only an ID token says whether the email is verified"
	if r.Account.Kind == proof.AccountApp {
		line, then = "a token of an app, without a user, ", "it says nothing of an email"
	}
	switch _, isOpen := r.FirstUnknown(); {
	case r.Tokens[0].Verification.State != proof.Verified:
		return line + "and not verified"
	case isOpen:
		return line + "its signature verified"
	}
	return line + "verified; " + then
}

// tokenLine says what the tokens show.
func tokenLine(r *Report) said {
	if len(r.Tokens) == 0 {
		return only("no token to check")
	}
	if r.Tokens[0].Kind == "access" {
		return only(accessLine(r))
	}
	if other, ok := productLine(r); ok {
		return other
	}
	return emailLine(r)
}

// warnings names the first warning of a run in which nothing failed.
func warnings(r *Report) string {
	i := slices.IndexFunc(r.Findings, func(f *Finding) bool { return f.Mark() == MarkWarning })
	return said{
		title: words.Count(r.Counts.Warnings, "warning", "warnings"), first: r.Counts.Warnings > 1,
		body: r.Findings[i].Summary,
	}.String()
}

func emailLine(r *Report) said {
	e := r.Email
	switch {
	case r.Find("email-present").Problem():
		return said{title: "no email", body: r.Find("email-present").Summary}
	case e.Verdict == proof.EmailVerified && e.EDOV.Meaning == proof.MeansTrue:
		return said{title: "email verified", body: "xms_edov is true and the token is genuine"}
	case e.Verdict == proof.EmailVerified:
		return said{title: "email verified", body: e.Reason}
	case e.Verdict == proof.EmailNotVerified && !e.EDOV.Present:
		return said{title: "email not verified", body: "xms_edov is missing from the ID token"}
	case e.Verdict == proof.EmailNotVerified:
		return said{title: "email not verified", body: e.Reason}
	case e.Unclear(): // it was checked: the value itself is what no one can rely on
		return said{title: "email can't be treated as verified", body: e.Reason}
	}
	line := said{title: "can't tell whether the email is verified", body: e.Reason}
	if r.Find("idtoken-audience").Outcome == Unknown && r.Account.Phrase() == "" {
		line.body += r.issuerTail()
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
	line, _ := productLine(r)
	return line.String()
}

func productLine(r *Report) (said, bool) {
	for _, p := range r.Products {
		if !strings.EqualFold(p.Name, r.Request.Product) || p.Basis == proof.Inferred {
			continue
		}
		if p.Verdict == proof.SeenVerified && r.Email.Verdict == proof.EmailNotVerified {
			return said{title: p.Name + " would treat this email as verified, but it is not", body: p.Reason}, true
		}
		if does := otherwise[p.Verdict]; does != "" && r.Email.Verdict == proof.EmailVerified {
			return said{title: "email verified" + strings.ReplaceAll(does, "NAME", p.Name), body: p.Reason}, true
		}
	}
	return said{}, false
}

// otherwise says what a product does with a verified email, where that is not to accept it as such.
var otherwise = map[string]string{
	proof.SeenNotVerified: ", but NAME would not treat it as verified",
	proof.SeenNoEmail:     ", but NAME would not take it",
	proof.SeenUnknown:     "; NAME may treat it differently",
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
	const unsigned = "not verified: no signature" // once, for decoded claims have none in any token
	for _, t := range r.Tokens {
		switch {
		case t.Verification.Reason == proof.NoSignature && slices.Contains(parts, unsigned):
		case t.Verification.Reason == proof.NoSignature:
			parts = append(parts, unsigned)
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
