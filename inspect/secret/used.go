package secret

import (
	"slices"
	"strconv"
	"time"

	"edov/flow/appreg"
)

// Standing is whether sign-ins with the client secret in use work, as far as app registrations show.
type Standing string

// The standings of a secret.
const (
	StandingNotGiven Standing = "" // no secret was given that could be compared
	StandingValid    Standing = "valid"
	StandingExpired  Standing = "expired"
	StandingFuture   Standing = "future"  // not valid yet
	StandingForeign  Standing = "foreign" // it is none of those listed
	StandingUnknown  Standing = "unknown" // which one it is, or whether that one is valid, is not known
)

// Used is what is known of the client secret in use: the one that was given, or that a connection has. Everything that
// says so takes it from here.
type Used struct {
	Standing Standing `json:"standing"`
	Words    string   `json:"words,omitempty"` // why sign-ins fail, or that is not known: a sentence without its end
}

// Fails holds when sign-ins with the secret certainly fail.
func (u Used) Fails() bool {
	return u.Standing == StandingExpired || u.Standing == StandingFuture || u.Standing == StandingForeign
}

// Effect is what comes of the standing for sign-ins, and what helps where it is not known.
func (u Used) Effect() string {
	switch u.Standing {
	case StandingExpired:
		return "every sign-in with it fails with AADSTS7000222"
	case StandingFuture:
		return "until then every sign-in with it fails with AADSTS7000222 or AADSTS7000215"
	case StandingForeign:
		return "it is of another app, was deleted, or is the Secret ID; Microsoft responds with AADSTS7000215"
	case StandingUnknown:
		return "edov secrets --probe asks Microsoft whether it is valid"
	}
	return ""
}

// UsedOf judges the secret that MatchSecret compared with those of a registration.
func UsedOf(a *appreg.App, now time.Time) Used {
	t := usedTally{now: now}
	t.add(a)
	return t.used(true)
}

// usedTally is what registrations show together of the secret in use: it belongs to one of them. A registration names
// only how its secrets start, so that it may be one of several.
type usedTally struct {
	now      time.Time
	given    bool
	unlisted bool // some secrets could not be compared
	counts   map[Standing]int
	first    appreg.Credential // of those that it may be, the first that is not valid, as far as it is known
	alike    int               // those that it may be
}

// add compares the secrets of one more registration.
func (t *usedTally) add(a *appreg.App) {
	list := a.UsedSecrets()
	if a.SecretMatch != appreg.MatchUnknown || len(list) > 0 {
		t.given = true
	} else if len(Of(a, appreg.CredentialSecret)) > 0 {
		t.unlisted = true
	}
	unmarked := len(list) == 0 && (a.SecretMatch == appreg.MatchOne || a.SecretMatch == appreg.MatchSeveral)
	t.unlisted = t.unlisted || unmarked || !a.CredentialsKnown || a.Alone || a.SecretOnly || withoutHint(a)
	for _, c := range list {
		t.count(c)
	}
}

// withoutHint reports whether a registration has a secret of which the first characters are not known: it may be the
// one in use, whatever another starts with.
func withoutHint(a *appreg.App) bool {
	return slices.ContainsFunc(a.Credentials, func(c appreg.Credential) bool {
		return c.Kind == appreg.CredentialSecret && c.Hint == ""
	})
}

// count takes one secret that may be the one in use.
func (t *usedTally) count(c appreg.Credential) {
	if t.counts == nil {
		t.counts = map[Standing]int{}
	}
	s := standingOf(c, t.now)
	if s != StandingValid && t.alike == t.counts[StandingValid] {
		t.first = c
	}
	t.alike++
	t.counts[s]++
}

// standingOf judges one secret by its dates.
func standingOf(c appreg.Credential, now time.Time) Standing {
	switch state := byEnd(c.End, now, 0); {
	case state == StateExpired:
		return StandingExpired
	case state == StateUndated, c.MayStartLater(now):
		return StandingUnknown
	case now.Before(c.Start):
		return StandingFuture
	}
	return StandingValid
}

// used sums up. whole is set if no registration was left out.
func (t *usedTally) used(whole bool) Used {
	name, n := CredentialName(t.first), t.counts
	switch {
	case !t.given:
		return Used{}
	case t.alike == 0 && whole && !t.unlisted:
		return Used{StandingForeign, "the client secret in use is none of those listed"}
	case t.alike == 0:
		return Used{StandingUnknown, "the client secret in use is none of those that could be compared"}
	case n[StandingValid] == t.alike:
		return Used{Standing: StandingValid}
	case t.alike == 1 && n[StandingUnknown] == 1:
		return Used{StandingUnknown, "whether the client secret in use, " + name + ", is valid is not known: it " + t.dates()}
	case t.unlisted:
		return Used{StandingUnknown, "the client secret in use may be " + name + ", which " + t.dates() +
			", or one that could not be compared"}
	case t.alike == 1:
		return Used{standingOf(t.first, t.now), "the client secret in use, " + name + ", " + t.dates()}
	case n[StandingFuture] == t.alike:
		return Used{StandingFuture, "no client secret that starts like the one in use is valid yet"}
	case n[StandingFuture]+n[StandingExpired] == t.alike:
		return Used{StandingExpired, "no client secret that starts like the one in use is valid"}
	}
	return Used{StandingUnknown, "which of " + strconv.Itoa(t.alike) + " client secrets that start alike is in use is " +
		"not known, and " + name + " " + t.dates()}
}

// dates says of the first what its dates say.
func (t *usedTally) dates() string {
	switch c := t.first; {
	case standingOf(c, t.now) == StandingFuture:
		return "is not valid before " + Day(c.Start)
	case t.now.Before(c.End):
		return "has a start date that can't be read"
	default:
		return Expiry(t.now, c.End)
	}
}
