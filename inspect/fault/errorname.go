package fault

import (
	"slices"
	"strings"

	"edov/flow/lazy"
)

// errorName is a name that programmers make of the words of an error: KidNotFound, InvalidIssuerException.
var errorName = lazy.MustCompile(
	`\b[A-Z]+[a-z]+[A-Za-z]*(?:Not[A-Z]|Invalid|Missing|Expired|Mismatch|Unknown|Unable|Fail|Wrong|Denied|Rejected|` +
		`Error|Exception|Unauthori|Untrusted|Malformed)[A-Za-z]*|` +
		`\b(?:Invalid|Missing|Expired|Unknown|Wrong|Bad|No|Untrusted|Malformed|Unexpected)[A-Z][A-Za-z]+|` +
		`\b[A-Za-z]+(?:_[A-Za-z]+)*_(?i:not|invalid|missing|expired|mismatch|unknown|failed|denied)(?:_[A-Za-z]+)*\b|` +
		`\b(?i:invalid|missing|expired|unknown|wrong|bad|untrusted|malformed)(?:_[A-Za-z]+){2,}\b`,
)

// mostNames bounds how many names are read: those of the innermost errors of a stack are among them.
const mostNames = 8

// namesIn are the names of errors in a text, each as words in a line of its own. What stands in the path of a file, or
// is called there, names no error.
func namesIn(text string) string {
	var lines []string
	for _, at := range errorName.FindAllStringIndex(text[:min(len(text), grammarBytes)], -1) {
		line := wordsOfName(text[at[0]:at[1]])
		isAll := at[1]-at[0] == len(text) // a code alone is read as words only where nothing else is known of it
		isCode := strings.HasPrefix(text[at[1]:], "(") || isInPath(text, at)
		if !isAll && !isCode && strings.Count(line, " ") > 0 && !slices.Contains(lines, line) && len(lines) < mostNames {
			lines = append(lines, line)
		}
	}
	for _, m := range codeValue.FindAllStringSubmatch(text[:min(len(text), grammarBytes)], mostNames) {
		line := wordsOfCode(m[1])
		if !slices.Contains(oauthErrors, strings.ToLower(m[1])) && !slices.Contains(lines, line) && !vague.MatchString(line) {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

// codeValue is what a product calls its error in an address or a JSON body: ?error=domain_not_allowed,
// "code":"EmailMissing".
var codeValue = lazy.MustCompile(
	`(?i:[?&#;](?:login[_-]?)?(?:err(?:or)?(?:[_-]?(?:code|message|msg|type|reason))?|reason|message|notice|code|type)=|` +
		`"(?:error(?:_?(?:code|message|type|reason))?|code|type|reason)"\s*:\s*")` +
		`([A-Za-z]+(?:[_.-][A-Za-z]+)+|[A-Z]?[a-z]+(?:[A-Z][a-z]+)+)(?:["&#'\s]|$)`,
)

// vague is a code that products give errors of all kinds.
var vague = lazy.MustCompile(
	`^(service unavailable|internal( server)? error|bad (request|gateway)|gateway timeout|not found|too many requests|` +
		`request timeout|unexpected failure|unknown error|validation failed)$`,
)

// wordsOfCode takes a code apart, whose parts may be joined in any way: errors.sso.domain-not-allowed.
func wordsOfCode(code string) string {
	var list []string
	for part := range strings.FieldsFuncSeq(code, func(r rune) bool { return strings.ContainsRune("._-", r) }) {
		if part == strings.ToUpper(part) {
			part = strings.ToLower(part)
		}
		list = append(list, wordsOfName(strings.ToUpper(part[:1])+part[1:]))
	}
	return strings.TrimPrefix(strings.TrimPrefix(strings.Join(list, " "), "errors "), "error ")
}

// isInPath reports whether a name is a part of a path, or of the name of a file.
func isInPath(text string, at []int) bool {
	before, after := text[:at[0]], text[at[1]:]
	return strings.HasSuffix(before, "/") || strings.HasSuffix(before, "\\") || strings.HasPrefix(after, "/") ||
		strings.HasPrefix(after, "\\") || fileEnd.MatchString(after)
}

// fileEnd is what ends the name of a file of a program.
var fileEnd = lazy.MustCompile(`^\.(c?m?[jt]sx?|py|java|kt|cs|go|rb|php|rs|swift|vue|class|dll|jar)\b`)

// wordsOfName takes a name apart. "Error" and "Exception" at its end say nothing.
func wordsOfName(name string) string {
	if strings.Contains(name, "_") {
		return strings.TrimPrefix(strings.ReplaceAll(strings.ToLower(name), "_", " "), "err ")
	}
	var list []string
	start := 0
	for i := 1; i < len(name); i++ {
		isUpper := func(at int) bool { return at < len(name) && name[at] >= 'A' && name[at] <= 'Z' }
		if isUpper(i) && (!isUpper(i-1) || i+1 < len(name) && !isUpper(i+1)) {
			list, start = append(list, name[start:i]), i
		}
	}
	words := strings.ToLower(strings.Join(append(list, name[start:]), " "))
	if strings.HasPrefix(words, "bad credentials") {
		return "" // Java's name of any refusal: the secret is not meant
	}
	for _, end := range []string{" exception", " error"} {
		words = strings.TrimSuffix(words, end)
	}
	return words
}
