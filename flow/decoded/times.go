package decoded

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"edov/flow/strictjson"
)

// layouts are the forms in which programs and pages print a time. One without a time zone, or
// with the month as a number between slashes, can mean several times, so it is not among them.
var layouts = []string{
	time.RFC3339Nano, "2006-01-02 15:04:05Z07:00", "2006-01-02 15:04:05Z0700",
	"2006-01-02 15:04:05 Z07:00", "2006-01-02 15:04:05 -0700 MST", "2006-01-02 15:04:05 UTC",
	"Mon Jan 02 2006 15:04:05 GMT-0700", "Mon Jan _2 15:04:05 UTC 2006",
}

// Restored makes claims what they are in a token: pages and programs show times as dates, and a class
// of a program has its own name for xms_edov. What can't be read of the times is left out, which
// lost says; nor is a claim left that is null, for which a program prints one that it wants and the
// token lacks, unless nulls are the token's own. Claims that need nothing of this stay as they are,
// byte for byte.
func Restored(claims string, nulls bool) (restored string, lost bool) {
	v, err := strictjson.Parse([]byte(claims), strictjson.Token)
	if err != nil || v.Kind != strictjson.Object {
		return claims, false
	}
	changed, renamed := false, !v.Has("xms_edov")
	kept := v.Members()[:0]
	for _, m := range v.Members() {
		exponent := m.Value.Kind == strictjson.Number && strings.ContainsAny(m.Value.Text, "eE") // of Go
		switch {
		case ownClaim(m.Name) && renamed:
			m.Name, changed, renamed = "xms_edov", true, false
		case m.Value.Kind == strictjson.Null && !nulls:
			changed = true
			continue
		case slices.Contains(timeNames, m.Name) && (m.Value.Kind == strictjson.String || exponent):
			changed = true
			seconds, ok := secondsOf(m.Value.Text)
			if !ok {
				lost = true
				continue
			}
			m.Value.Kind, m.Value.Text = strictjson.Number, strconv.FormatInt(seconds, 10)
		}
		kept = append(kept, m)
	}
	if !changed {
		return claims, false
	}
	v.SetMembers(kept)
	return v.Compact(), lost
}

// secondsOf reads a printed time. A text of digits, or with an exponent, is what a program made of
// the number.
func secondsOf(text string) (seconds int64, ok bool) {
	text, _, _ = strings.Cut(text, " (") // the name of the time zone
	text = strings.TrimSuffix(strings.TrimSpace(text), "[UTC]")
	if n, err := strconv.ParseFloat(text, 64); err == nil {
		return int64(n), n > 1e8 && n < 1e11
	}
	for _, layout := range layouts {
		if t, err := time.Parse(layout, text); err == nil {
			return t.Unix(), t.Unix() > 0
		}
	}
	return 0, false
}
