package secret

import (
	"time"

	"edov/flow/appreg"
	"edov/inspect/words"
)

// RotationOutlook says whether sign-ins continue to work while a client secret is replaced.
type RotationOutlook struct {
	Words string
	// Outage is set when sign-ins fail until the product has a new secret.
	Outage bool
}

// JudgeRotation decides the outlook by what the registration shows; a may be nil.
// Every rendering of the steps shows it.
func JudgeRotation(a *appreg.App, now time.Time) RotationOutlook {
	unknown := RotationOutlook{Words: "Both secrets work until you remove the old one, unless it has expired."}
	if a == nil {
		return unknown
	}
	r := rotationOf(a, now, 0)
	switch {
	case r.isExpired(r.used) && len(r.valid) > 0:
		return failing("The secret in use has expired: sign-ins fail until the product has the new one.")
	case r.standing.Fails() && !r.foreign && len(r.valid) > 0:
		return failing("The secret in use is not valid: sign-ins fail until the product has one that is.")
	case r.foreign && r.works():
		return RotationOutlook{Words: "The connection's secret is none of this app registration's: if the product has the " +
			"same one, sign-ins fail until it has one of these."}
	case !r.works() && len(r.all) == 0:
		return failing("There is no client secret: sign-ins through a product that needs one fail until it has the new one.")
	case !r.works() && len(r.future) > 0:
		return failing("No secret is valid before " + Day(r.first().Start) +
			": sign-ins fail until the product has one that is valid.")
	case !r.works():
		return failing("The old secret has expired: sign-ins fail until the product has the new one.")
	case r.standing.Standing == StandingUnknown:
		return RotationOutlook{Words: words.Sentence(r.standing.Words) + ". Unless the product's secret is valid, sign-ins " +
			"fail until it has one that is."}
	case r.startUnknown() != "":
		return RotationOutlook{Words: "Whether " + r.startUnknown() + " is valid yet is not known: its start date can't be " +
			"read. Both secrets work if it is, until you remove the old one."}
	case len(r.undated) > 0 || !r.known && !r.typed:
		return unknown
	case r.unreplaced():
		return failing("A secret has expired, and none is known to replace it: if the product has it, sign-ins fail " +
			"until it has one that is valid.")
	case len(r.valid) > 2:
		return RotationOutlook{Words: "All valid secrets work until you remove them, so there is no downtime."}
	case len(r.valid) == 2:
		return RotationOutlook{Words: "Both secrets work until you remove the old one, so there is no downtime."}
	case len(r.future) > 0:
		return r.waiting()
	case len(r.expired) > 0:
		return r.replacing()
	case r.typed:
		return RotationOutlook{Words: "The old secret " + Expiry(now, r.valid[0].End) +
			". Add the new one before then, and both work until you remove the old one."}
	}
	return RotationOutlook{Words: "Your only secret " + Expiry(now, r.valid[0].End) +
		". Add the second one before then, and both work until you remove the old one."}
}

func failing(words string) RotationOutlook { return RotationOutlook{Words: words, Outage: true} }

// startUnknown names a secret that may not be valid yet, since its start date can't be read; empty: there is none.
func (r *rotation) startUnknown() string {
	for _, c := range r.undated {
		if !c.End.IsZero() {
			return CredentialName(c)
		}
	}
	return ""
}

// waiting is the outlook where the new secret is not valid yet.
func (r *rotation) waiting() RotationOutlook {
	old, next := r.valid[0], r.first()
	line := "The new secret is not valid before " + Day(next.Start)
	if r.gap() {
		return RotationOutlook{Words: line + ", and the old one " + Expiry(r.now, old.End) +
			": sign-ins fail in between. Add one that is valid immediately."}
	}
	line += ". Keep the old one in the product until then; it " + Expiry(r.now, old.End) + "."
	return RotationOutlook{Words: line}
}

// replacing is the outlook where one secret is valid and the others have
// expired. Which of them the product has decides.
func (r *rotation) replacing() RotationOutlook {
	if r.used != nil {
		return RotationOutlook{Words: "The connection has the valid secret. What has expired can be removed at any time."}
	}
	return failing("The old secret has expired: sign-ins fail until the product has the new one, " +
		CredentialName(r.valid[0]) + ".")
}
