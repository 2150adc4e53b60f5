package check

import (
	"slices"
	"strings"

	"edov/flow/strictjson"
	"edov/inspect/proof"
	"edov/inspect/report"
	"edov/inspect/token"
)

// headerChecks look at the header of the ID token, keyChecks at the key of its signature.
var (
	headerChecks = []string{"idtoken-header", "idtoken-type", "idtoken-algorithm"}
	keyChecks    = []string{"idtoken-key", "idtoken-key-strength"}
)

// asGiven adapts the result of a check to decoded claims. People show a part of the claims, replace values before they
// show them, and look at them long after the sign-in: that is no fault of the token.
func asGiven(c Check, r Result, t *token.JWT) Result {
	switch {
	case c.ID == "idtoken-signature":
		return unknown(proof.NoSignature).fix("use the ID token itself: edov can verify its signature")
	case slices.Contains(keyChecks, c.ID), t.NoHeader() && slices.Contains(headerChecks, c.ID):
		return skip(proof.NoSignature)
	case r.Outcome != report.Fail:
		return r
	}
	for _, e := range r.Evidence {
		v := t.Claims.Get(e.Label)
		_, isTime := numericDate(v)
		switch {
		case isClaimName(e.Label) && !v.Exists():
			return unknown(e.Label+proof.NotGiven, r.Evidence...)
		case slices.Contains(timeClaims, e.Label) && !isTime:
			return unknown(e.Label+" was not given as the number of seconds that a token has", r.Evidence...)
		case looksRedacted(v):
			return unknown(e.Label+wasReplaced, r.Evidence...)
		}
	}
	if c.ID == "idtoken-lifetime" && strings.HasPrefix(r.Summary, report.ExpiredSummary) {
		r = r.as(report.Note).fix("Sign in again, or check these claims as of their time with --now")
	}
	return r
}

// onClaims adapts the checks of what the ID token says to decoded claims.
func onClaims(checks []Check) []Check {
	for i, c := range checks {
		checks[i].Func = func(in *Input) Result {
			r := c.Func(in)
			if in.ID == nil || !in.ID.Decoded || r.Outcome != report.Fail {
				return r
			}
			return asShown(c, r, in.ID)
		}
	}
	return checks
}

// asShown is asGiven for a check of what the token says. There, a missing claim is a problem of a token, and not known
// of a part of one.
func asShown(c Check, r Result, t *token.JWT) Result {
	for _, e := range r.Evidence {
		v := t.Claims.Get(e.Label)
		switch {
		case t.Partial && isClaimName(e.Label) && !v.Exists():
			return unknown(e.Label+proof.NotGiven, r.Evidence...).fix(useToken)
		case looksRedacted(v):
			return unknown(e.Label+wasReplaced, r.Evidence...).fix(useToken)
		}
	}
	if c.ID == "edov-type" && t.Untyped {
		return unknown("the type of xms_edov is lost: a program printed these claims", r.Evidence...)
	}
	return r
}

const (
	wasReplaced = " was replaced before it was shown"
	useToken    = "use the ID token itself, or all of its claims as JSON"
)

// timeClaims are the times of a token.
var timeClaims = []string{"exp", "nbf", "iat"}

// isClaimName reports whether evidence is on a claim.
func isClaimName(label string) bool {
	return label != "" && !strings.ContainsAny(label, " -") && label != "token" && label != "signature"
}

// looksRedacted reports whether a value was replaced before the claims were shown.
func looksRedacted(v strictjson.Value) bool {
	return v.Kind == strictjson.String && slices.ContainsFunc(redactions, func(mark string) bool {
		return strings.Contains(strings.ToLower(v.Text), mark)
	})
}

// redactions are what people write in place of a value.
var redactions = []string{
	"xxx", "***", "redact", "removed", "<", "...", "\u2026", "00000000-0000-0000", "tenant-id", "tenantid", "your",
}
