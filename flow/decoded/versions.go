package decoded

import (
	"cmp"
	"slices"
	"strings"

	"edov/flow/lazy"
	"edov/flow/strictjson"
)

// Version says which of several versions of the claims is read.
type Version int

// A text shows claims once, or several times: as a diff does, a table with a column for each, or the message of a test
// that failed.
const (
	Only    Version = iota // there is one version
	Newer                  // the newer one, or the actual one, is read
	Unclear                // it is not clear which one is meant
)

// Settle leaves the newer version in a text that shows the claims in several, and makes lines of wide tables. A
// version that was removed, or only expected, must never be read.
func Settle(text string) (settled string, v Version) {
	if len(text) > maxText {
		text = text[:maxText]
	}
	for _, step := range []func(string) (string, Version){unmarked, undiffed, unsectioned, untabled} {
		after, found := step(text)
		if found == Unclear {
			return "", Unclear
		}
		text, v = after, max(v, found)
	}
	return text, v
}

var (
	// undecided are the marks between two versions of which neither is the newer one: of Git, of diff -c, of an equation.
	undecided = lazy.MustCompile(`(?m)^<{7}\s|^@{3,} |^(?:\*{15}|\*{3} \d+(?:,\d+)? \*{4})$|` +
		`[}\])]["')]* *(?:[!=]==?|(?:is |to )(?:not |be |deeply |strictly )*equals?(?: to)?|vs\.?) *["'(]*[{\[(]`)
	removed = lazy.MustCompile(`\[-.*?-\]|~~[^~\n]+~~|<(?:del|s|strike)>[^<\n]*</(?:del|s|strike)>`)
	added   = lazy.MustCompile(`\{\+(.*?)\+\}|<ins>([^<\n]*)</ins>`)
	// beside is a line with the same claim in both halves of a window, as diff -y shows it.
	beside = lazy.MustCompile(`(?m)^[ \t|]*["']?([A-Za-z_]\w{1,40})["']?[ \t]*[:=].*?(?:\t|  | [|<>] ?)` +
		`["']?([A-Za-z_]\w{1,40})["']?[ \t]*[:=]`)
)

// unmarked removes the words that a diff of words, or a page, shows as removed.
func unmarked(text string) (string, Version) {
	if undecided.MatchString(text) {
		return "", Unclear
	}
	for _, m := range beside.FindAllStringSubmatch(text, 400) {
		if m[1] == m[2] && isClaim(cmp.Or(claimOf(m[1]), m[1])) {
			return "", Unclear
		}
	}
	after := added.ReplaceAllString(removed.ReplaceAllString(text, ""), "$1$2")
	if after == text { // what matches has signs that are left out
		return text, Only
	}
	return after, Newer
}

func isClaim(name string) bool { return among(Names, name) || ownClaim(name) }

// ownClaim reports whether a name is xms_edov in the spelling of a program.
func ownClaim(name string) bool {
	return strings.EqualFold(strings.ReplaceAll(name, "_", ""), "xmsedov")
}

var (
	diffHeader = lazy.MustCompile(`(?m)^[ \t]*(?:@@ .*@@|diff --git .*|--- .*\n[ \t]*\+\+\+ .*|` +
		`- Expected.*\n[ \t]*\+ Received.*)`)
	// turned is the header of a diff whose removed lines are the newer ones.
	turned = lazy.MustCompile(`(?im)^[ \t(]*-{1,3} ?(?:got|actual|received|new|after)\b|` +
		`(?:^|\s)\+{1,3} ?(?:want|expected|old|before)\b`)
	// plumbing are the lines of a diff that are of neither version.
	plumbing = lazy.MustCompile(
		`^[ \t]*(?:@@ |--- |\+\+\+ |diff |index |\\ No newline|\?[ \t]|- Expected|\+ Received)`)
	ofPytest = lazy.MustCompile(`(?m)^E {2,}`)
	// removedMember, addedMember and unsigned are lines of an object, with their signs.
	removedMember = lazy.MustCompile(`^[ \t]*-(?:[ \t]*["'])?([A-Za-z_]\w{1,40})["']?[ \t]*(?:=>|[:=])`)
	addedMember   = lazy.MustCompile(`^[ \t]*\+(?:[ \t]*["'])?([A-Za-z_]\w{1,40})["']?[ \t]*(?:=>|[:=])`)
	unsigned      = lazy.MustCompile(`^[ \t]*(?:["']?[A-Za-z_]\w{1,40}["']?[ \t]*(?:=>|[:=])|[{}\])(\[],?$)`)
	// listItem and listed are claims with their values, with and without a dash.
	listItem    = lazy.MustCompile(`^[ \t]*- ["']?([A-Za-z_]\w{1,40})["']?[ \t]*(?:=>|[:=])[ \t]*\S`)
	listed      = lazy.MustCompile(`^[ \t]*["']?([A-Za-z_]\w{1,40})["']?[ \t]*(?:=>|[:=])[ \t]*\S`)
	lineNumbers = lazy.MustCompile(`^[ \t]*(?:\d{1,5}(?:[ \t]+|[ \t]*[|:│][ \t]?)){1,2}`)
	namedWord   = lazy.MustCompile("([A-Za-z_]\\w{1,40})[\"'*`]*(?:[ \t]*(?:[:=|,\t]|->)| {2})")
)

