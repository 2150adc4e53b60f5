// Package csv writes lists as comma-separated values (RFC 4180), for spreadsheets.
//
// Spreadsheets run a cell that begins as a formula does. Text from outside that begins so gets an apostrophe in front,
// which they take for "this is text" (OWASP, CSV Injection). Numbers and dates are edov's own and stay as they are, so
// that they can be sorted and compared: days_left is negative for what has expired.
package csv

import (
	"bytes"
	"encoding/csv"
	"strconv"
	"strings"
	"time"

	"edov/flow/visible"
	"edov/inspect/secret"
)

// columns are the names in the first line. Like members of JSON they are an interface.
var columns = []string{
	"state", "kind", "app", "app_id", "name", "key_id", "hint", "created", "expires", "days_left", "in_use",
}

// Secrets writes the list, a secret or certificate a line, the first to expire first. An unknown date, the days to it
// and an unknown use are empty. What was not read has no place in it: see secret.Report.Unread.
func Secrets(r *secret.Report) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.UseCRLF = true // RFC 4180 section 2
	_ = w.Write(columns)
	for _, l := range r.Secrets {
		days := ""
		if !l.Ends.IsZero() {
			days = strconv.Itoa(l.DaysLeft)
		}
		_ = w.Write([]string{ // a buffer takes everything
			string(l.State), cell(l.Kind), cell(l.App), cell(l.AppID), cell(l.Name), cell(l.KeyID), cell(l.Hint),
			date(l.Created), date(l.Ends), days, inUse(l),
		})
	}
	w.Flush()
	return b.Bytes()
}

// inUse is empty where no secret was given that could be compared.
func inUse(l secret.Line) string {
	if !l.UseKnown {
		return ""
	}
	return strconv.FormatBool(l.InUse)
}

func date(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// cell is text from outside as the value of a cell.
func cell(s string) string {
	text := visible.Line(s)
	for _, c := range [...]string{s, text} { // as it came, and with its tabs and line ends made visible
		if beginsFormula(c) {
			return "'" + text
		}
	}
	return text
}

// beginsFormula holds for what a spreadsheet runs, or would run without the blanks in front. Some take the full-width
// forms for the signs too.
func beginsFormula(s string) bool {
	if strings.HasPrefix(s, "\t") || strings.HasPrefix(s, "\r") || strings.HasPrefix(s, "\n") {
		return true
	}
	s = strings.TrimSpace(s)
	for _, sign := range []string{"=", "+", "-", "@", "＝", "＋", "－", "＠"} {
		if strings.HasPrefix(s, sign) {
			return true
		}
	}
	return false
}
