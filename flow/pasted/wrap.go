package pasted

import (
	"slices"
	"strings"

	"edov/flow"
	"edov/flow/lazy"
	"edov/flow/mask"
)

// quoteMarks are what begins a line in a quoted mail or an indented block.
var quoteMarks = lazy.MustCompile(`^(?:[ \t]*[>|])*[ \t]*`)

// maxGathered bounds one wrapped token, maxGathers how many possible beginnings are followed,
// each of which means looking at the lines again.
const (
	maxGathered = 64 << 10
	maxGathers  = 16
)

// unwrap joins the lines of a token that a terminal or a mail program wrapped. n is the number
// of joined lines; zero: nothing was wrapped.
func unwrap(text string) (joined string, n int) {
	if !strings.ContainsAny(text, " \t\n") {
		return text, 0
	}
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " \t\\")
	}
	if len(lines) == 1 { // pasting may turn line ends into spaces
		lines = strings.Fields(text)
	}
	if !slices.ContainsFunc(lines, func(line string) bool { return !strings.HasPrefix(line, "+") }) { // a diff
		for i, line := range lines {
			lines[i] = line[1:]
		}
	}
	bare := make([]string, len(lines))
	for i, line := range lines {
		bare[i] = line[len(quoteMarks.FindString(line)):]
	}
	if whole := strings.Join(bare, ""); isWhole(whole) && !slices.ContainsFunc(bare, endsComplete) {
		return whole, len(lines)
	}
	out := make([]string, 0, len(lines))
	for i, tries := 0, 0; i < len(lines); {
		at := openPiece(bare[i])
		if at >= 0 && tries < maxGathers {
			tries++
			if token, used := gather(lines[i:], bare[i:], at); used > 1 {
				n += used
				i += used
				out = append(out, token)
				continue
			}
		}
		out = append(out, lines[i])
		i++
	}
	if n == 0 {
		return withoutMargins(text, lines)
	}
	return strings.Join(out, "\n"), n
}

// isWhole reports whether a text is one token and nothing else.
func isWhole(text string) bool {
	if !beginsLikeJWT(text) || leadingRun(text) != text {
		return false
	}
	form := classify(text).form
	return form == tokenForm || form == encryptedForm
}

// gather joins the lines of the token that begins at a place of the first line. lines have
// their quote marks, which count for the width; bare do not. used is 1 if the result is not
// a complete token.
func gather(lines, bare []string, at int) (joined string, used int) {
	g := gathered{width: len(lines[0])}
	g.add(bare[0][at:])
	for used = 1; used < len(lines) && len(g.text) < maxGathered; used++ {
		run := leadingRun(bare[used])
		if run == "" || g.whole && !g.goesOn(lines[used-1], bare[used:], used) {
			break
		}
		g.add(run)
		g.width = max(g.width, len(lines[used]))
		if rest := bare[used][len(run):]; rest != "" { // the token ends on this line
			if !g.whole {
				return "", 1
			}
			return bare[0][:at] + string(g.text) + rest, used + 1
		}
	}
	if !g.whole {
		return "", 1
	}
	return bare[0][:at] + string(g.text), used
}

// gathered is a token whose lines are being joined. It keeps what is known so far, since
// looking at all of it again for each line would take too long.
type gathered struct {
	text  []byte
	dots  int
	last  int   // length of the last part
	width int   // of the widest of its lines
	whole bool  // nothing is missing except perhaps the rest of the last part
	read  int   // the number of dots when that was determined
	full  []int // the lengths that its signature may have
}

func (g *gathered) add(run string) {
	g.text = append(g.text, run...)
	g.last += len(run)
	if n := strings.Count(run, "."); n > 0 {
		g.dots, g.last, g.whole = g.dots+n, len(run)-strings.LastIndexByte(run, '.')-1, false
	}
	if g.read != g.dots && g.last > 0 && (g.dots == 2 || g.dots == 4) {
		g.read = g.dots
		if g.whole = isWhole(string(g.text)); g.whole {
			g.full = fullSignature(string(g.text))
		}
	}
}

// goesOn decides whether a token that could be complete has another line: it has if that makes
// the signature as long as signatures are. For a signature of another length, the line
// before must be as wide as the others.
func (g *gathered) goesOn(before string, rest []string, used int) bool {
	if slices.Contains(g.full, g.last) || beginsLikeJWT(rest[0]) {
		return false
	}
	length := g.last
	for i := 0; i < min(len(rest), 32); i++ {
		run := leadingRun(rest[i])
		if length += len(run); slices.Contains(g.full, length) {
			return true
		}
		if run == "" || run != rest[i] {
			break
		}
	}
	return used > 1 && len(before) == g.width
}

// openPiece is where a token begins that continues to the end of the line; -1 if there is none.
func openPiece(line string) int {
	pieces := scan(line)
	if len(pieces) == 0 {
		return -1
	}
	at := pieces[len(pieces)-1].at
	if leadingRun(line[at:]) != line[at:] {
		return -1
	}
	return at
}

// leadingRun is the beginning of a line that may be part of a token: all of it, or up to what
// ends a token. It includes the characters of plain base64, which the strict gate refuses.
func leadingRun(line string) string {
	n := 0
	for n < len(line) && (isTokenChar(line[n]) || isPlainBase64(line[n:])) {
		n++
	}
	if n < len(line) && !strings.ContainsRune("&\"';,})\\<`", rune(line[n])) {
		return ""
	}
	return line[:n]
}

// isPlainBase64 reports whether a text begins with a character that base64url replaces, or with
// "=" at the end of a part, rather than after a name.
func isPlainBase64(rest string) bool {
	if rest[0] != '=' {
		return rest[0] == '+' || rest[0] == '/'
	}
	rest = strings.TrimLeft(mask.Cut(rest, 3), "=")
	return rest == "" || rest[0] == '.'
}

// signatureLengths are the lengths of a signature in base64url, by algorithm; for RSA, with
// keys of 2048, 3072 and 4096 bits.
var signatureLengths = map[string][]int{
	"RS": {342, 512, 683}, "PS": {342, 512, 683}, "Ed": {86},
	"ES256": {86}, "ES384": {128}, "ES512": {176}, "HS256": {43}, "HS384": {64}, "HS512": {86},
}

// fullSignature are the lengths that a token's signature may have.
func fullSignature(token string) []int {
	header, _ := flow.NewToken(token).Peek()
	alg := header.StrOf("alg")
	if lengths, ok := signatureLengths[alg]; ok {
		return lengths
	}
	return signatureLengths[mask.Cut(alg, 2)]
}

// endsComplete reports whether a line ends in a token with a complete signature.
func endsComplete(line string) bool {
	at := openPiece(line)
	if at < 0 || !isWhole(line[at:]) {
		return false
	}
	return slices.Contains(fullSignature(line[at:]), len(line)-strings.LastIndexByte(line, '.')-1)
}
