package fault

import (
	"cmp"
	"strings"

	"edov/flow/lazy"
	"edov/inspect/words"
)

const (
	ofStray        = "stray-characters"
	ofJoinedScopes = "scopes-joined"
)

// strayEnd is what a setting with a blank, a line end or a quote too much leaves at the end of an address, before its
// parameters: the program has encoded it, so that it was part of the value.
var strayEnd = lazy.MustCompile(
	`(?i)https?://[^\s"'<>?#]{4,300}?((?:%(?:0d|0a|09|20|22|27|60|e2%80%8b))+)(?:/|["'<>?#\s),;]|$)`,
)

// strayNames are the characters that strayEnd finds.
var strayNames = []struct{ encoded, name string }{
	{"%0d", "a line end"}, {"%0a", "a line end"}, {"%09", "a tab"}, {"%20", "a space"}, {"%22", "a quote"},
	{"%27", "a quote"}, {"%60", "a quote"}, {"%e2%80%8b", "an invisible character"},
}

// strayFaults lists the addresses of a text that end in such a character, whoever's they are.
func (s *seen) strayFaults() []addressFault {
	var list []addressFault
	for _, m := range strayEnd.FindAllStringSubmatch(s.raw, 5) {
		for _, stray := range strayNames {
			if strings.HasPrefix(strings.ToLower(m[1]), stray.encoded) {
				list = append(list, addressFault{
					ofStray, "the address " + words.Cut(strings.TrimRight(m[0], "\"'<>?#),; \t\r\n")) + " ends in " + stray.name +
						" (" + words.Cut(m[1]) + "), which belongs to no address", true,
				})
				break
			}
		}
	}
	return list
}

// joinedScopes is a setting or parameter whose scopes are one value, joined by something else than a space.
var joinedScopes = lazy.MustCompile(
	`(?i)\bscopes?["'\]]{0,2}\s*(?:(?:=>|[:=])\s*\[?\s*["'\x60]?|["'\x60(]{1,2})` +
		`((?:[a-z_.:/-]{3,60}(?:,|;|\||%2c|%2b)){1,10}[a-z_.:/-]{3,60})(?:["'\x60\s&)]|$)|` +
		`\b((?:openid|profile|email|offline_access){2,5})\b`,
)

// scopeFaults lists scopes that are joined so, which Microsoft takes for one scope with an odd name.
func (s *seen) scopeFaults() []addressFault {
	for _, m := range joinedScopes.FindAllStringSubmatch(s.raw, 5) {
		joined := cmp.Or(m[1], m[2])
		value := strings.ToLower(joined)
		if !strings.Contains(value, "openid") && !strings.Contains(value, "email") && !strings.Contains(value, "profile") ||
			strings.Contains(value, `",`) || strings.Contains(value, " =") {
			continue
		}
		return []addressFault{{
			ofJoinedScopes, "the scopes " + words.Cut(joined) + " are one value: Microsoft takes single spaces between them, and nothing else",
			true,
		}}
	}
	return nil
}
