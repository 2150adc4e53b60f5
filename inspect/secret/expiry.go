package secret

import (
	"time"

	"edov/flow/appreg"
	"edov/inspect/words"
)

// Of gives the indexes of the credentials of one kind.
func Of(a *appreg.App, kind string) []int {
	var list []int
	for i, c := range a.Credentials {
		if c.Kind == kind {
			list = append(list, i)
		}
	}
	return list
}

// CredentialState is what a credential's expiry date means today.
type CredentialState string

// The states of a credential, worst first.
const (
	StateExpired  CredentialState = "expired"  // and no other of its kind took over
	StateEnding   CredentialState = "ending"   // expires within the time asked for
	StateValid    CredentialState = "valid"    // expires later
	StateFuture   CredentialState = "future"   // not valid yet
	StateUndated  CredentialState = "undated"  // a date of it can't be read, so that it isn't known
	StateReplaced CredentialState = "replaced" // expired, but a newer one of its kind is valid
)

// States are all states, in the order in which they are listed.
func States() []CredentialState {
	return []CredentialState{StateExpired, StateEnding, StateValid, StateFuture, StateUndated, StateReplaced}
}

// StateOf judges one credential among those of its registration, which is about to expire within the days. An expired
// one alarms only if it was not replaced: sign-ins with it already fail, which would have been noticed. One that began
// before it is no replacement, but a secret for something else; without the start dates none is known to be.
func StateOf(all []appreg.Credential, i int, now time.Time, within int) CredentialState {
	c := all[i]
	switch state := byEnd(c.End, now, within); {
	case state == StateUndated:
		return state
	case state != StateExpired && c.MayStartLater(now):
		return StateUndated
	case state != StateExpired && now.Before(c.Start):
		return StateFuture
	case state != StateExpired || c.InUse:
		return state
	}
	for j, other := range all {
		if !c.Start.IsZero() && j != i && other.Kind == c.Kind && now.Before(other.End) && !now.Before(other.Start) &&
			c.Start.Before(other.Start) {
			return StateReplaced
		}
	}
	return StateExpired
}

// firstToStart is the credential that becomes valid first, where none is or has been valid: sign-ins fail until then.
// Certificates count where there is no secret.
func firstToStart(a *appreg.App, now time.Time) (first appreg.Credential, ok bool) {
	list := Of(a, appreg.CredentialSecret)
	if len(list) == 0 {
		list = Of(a, appreg.CredentialCertificate)
	}
	for _, i := range list {
		if StateOf(a.Credentials, i, now, 0) != StateFuture {
			return appreg.Credential{}, false
		}
		if c := a.Credentials[i]; !ok || c.Start.Before(first.Start) {
			first, ok = c, true
		}
	}
	return first, ok
}

// Expiry words how an expiry date stands: "expires in 9 days (2026-12-03)", "expired 2 days ago (2026-11-22)". Every
// screen, report and file takes its words from here, so that all tell the same of one secret.
func Expiry(now, end time.Time) string {
	switch {
	case end.IsZero():
		return "has no known expiry date"
	case now.Before(end):
		return "expires " + Due(now, end)
	}
	return "expired " + Due(now, end)
}

// Due is an expiry date without a verb, for where one stands beside it: "in 9 days (2026-12-03)".
func Due(now, end time.Time) string { return When(now, end) + " (" + LastDay(end) + ")" }

// When compares an expiry date with a time, for where the date stands beside it: "in 9 days", "today", "3 days ago". It
// counts the days of a calendar, in UTC as the date beside it, whatever the hour is. What has expired is decided by the
// instant alone.
func When(now, end time.Time) string {
	n := lastDayIn(now, end)
	switch {
	case !now.Before(end) && n == 0:
		return "less than a day ago"
	case !now.Before(end):
		return words.Count(-n, "day", "days") + " ago"
	case n == 0:
		return "today"
	}
	return "in " + words.Count(n, "day", "days")
}

// DaysLeft is the number that When names, for programs: negative for what has expired, be it today.
func DaysLeft(now, end time.Time) int {
	n := lastDayIn(now, end)
	if !now.Before(end) {
		return min(n, -1)
	}
	return n
}

// lastDayIn counts the midnights, in UTC, to the day that LastDay names.
func lastDayIn(now, end time.Time) int {
	midnight := func(t time.Time) time.Time { return t.UTC().Truncate(24 * time.Hour) }
	return words.Days(midnight(now), midnight(end.Add(-time.Second)))
}

// SecretEnd judges a secret by its expiry date alone: StateUndated for the zero time, StateExpired, StateEnding
// within the days of the thresholds, else StateValid.
func SecretEnd(end, now time.Time, th Thresholds) CredentialState {
	return byEnd(end, now, th.WithDefaults().SecretWarning)
}

func byEnd(end, now time.Time, within int) CredentialState {
	switch {
	case end.IsZero():
		return StateUndated
	case !now.Before(end):
		return StateExpired
	case DaysLeft(now, end) <= within:
		return StateEnding
	}
	return StateValid
}
