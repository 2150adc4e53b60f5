package appdoc

import (
	"bytes"

	"edov/flow/lazy"
)

// stamped is what CI services write before each line of a log: the time, and gh run view --log the job and the step.
var stamped = lazy.MustCompile(`(?m)^(?:[^\t\n]*\t[^\t\n]*\t)?\x{feff}?\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z ?`)

// maxStamp bounds what may be before the text of a line.
const maxStamp = 512

// unstamped removes the time stamps of a log, of which the first line has one.
func unstamped(text []byte) (plain []byte, note []string) {
	first, _, _ := bytes.Cut(text, []byte("\n")) // a list may be long, and be one line
	if at := stamped.FindIndex(first[:min(len(first), maxStamp)]); at == nil || at[0] != 0 {
		return text, nil
	}
	return stamped.ReplaceAll(text, nil), []string{"removed the time stamps of a log"}
}

// ofApp are names that JSON about an app registration has: other JSON in the same text is not it.
var ofApp = lazy.MustCompile(
	`(?i)"(appId|keyId|passwordCredentials?|requiredResourceAccess|optionalClaims?|signInAudience)"`,
)

// pick blanks all of a text that is not JSON on an app registration. Of several such values it makes a list, in the
// same lines. more says that text follows; ok is false where the text has no complete JSON value.
func pick(text []byte) (picked []byte, more, ok bool) {
	var parts, apps [][2]int
	for from := 0; ; {
		at := jsonStart.FindSubmatchIndex(text[from:])
		if at == nil {
			break
		}
		part := [2]int{from + at[2], 0}
		if part[1] = valueEnd(text, part[0]); part[1] < 0 {
			break
		}
		parts = append(parts, part)
		if ofApp.Match(text[part[0]:part[1]]) {
			apps = append(apps, part)
		}
		from = part[1]
	}
	switch {
	case len(parts) == 0:
		return text, false, false
	case len(apps) == 0:
		apps = parts[:1]
	}
	done := 0
	for i, part := range apps {
		if i > 0 {
			picked = append(picked, ',')
		}
		picked = append(append(picked, blank(text[done:part[0]])...), text[part[0]:part[1]]...)
		done = part[1]
	}
	if len(apps) > 1 {
		picked = append(append([]byte("["), picked...), ']')
	}
	return picked, !isBlank(text[done:]), true
}

// Join makes a list of several JSON documents that follow each other; ok is false for anything else.
func Join(text []byte) (list []byte, ok bool) {
	picked, _, ok := pick(text)
	return picked, ok && len(picked) > 0 && picked[0] == '['
}

// valueEnd is where the object or list ends that begins at a place; -1 if it does not.
func valueEnd(text []byte, from int) int {
	depth, quoted := 0, false
	for i := from; i < len(text); i++ {
		switch c := text[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{' || c == '[':
			depth++
		case c == '}' || c == ']':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return -1
}

// isBlank reports whether a text has nothing but white space.
func isBlank(text []byte) bool { return len(bytes.TrimSpace(text)) == 0 }