// undiffed takes the new side of a diff. One is known by its header, or by a claim that is both on a line with a
// minus and on one with a plus.
func undiffed(text string) (string, Version) {
	text = ofPytest.ReplaceAllString(text, "")
	lines := strings.Split(text, "\n")
	if paired(lines, 0, "<", ">") {
		return "", Unclear // of diff without context
	}
	bare := unnumbered(strings.Split(withoutQuoteMarks(text), "\n"))
	at := signColumn(bare)
	certain := diffHeader.MatchString(strings.Join(bare, "\n"))
	switch both := paired(bare, at, "-", "+"); {
	case !both && !certain && (changes(bare, removedMember) || breaks(bare)):
		return "", Unclear
	case !both && !certain && !changes(bare, addedMember):
		return text, Only
	case turned.MatchString(text):
		return "", Unclear
	}
	var kept []string
	for _, line := range bare {
		switch {
		case plumbing.MatchString(line), signOf(line, at) == "-":
			continue
		case signOf(line, at) == "+":
			line = line[:at] + line[at+1:]
		}
		kept = append(kept, line)
	}
	return strings.Join(kept, "\n"), Newer
}

// signColumn is where the signs of a diff are: a list in its lines begins with a dash, too, and is indented.
func signColumn(lines []string) int {
	at := 1 << 10
	for _, line := range lines {
		indent := len(line) - len(strings.TrimLeft(line, " \t"))
		if indent < min(at, len(line)) && strings.IndexByte("+-", line[indent]) >= 0 && !plumbing.MatchString(line) {
			at = indent
		}
	}
	return at
}

func signOf(line string, at int) string {
	if at >= len(line) || strings.TrimLeft(line[:at], " \t") != "" {
		return ""
	}
	return line[at : at+1]
}

// paired reports whether a claim is on lines with either sign.
func paired(lines []string, at int, one, other string) bool {
	var ofOne []string
	for _, line := range lines {
		if signOf(line, at) != one || len(ofOne) >= len(Names) {
			continue
		}
		for _, name := range claimWords(line) {
			if !among(ofOne, name) {
				ofOne = append(ofOne, name)
			}
		}
	}
	return len(ofOne) > 0 && slices.ContainsFunc(lines, func(line string) bool {
		return signOf(line, at) == other &&
			slices.ContainsFunc(claimWords(line), func(name string) bool { return among(ofOne, name) })
	})
}

// claimWords are the names of claims on a line.
func claimWords(line string) (list []string) {
	for _, m := range namedWord.FindAllStringSubmatch(line, 400) {
		name := cmp.Or(claimOf(m[1]), m[1])
		if isClaim(name) && !among(list, name) {
			list = append(list, name)
		}
	}
	return list
}

// changes reports whether a line with a claim has a sign, and one beside it has none: it may be a line of a diff. A
// list has a space behind its dashes, and no quotes.
func changes(lines []string, member *lazy.Regexp) bool {
	for i, line := range lines {
		if m := member.FindStringSubmatch(line); m != nil && m[1] != "name" && isClaim(m[1]) &&
			(i > 0 && unsigned.MatchString(lines[i-1]) || i+1 < len(lines) && unsigned.MatchString(lines[i+1])) {
			return true
		}
	}
	return false
}

