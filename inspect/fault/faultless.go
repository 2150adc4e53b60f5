package fault

import (
	"strings"

	"edov/flow/lazy"
)

// complaint is a word of which one stands in whatever complains of something, in English.
var complaint = lazy.MustCompile(
	`error|fail|invalid|exception|\bden(y|ied|ies)|declin|refus|reject|unable|can.?not|can.t\b|couldn|n['\x{2019}]t\b|` +
		`\bnot\b|[-_]not[-_]|missing|mismatch|wrong|problem|\bissues?\b|stuck|loop|blank|\bempty\b|unauthori|forbidden|` +
		`tim(ed|es|ing) ?out|timeout|expir|unexpected|\b[45]\d\d\b|\bnever\b|undefined|\bnull\b|broken|trouble|crash|` +
		`\bhangs?\b|aadsts|aadb2c|\bno\b|without|instead|\bagain\b|\blost\b|\bkeeps?\b|sometimes|\bstill\b|twice|differ|` +
		`block|\bbugs?\b|untrusted|unknown|unsupported|malformed|insufficient|abort|cancel|revok|disabled|\bonly\b|` +
		`\bevery(body|one)?\b|sudden|stop(s|ped)|\bwhy\b|\bnothing\b|conflict|duplicate|exceed|` +
		`too (many|large|long|old|big)|must|required?|needs?\b|after\b|incorrect|unverified|\b(logged|signed) out|` +
		`interrupt|unreachable|\bdown\b|\bbad\b|illegal|violat|leak|mixed|unrecogni|tamper|unresolv|` +
		`unhandled|rollback|throttl|\bslow\b|ignor|drop|overage|placeholder|obsolete|deprecat`,
)

// strongComplaint is one that is no part of a wish, nor of a question how something is done.
var strongComplaint = lazy.MustCompile(
	`error|fail|invalid|exception|\bdenied|refus|reject|unable|can.?not|can.t\b|couldn|` +
		`not (work|found|allow|valid|match)|` +
		`n['\x{2019}]t (work|let|get|log|match|redirect|show|send|receive|know)|missing|mismatch|wrong|stuck|loop|blank|` +
		`unauthori|forbidden|timeout|timed out|expire|unexpected|\b[45]\d\d\b|undefined|broken|aadsts|crash|\bbug|problem|` +
		`suddenly|stopped`,
)

// wish is how people ask for something, or how it is done.
var wish = lazy.MustCompile(
	`\b(would|it.d) be (nice|great|good|useful|helpful|desirable|possible|awesome)|feature request|` +
		`\bplease (add|provide|support|consider)|is (it|this|there) (possible|any way|a way|an option|support)|` +
		`\bhow (do|can|to|should|would) (i|we|you)?|(i|we) (want|would like|d like|are looking|are trying|need) to|` +
		`looking for a way|currently only supports|add (support|unit tests?)|suggestion|going to (the )?next step|` +
		`can you (please )?(elaborate|explain)|what is the best way`,
)

// codeLine is a line of code or of settings.
var codeLine = lazy.MustCompile(
	`^\s*(import|export|const|let|var|return|if ?\(|try|catch|def |class |from \S+ import|public|private|func |` +
		`package |use |require|@\w|//|#|/?\*|<\w|</|\.\w+\(|\$\w+|- \w+:|[}\])]|\w+: ?$|foreach|new )|` +
		`[;{},(\[]\s*(//.*|#.*)?$|^\s*["'\w.-]+["']?\s*(:=?|=>?|\+=) ?["'$\w\[{<@*]|^\s*\|`,
)

// loggedLine is one that a program wrote, whatever its form.
var loggedLine = lazy.MustCompile(
	`(error|exception)\b|^at \S+ \(|^at \S+:\d|` +
		`\b(fatal|warn(ing)?|fail(ed|ure)|denied|aadsts\d+|msg=|level=|errno|traceback)\b|\d\d:\d\d:\d\d`,
)

// thrown is code that makes an error, which has not happened.
var thrown = lazy.MustCompile(
	`\bnew \w*(error|exception)|\bthrow|\braise\b|catch|\.json\(|\bif ?\(|console\.|reject\(|` +
		`\berr\b\s*(!=|==|\)|=>|,|:=)|\(err\b`,
)

// The levels of a log that say nothing is wrong, those that say it, and what a log writes where there was no error.
var (
	quietLevel = lazy.MustCompile(`\b(info(rmation(al)?)?|verbose|debug|trace|inf|dbg|trc)\b`)
	loudLevel  = lazy.MustCompile(`\b(warn(ing)?|fatal|crit(ical)?|eror|err|wrn|ftl)\b`)
	noError    = lazy.MustCompile(
		`\berrors?"?\s*[:=]\s*("?(null|none|false|nil|undefined|0)"?|""|\[\]|\{\})|\bno errors?\b|on_?error\b`,
	)
)

const (
	// leastFaultless is how many words a text has that would name a fault if there was one.
	leastFaultless = 12
	// leastQuiet is how many times a log names a quiet level.
	leastQuiet = 2
	// leastCode is how many lines have to be code for a text to be code, and mostlyCode how many of ten.
	leastCode, mostlyCode = 3, 7
)

// isNoReport holds for a text that reports no fault: settings, code, a wish. Whatever its words are about, there is
// nothing to explain.
func (s *seen) isNoReport() bool {
	if s.isStatement() {
		return true
	}
	if !s.mayBeFaultless() {
		return false
	}
	isWish := wish.MatchString(s.lower) && !complaint.MatchString(s.lower) && !told.MatchString(s.lower)
	return isWish || isCode(strings.ToLower(s.plain))
}

