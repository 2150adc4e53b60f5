// Package csv renders lists as comma-separated values (RFC 4180) for spreadsheets.
//
// A cell from outside that a spreadsheet would take for a formula gets an apostrophe before it, as OWASP advises ("CSV
// Injection"), and control characters are made visible.
package csv

import (
	"encoding/csv"
	"strings"

	"edov/flow/visible"
	"edov/inspect/rollout"
)

// Users renders the users of a report who may have trouble signing in, one a line.
func Users(r *rollout.Report) ([]byte, error) {
	rows := [][]string{{"trouble", "id", "user_principal_name", "mail", "product", "expected"}}
	for _, l := range r.List {
		var all []string
		for _, t := range l.Troubles {
			all = append(all, string(t))
		}
		rows = append(rows, []string{
			strings.Join(all, " "), l.ID, l.PrincipalName, l.Mail, r.Product, strings.Join(l.Verdicts, " "),
		})
	}
	return table(rows)
}

// table renders rows, the first of which are the names of the columns.
func table(rows [][]string) ([]byte, error) {
	var b strings.Builder
	w := csv.NewWriter(&b)
	for _, row := range rows {
		for i := range row {
			row[i] = cell(row[i])
		}
		if err := w.Write(row); err != nil {
			return nil, err
		}
	}
	w.Flush()
	return []byte(b.String()), w.Error()
}

// cell makes a text one that no spreadsheet runs.
func cell(text string) string {
	text = visible.Line(text)
	if text != "" && strings.ContainsRune("=+-@\t\r＝＋－＠", []rune(text)[0]) {
		return "'" + text
	}
	return text
}