// breaks reports whether a dash is among lines with claims that have none: no list begins so.
func breaks(lines []string) bool {
	plain, dashed, begins := 0, 0, false
	for i, line := range lines {
		if m := listItem.FindStringSubmatch(line); m != nil && isClaim(m[1]) {
			dashed++
			begins = begins || dashed == 1 && plain > 0 && listed.MatchString(lines[i-1])
		} else if m := listed.FindStringSubmatch(line); m != nil && isClaim(m[1]) {
			plain++
		}
	}
	return begins && dashed <= plain
}

// unnumbered are lines without their numbers, of one version or of both, in front of the signs.
func unnumbered(lines []string) []string {
	bare, n, isSigned := make([]string, len(lines)), 0, false
	for i, line := range lines {
		margin := lineNumbers.FindString(line)
		bare[i] = line[len(margin):]
		if margin != "" || line == "" {
			n++
		}
		isSigned = isSigned || margin != "" && strings.HasPrefix(bare[i], "-")
	}
	if !isSigned || 2*n < len(lines) {
		return lines
	}
	return bare
}

// stale and fresh are what the version that was expected, or was before, is called, and the other.
const (
	stale = `expected|wanted|want|before|old|previous|previously`
	fresh = `actual|actually|received|got|after|new|now|current|found|but was`
)

var (
	// staleRow and freshRow are titles in a row, as the message of a test has them.
	staleRow = lazy.MustCompile(`(?i)(?:^|[\s"'(])(?:expected|want)` +
		`(?:[ \t]+(?:claims|values?|token|object))?:?[ \t]*([<{\[])`)
	freshRow = lazy.MustCompile(`(?i)(?:^|[\s>,;"'(])(?:but (?:was|got|received|found)|actual|got|received)` +
		`(?:[ \t]+(?:claims|values?|token|object))?:?[ \t]*([<{\[])`)
	// section is the title of one version.
	section = lazy.MustCompile(`(?im)^[ \t#/*>=-]*["'\[(]?` +
		`(?:(?:const|let|var|val|final|claims|(?:id[ _]?)?token)[ \t]+)?` +
		`(?:(` + stale + `)|(left|right)|` + fresh + `)(?:[ \t_]+[\w-]+){0,2}["'\])]?(?:[ \t]*[:=]|[ \t*=-]*$)`)
)

// unsectioned takes the sections with the newer version, if those with the other have claims.
func unsectioned(text string) (string, Version) {
	titled := freshRow.ReplaceAllString(staleRow.ReplaceAllString(text, "\nexpected:\n$1"), "\nactual:\n$1")
	found := section.FindAllStringSubmatchIndex(titled, 400)
	var kept []string
	isOld, sides := false, 0
	for i, m := range found {
		end := len(titled)
		if i+1 < len(found) {
			end = found[i+1][0]
		}
		part := titled[m[1]:end]
		hasClaims := len(claimWords(part)) > 1
		switch {
		case m[4] >= 0 && hasClaims:
			sides++
		case m[4] >= 0:
		case m[2] < 0:
			kept = append(kept, part)
		case hasClaims:
			isOld = true
		}
	}
	if sides > 1 { // which of them a program made, only its author knows
		return "", Unclear
	}
	if !isOld || len(kept) == 0 {
		return text, Only
	}
	return strings.Join(kept, "\n"), Newer
}

var (
	staleName = lazy.MustCompile(`(?i)^(?:` + stale + `)(?:_?(?:value|claims|token|payload))?$`)
	freshName = lazy.MustCompile(`(?i)^(?:` + fresh + `)(?:_?(?:value|claims|token|payload))?$`)
)

// WithoutOld is a document without the members that hold a version that a member beside them replaced.
func WithoutOld(v strictjson.Value) (newer strictjson.Value, found bool) {
	for i := range v.Elems() {
		e, isOld := WithoutOld(v.Elems()[i])
		v.Elems()[i], found = e, found || isOld
	}
	hasFresh := slices.ContainsFunc(v.Members(), func(m strictjson.Member) bool { return freshName.MatchString(m.Name) })
	var kept []strictjson.Member
	for _, m := range v.Members() {
		if hasFresh && staleName.MatchString(m.Name) {
			found = true
			continue
		}
		inner, isOld := WithoutOld(m.Value)
		m.Value, found = inner, found || isOld
		kept = append(kept, m)
	}
	if found && v.Kind == strictjson.Object {
		v = v.With(kept, nil)
	}
	return v, found
}
