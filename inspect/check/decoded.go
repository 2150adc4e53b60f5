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
func (in *Input) asGiven(c Check, r *Result) *Result {
	switch {
	case c.ID == "idtoken-signature":
		return in.unknown(proof.NoSignature).fix("use the ID token itself: edov can verify its signature")
	case slices.Contains(keyChecks, c.ID), in.ID.NoHeader() && slices.Contains(headerChecks, c.ID):
		return in.skip(proof.NoSignature)
	case r.Outcome != report.Fail:
		return r
	}
	if why := notShown(r.Evidence, in.ID, true); why != "" {
		return in.unknown(why, r.Evidence...)
	}
	if r.Case == report.CaseExpired {
		r = r.as(report.Note).fix("Sign in again, or check these claims as of their time with --now")
	}
	return r
}

// onClaims adapts the checks of what the ID token says to decoded claims. There, a missing claim is a problem of a
// token, and not known of a part of one.
func onClaims(checks []Check) []Check {
	for i, c := range checks {
		checks[i].Func = func(in *Input) *Result {
			r := c.Func(in)
			if in.ID == nil || !in.ID.Decoded || r.Outcome != report.Fail {
				return r
			}
			why := notShown(r.Evidence, in.ID, in.ID.Partial)
			if why == "" && c.ID == "edov-type" && in.ID.Untyped {
				why = "the type of xms_edov is lost: a program printed these claims"
			}
			if why != "" {
				return in.unknown(why, r.Evidence...).fix(useAll)
			}
			return r
		}
	}
	return checks
}

// notShown says which claim was not shown as the token has it, so that nothing is known of it; empty if there is none.
// A claim that is missing is one of them in a part of the claims.
func notShown(evidence []report.Evidence, t *token.JWT, part bool) string {
	for _, e := range evidence {
		v := t.Claims.Get(e.Label)
		switch {
		case part && isClaimName(e.Label) && !v.Exists():
			return e.Label + proof.NotGiven
		case slices.Contains(timeClaims, e.Label) && len(v.Text) > 12: // JavaScript counts milliseconds
			return e.Label + " was not given in seconds, as a token has it"
		case looksRedacted(v):
			return e.Label + " was replaced before it was shown"
		}
	}
	return ""
}

const useAll = "Use the ID token itself, or all of its claims as JSON"

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
