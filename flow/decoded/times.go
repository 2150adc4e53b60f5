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
	time.RFC3339Nano, "2006-01-02T15:04:05Z0700", "2006-01-02 15:04:05Z07:00", "2006-01-02 15:04:05Z0700",
	"2006-01-02 15:04:05 Z07:00", "2006-01-02 15:04:05 -0700 MST", "2006-01-02 15:04:05 UTC",
	"Mon Jan 02 2006 15:04:05 GMT-0700", "Mon Jan _2 2006 15:04:05 GMT-0700", "Mon, 02 Jan 2006 15:04:05 GMT",
	"Mon Jan _2 15:04:05 UTC 2006", "Mon Jan _2 15:04:05 GMT 2006",
}

// Times makes the times of claims numbers, as they are in a token: pages and programs show them as
// dates. What can't be read is left out, which lost says. Claims that need nothing of this stay as
// they are, byte for byte.
func Times(claims string) (fixed string, lost bool) {
	v, err := strictjson.Parse([]byte(claims), strictjson.Token)
	if err != nil || v.Kind != strictjson.Object {
		return claims, false
	}
	needs := func(m strictjson.Member) bool {
		exponent := m.Value.Kind == strictjson.Number && strings.ContainsAny(m.Value.Text, "eE") // of Go
		return slices.Contains(timeNames, m.Name) && (m.Value.Kind == strictjson.String || exponent)
	}
	if !slices.ContainsFunc(v.Members, needs) {
		return claims, false
	}
	var kept []strictjson.Member
	for _, m := range v.Members {
		if needs(m) {
			seconds, ok := secondsOf(m.Value.Text)
			if !ok {
				lost = true
				continue
			}
			m.Value = strictjson.Value{Kind: strictjson.Number, Text: strconv.FormatInt(seconds, 10)}
		}
		kept = append(kept, m)
	}
	v.Members = kept
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
		if t, err := time.Parse(layout, text); err == nil && t.Year() > 2000 && t.Year() < 2200 {
			return t.Unix(), true
		}
	}
	return 0, false
}

// WithoutNulls removes the claims without a value: a program that knows which claims it wants
// prints null, None or nil for one that the token lacks. Claims without any stay as they are.
func WithoutNulls(claims string) string {
	v, err := strictjson.Parse([]byte(claims), strictjson.Token)
	isNull := func(m strictjson.Member) bool { return m.Value.Kind == strictjson.Null }
	if err != nil || !slices.ContainsFunc(v.Members, isNull) {
		return claims
	}
	v.Members = slices.DeleteFunc(v.Members, isNull)
	return v.Compact()
}
