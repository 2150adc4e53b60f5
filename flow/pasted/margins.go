package pasted

import (
	"bytes"
	"slices"
	"strings"
)

// leastRun is how long a part of a token on a line is at least, except on its last line: shorter
// words may be of the margin, such as a time or the name of a program.
const leastRun = 24

// withoutMargins joins a token whose lines have something else before or after them: the number
// of the line, the name of a container, the plus sign of a diff or of a program. It accepts only
// a token whose signature has one of the usual lengths, since it could join what does not belong
// together. n is as unwrap's.
func withoutMargins(text string, lines []string) (joined string, n int) {
	for i, tries := 0, 0; i < len(lines) && tries < maxGathers; i++ {
		at := strings.Index(lines[i], "ey")
		if at < 0 {
			continue
		}
		run := longestRun(lines[i])
		begin := strings.Index(run, "ey")
		if begin < 0 || len(run)-begin < leastRun || !beginsLikeJWT(run[begin:]) {
			continue
		}
		tries++
		name := lines[i][:strings.Index(lines[i], run)+begin]
		if token, used := gatherRuns(run[begin:], lines[i+1:]); used > 0 {
			out := slices.Concat(lines[:i], []string{name + token}, lines[i+1+used:])
			return strings.Join(out, "\n"), used + 1
		}
	}
	return text, 0
}

// gatherRuns joins the longest run of each line until the token is complete; used is 0 if it
// never is.
func gatherRuns(token string, lines []string) (joined string, used int) {
	parts := []byte(token)
	var full []int // the lengths that its signature may have, once that is known
	for i, line := range lines {
		run := longestRun(line)
		if run == "" || len(parts) > maxGathered || beginsLikeJWT(run) && len(run) > leastRun {
			return "", 0
		}
		parts = append(parts, run...)
		if full == nil && bytes.Count(parts, []byte(".")) == 2 && isWhole(string(parts)) {
			full = fullSignature(string(parts))
		}
		if full != nil && slices.Contains(full, len(parts)-1-bytes.LastIndexByte(parts, '.')) {
			return string(parts), i + 1
		}
		if len(run) < leastRun {
			return "", 0
		}
	}
	return "", 0
}

// longestRun is the longest part of a line that may be of a token.
func longestRun(line string) string {
	best, begin := "", 0
	for i := 0; i <= len(line); i++ {
		if i < len(line) && isTokenChar(line[i]) {
			continue
		}
		if i-begin > len(best) {
			best = line[begin:i]
		}
		begin = i + 1
	}
	return best
}
