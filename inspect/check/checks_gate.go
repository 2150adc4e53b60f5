package check

import (
	"slices"
	"strings"

	"edov/inspect/report"
	"edov/inspect/token"
)

// copyWhole is the advice for a token that was cut off or changed when it was copied.
const copyWhole = "Copy the whole token again: three parts joined by dots, as the server sent them"

// gate makes the function of a check that reports what the strict gate found.
//
//go:noinline
func gate(check, good string) func(*Input) *Result {
	return func(in *Input) *Result {
		var evidence []report.Evidence
		for _, f := range in.ID.Faults {
			if f.Check == check {
				evidence = append(evidence, report.Evidence{Label: "token", Got: f.Problem})
			}
		}
		if len(evidence) == 0 {
			return in.pass(good)
		}
		return in.fail(evidence[0].Got, evidence...).fix(gateFix(in, check))
	}
}

// gateFix is what to do about a problem that the gate found. Most come from
// copying the token; only those that no honest server makes call for distrust.
func gateFix(in *Input, check string) string {
	switch {
	case check == "idtoken-format" && in.tokenAlone() && len(in.Session.Tokens.IDToken.Compact()) > token.MaxToken:
		return "Copy the token alone: Microsoft's are a few KiB long"
	case check == "idtoken-format" && in.tokenAlone():
		return copyWhole
	case check == "idtoken-type" && strings.EqualFold(in.ID.Header.Get("typ").Str(), "JWT"):
		return "Check the issuer (iss): Microsoft writes JWT in capitals, so this token may be another server's"
	case check == "idtoken-type":
		return "Use the id_token of the token response"
	case check == "idtoken-algorithm" && (slices.Contains(signedAlgorithms, in.ID.Header.Get("alg").Str()) ||
		in.foreignIssuer()):
		return "Check the issuer (iss): Microsoft signs with RS256 only, so this token may be another server's; edov " +
			"does not verify it"
	}
	return doNotUse
}

// foreignIssuer reports whether the ID token says that another server than Microsoft issued it.
func (in *Input) foreignIssuer() bool {
	return isForeign(in.ID.Claims.Get("iss").Str()) && !in.Session.Request.TrustAuthority
}

// signedAlgorithms are those of RFC 7518 section 3.1 and RFC 8037 with which other servers sign ID tokens.
var signedAlgorithms = []string{"RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"}