// statement is one line of code that sets something up, whatever product it names.
var statement = lazy.MustCompile(
	`^\s*(export (default|const|async|function|class|type|interface|\{|\*)|import ?(['"({*]|[\w$]+( from\b|,))|` +
		`(const|let|var) [\w${\[][^\n=]{0,80}=|module\.exports\b[^\n]*=|@\w+\()[^\n]*[;)}\]'"]\s*$`,
)

// isStatement holds for a line of code without a word of a complaint.
func (s *seen) isStatement() bool {
	return statement.MatchString(strings.TrimSpace(s.lower)) && !complaint.MatchString(s.lower) && !s.showsFault()
}

// isQuiet holds for what a program wrote without a word of a complaint, such as a log in which all went well.
func (s *seen) isQuiet() bool {
	if s.isTold() || !s.mayBeFaultless() {
		return false
	}
	isEnglish := len(english.FindAllString(s.lower, leastEnglish)) == leastEnglish
	isLong := strings.Count(s.plain, "\n") >= leastCode && isEnglish
	return isQuietLog(s.lower) || isLong && !complaint.MatchString(s.lower) && !told.MatchString(s.lower)
}

// complains holds for a text with a word of a complaint, for what a person tells and does not wish, and for a text in
// another language, whose words for it are not known. Names of parameters and hosts alone say nothing of what went
// wrong.
func (s *seen) complains() bool {
	isTold := s.isTold() && !wish.MatchString(s.lower)
	return isTold || complaint.MatchString(s.lower) || told.MatchString(s.lower) || loudRecord.MatchString(s.lower) ||
		hasOtherLetters(s.lower)
}

// mayBeFaultless holds for a text that is long enough to name a fault, was read whole, and shows none. What shows a
// fault is known in English only.
func (s *seen) mayBeFaultless() bool {
	return len(s.raw) <= readWhole && len(strings.Fields(s.lower)) >= leastFaultless &&
		!hasOtherLetters(s.lower) && !s.showsFault() && !loudRecord.MatchString(s.lower)
}

// showsFault holds where the text itself shows what is wrong, whatever else it is.
func (s *seen) showsFault() bool {
	if len(s.pairs) > 0 || len(s.notes()) > 0 || s.wrongSetting() != "" || s.misspelled() != "" {
		return true
	}
	if u := s.redirect(); u != nil && redirectCause(u) != "" {
		return true
	}
	return len(s.shown(nil)) > 0
}

var (
	// told are turns with which people complain without a word of a complaint.
	told = lazy.MustCompile(
		`\bnone\b|\bbut\b|\balways\b|each time|after (the )?(login|logging|sign)|\bsince we\b|sent back|\blands?\b|` +
			`_claim_names|#ext#|users? (see|get|has|have|are|is)\b|they (see|get|have|are)\b`,
	)
	// loudRecord is a line of a log, or a field of one, with a level that says something is wrong, and an answer of a
	// server that refuses.
	loudRecord = lazy.MustCompile(
		`"?(level|lvl|severity)"?\s*[=:]\s*"?(error|err|fatal|warn\w*|[4-6]0)\b|\berr="|` +
			`^\W{0,3}\{.{0,200}"(status(code)?|detail|reason|message|title|outcome|result)"\s*:`,
	)
	// english are words of which a text of some lines in English has several.
	english = lazy.MustCompile(`\b(the|is|a|of|to|for|with|from)\b`)
)

// leastEnglish is how many of them.
const leastEnglish = 2

// faultless says that there is nothing to explain, and what reads a text that is no error.
func faultless() Explanation {
	return Explanation{
		ID: "unexplained", Title: "this text has no error in it", Who: whoDeveloper,
		Check: "look for the error itself, in a line further down or in another log; a token, an app registration or " +
			"settings: edov inspect FILE, edov app FILE, edov connections import FILE",
		Fix: "Give edov the lines in which something fails",
	}
}

// isQuietLog holds for a log of whose lines none says that something went wrong.
func isQuietLog(text string) bool {
	return len(quietLevel.FindAllStringIndex(text, leastQuiet)) == leastQuiet &&
		!complaint.MatchString(noError.ReplaceAllString(text, "")) && !loudLevel.MatchString(text)
}

// hasOtherLetters holds for a text with letters that English does not have.
func hasOtherLetters(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool {
		return r >= 0xC0 && r < 0x2000 || r > 0x3000 && r < 0xE000 // letters, no marks and pictures
	})
}

// isCode holds for a text that is code or settings, without a line that a program wrote, and without a sentence of a
// person's.
func isCode(text string) bool {
	lines, code := 0, 0
	for line := range strings.Lines(text) {
		switch line = strings.TrimSpace(line); {
		case line == "":
			continue
		case loggedLine.MatchString(line) && !thrown.MatchString(line):
			return false
		case codeLine.MatchString(line):
			code++
		case strongComplaint.MatchString(line), isSentence(line):
			return false
		}
		lines++
	}
	return code >= leastCode && code*10 >= lines*mostlyCode
}

// isSentence holds for a line that a person wrote.
func isSentence(line string) bool {
	return len(strings.Fields(line)) >= 6 && !strings.ContainsAny(line, "[]{};=<>(")
}
