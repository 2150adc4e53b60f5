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
		return unknown(proof.NoSignature)
	case slices.Contains(keyChecks, c.ID), t.NoHeader() && slices.Contains(headerChecks, c.ID):
		return skip(proof.NoSignature)
	case r.Outcome != report.Fail:
		return r
	}
	for _, e := range r.Evidence {
		v := t.Claims.Get(e.Label)
		switch {
		case isClaimName(e.Label) && !v.Exists():
			return unknown(e.Label+" is not among the claims that were given", r.Evidence...)
		case looksRedacted(v):
			return unknown(e.Label+" was replaced before it was shown", r.Evidence...)
		}
	}
	if c.ID == "idtoken-lifetime" && strings.HasPrefix(r.Summary, report.ExpiredSummary) {
		r = r.as(report.Note).fix("Sign in again, or check these claims as of their time with --now")
	}
	return r
}

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
