package workspace

import (
	"errors"
	"slices"
	"strings"

	"edov/flow"
	"edov/flow/appreg"
	"edov/flow/pasted"
	"edov/inspect/fault"
	"edov/inspect/report"
)

// Purpose is what a pasted text is for, where nothing says what it is.
type Purpose int

// The purposes.
const (
	ToExplain Purpose = iota // an error, a symptom, a question
	ToCheck                  // a token, a manifest, a report, the name of a file, or what is mistaken for one
	ToFill                   // the settings of a connection
)

// PurposeOf finds out what a pasted text is for.
func PurposeOf(text string) Purpose {
	text = PastedLines(text)
	if r, ok := Recognize(text); ok && !r.Document {
		return ToFill
	}
	if IsDocument(text) || IsPath(strings.Trim(text, "\"' \n")) {
		return ToCheck
	}
	s, _, err := pasted.Read([]byte(text), "")
	if err == nil && onlyFailed(s) {
		return ToExplain // a report of it would have nothing but skipped checks
	}
	var no *pasted.NoToken
	if errors.As(err, &no) && slices.Contains(maybeErrors, no.Form) {
		if known, _ := Answers(text, fault.About{}); len(known) > 0 {
			return ToExplain
		}
	}
	return ToCheck
}

// onlyFailed holds for what is an error and no more. A saved sign-in that failed has a report.
func onlyFailed(s *flow.Session) bool {
	return s.Origin == flow.OriginPasted && s.Failure != nil && s.Tokens == nil
}

// maybeErrors are the forms of texts without a token that may be an error: one without a form, a page, an address, the
// number of an error, claims that can't be read, an error of Microsoft Graph.
var maybeErrors = []string{"", "html", "address", "number", "error-and-token", "claims", "versions", pasted.GraphError}

// IsDocument holds for a text that is checked and not explained: a token, an app registration, a report.
func IsDocument(text string) bool {
	data := []byte(PastedLines(text))
	plain, _ := pasted.PlainText(data)
	if report.IsReport([]byte(plain)) || appreg.LooksLike([]byte(plain)) {
		return true
	}
	s, _, err := pasted.Read(data, "")
	return err == nil && s.Tokens != nil && s.Failure == nil
}
