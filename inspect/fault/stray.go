package fault

import (
	"strings"

	"edov/flow/lazy"
	"edov/inspect/words"
)

const (
	ofStray        = "stray-characters"
	ofJoinedScopes = "scopes-joined"
)

// strayEnd is what a setting with a blank, a line end or a quote too much leaves at the end of an address, before its
// parameters or what a program puts behind an authority: the program has encoded it, so that it was part of the value.
var strayEnd = lazy.MustCompile(
	`(?i)https?://[^\s"'<>?#]{4,300}?((?:%(?:0d|0a|09|20|22|27|60|e2%80%8b))+)` +
		`(?:/?(?:\.well-known|oauth2|authorize|token|v2\.0)\b|/?["'<>?#\s,;]|/?$)`,
)

// strayQuoted is an address in quotes that has a space, or another quote, before the last one.
var strayQuoted = lazy.MustCompile(
	`(?i)"(https?://[^"'\x60\n<>]{4,200}?(?:<[^<>"\n]{1,60}>[^"'\x60\n<>]{0,80}?)?)(['\x60 ])"|` +
		`'(https?://[^"'\x60\n<>]{4,200}?(?:<[^<>'\n]{1,60}>[^"'\x60\n<>]{0,80}?)?)(["\x60 ])'`,
)

// ofValue are words of a value that is compared or set, toOpen of an address that somebody opens.
var (
	ofValue = lazy.MustCompile(`(?i)redirect|issuer|authority|reply|callback|metadata|discovery|\burl["'\])]*\s*[=:]`)
	toOpen  = lazy.MustCompile(`(?i)(open|visit|go to|href=|action=|src=)\s*$`)
)

// quotedStray lists the addresses of a text that end in such a character. A sentence that begins with an address has
// spaces elsewhere too.
func (s *seen) quotedStray() []addressFault {
	var list []addressFault
	for _, at := range strayQuoted.FindAllStringSubmatchIndex(s.raw, 5) {
		if before := s.raw[max(0, at[0]-60):at[0]]; !ofValue.MatchString(before) || toOpen.MatchString(before) {
			continue
		}
		group := func(n int) string {
			if at[2*n] < 0 {
				return ""
			}
			return s.raw[at[2*n]:at[2*n+1]]
		}
		address, stray, name := group(1)+group(3), group(2)+group(4), "a quote"
		if stray == " " {
			name = "a space"
		}
		isWhole := !strings.Contains(betweenAngles.ReplaceAllString(address, ""), " ") && !strings.Contains(address, "?")
		if isWhole && signInAddress.MatchString(address) {
			list = append(list, addressFault{
				ofStray, "the address " + words.Cut(address) + " ends in " + name + ", which belongs to no address", true,
			})
		}
	}
	return list
}

// namedValue is a value that Microsoft repeats in its message.
var namedValue = lazy.MustCompile(
	`(?i)\b(identifier|client_id) '([^'\n]{1,80})'|\b(tenant) '([^'\n]{1,80})' (?:was )?not found`,
)

// namedValues lists what such values show to be wrong: blanks around them, what a program writes for nothing, samples.
func (s *seen) namedValues() []addressFault {
	var list []addressFault
	for _, m := range namedValue.FindAllStringSubmatch(s.raw, 5) {
		m[1], m[2] = m[1]+m[3], m[2]+m[4]
		says := "the " + strings.ToLower(m[1]) + " in Microsoft's message, '" + words.Cut(m[2]) + "',"
		if strings.TrimSpace(m[2]) != m[2] {
			list = append(list, addressFault{ofStray, says + " has a space at its end or beginning", true})
			continue
		}
		switch id := placeholderIn(m[2]); id {
		case ofUnset:
			list = append(list, addressFault{id, says + " is what a program writes for a setting that is not set", true})
		case ofPlaceholder:
			list = append(list, addressFault{id, says + " is a placeholder that was not replaced", false})
		}
	}
	return list
}

// betweenAngles is what stands there instead of a value.
var betweenAngles = lazy.MustCompile(`<[^<>]*>`)

// signInAddress are the addresses at whose end such a character matters here: those of a redirect, an issuer or an
// authority.
var signInAddress = lazy.MustCompile(
	`(?i)callback|redirect|oauth|oidc|sign-?in|log-?in|auth|sso|microsoftonline|well-known|/cb\b`,
)

// strayNames are the characters that strayEnd finds.
var strayNames = []struct{ encoded, name string }{
	{"%0d", "a line end"},
	{"%0a", "a line end"},
	{"%09", "a tab"},
	{"%20", "a space"},
	{"%22", "a quote"},
	{"%27", "a quote"},
	{"%60", "a quote"},
	{"%e2%80%8b", "an invisible character"},
}

// strayFaults lists the addresses of a text that end in such a character, whoever's they are.
func (s *seen) strayFaults() []addressFault {
	var list []addressFault
	for _, at := range strayEnd.FindAllStringSubmatchIndex(s.raw, 5) {
		m := []string{s.raw[at[0]:at[1]], s.raw[at[2]:at[3]]}
		if whole := strings.ToLower(m[0]); !signInAddress.MatchString(m[0]) && !strings.Contains(s.lower, "redirect") ||
			strings.Count(whole, strings.ToLower(m[1])) > 1 || // it is in it elsewhere too: a part of the address
			strings.HasSuffix(strings.ToLower(s.raw[:at[0]]), strings.ToLower(m[1])) { // or before it: it is quoted
			continue
		}
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

// joinedScopes is a parameter or a message whose scopes are one value, joined by something else than a space. Settings
// are left alone: many programs take a list with commas there, and send spaces.
var joinedScopes = lazy.MustCompile(
	`(?i)[?&]scope=((?:[a-z_.:/-]{3,60}(?:,|;|\||%2c|%2b)){1,10}[a-z_.:/-]{3,60})(?:["'\x60\s&)]|$)|` +
		`\bscope ["'\x60(]{1,2}((?:[a-z_.:/-]{3,60}[,;|]){1,10}[a-z_.:/-]{3,60})["'\x60)]{1,2} (?:is|was|that|does) |` +
		`\b((?:openid|profile|email|offline_access){2,5})\b`,
)

// settingScopes is a setting with such a value. It is the cause only where the scope itself was refused.
var settingScopes = lazy.MustCompile(
	`(?i)\bscopes?["'\]]{0,2}\s*(?:=>|[:=])\s*\[?\s*["'\x60]?` +
		`((?:[a-z_.:/-]{3,60}[,;|]){1,10}[a-z_.:/-]{3,60})(?:["'\x60\s&)]|$)`,
)

// refusedScope is a refusal of the scope.
var refusedScope = lazy.MustCompile(`aadsts(7001[01]|650053)\b|invalid.?scope|parameter .?scope`)

// scopeFaults lists scopes that are joined so, which Microsoft takes for one scope with an odd name.
func (s *seen) scopeFaults() []addressFault {
	patterns := []*lazy.Regexp{joinedScopes}
	if refusedScope.MatchString(s.lower) {
		patterns = append(patterns, settingScopes)
	}
	for _, p := range patterns {
		for _, m := range p.FindAllStringSubmatch(s.raw, 5) {
			joined := strings.Join(m[1:], "") // one of them
			if value := strings.ToLower(joined); strings.Contains(value, "openid") || strings.Contains(value, "offline_access") {
				return []addressFault{{
					ofJoinedScopes, "the scopes " + words.Cut(joined) + " are one value: Microsoft takes single spaces between " +
						"them, and nothing else", true,
				}}
			}
		}
	}
	return nil
}
