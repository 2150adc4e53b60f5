// Package openmetrics writes lists of secrets and reports in the format of OpenMetrics 1.0, for node exporters and
// scrapers. Names of metrics and labels are an interface, as the members of JSON are.
//
// Values of labels are made visible and quoted. Nothing in them identifies a person.
package openmetrics

import (
	"strconv"
	"strings"

	"edov/flow/visible"
	"edov/inspect/report"
	"edov/inspect/secret"
)

// Secrets writes a list of secrets. Times are Unix seconds.
func Secrets(r *secret.Report) []byte {
	w := new(writer)
	w.family("edov_secret_expiry_timestamp_seconds", "seconds", "When a client secret or certificate expires.")
	for _, l := range r.Secrets {
		at := "NaN" // it exists, and its expiry date is not known
		if !l.Ends.IsZero() {
			at = strconv.FormatInt(l.Ends.Unix(), 10)
		}
		w.sample(at, "kind", l.Kind, "app", l.App, "app_id", l.AppID, "name", l.Name, "key_id", l.KeyID,
			"state", string(l.State))
	}
	w.family("edov_secrets", "", "Client secrets and certificates by state.")
	for _, state := range secret.States() {
		w.sample(strconv.Itoa(r.Counts.Of(state)), "state", string(state))
	}
	w.family("edov_registrations", "", "App registrations that were read.")
	w.sample(strconv.Itoa(r.Registrations))
	w.unread(r.ReadErrors())
	return w.end()
}

// unread is the metric that says whether the others leave something out.
func (w *writer) unread(n int) {
	w.family("edov_read_errors", "",
		"Registrations and lists that were not read in full. Above 0, some are missing from the other numbers.")
	w.sample(strconv.Itoa(n))
}

// Reports writes what reports come to, and the checks that failed or were not made. unread is what was not read of
// many app registrations.
func Reports(reports []*report.Report, unread []string) []byte {
	w, about := new(writer), labelsOf(reports)
	w.family("edov_report_verdict", "", "The verdict of a report: 1 for the one that holds.")
	for i, r := range reports {
		is := r.Conclude(report.Error).Verdict
		for _, v := range []string{report.VerdictPass, report.VerdictFail, report.VerdictUnknown} {
			n := "0"
			if v == is {
				n = "1"
			}
			w.sample(n, append(about[i], "verdict", v)...)
		}
	}
	w.family("edov_report_timestamp_seconds", "seconds", "When a report was made.")
	for i, r := range reports {
		w.sample(strconv.FormatInt(r.JudgedAt.Unix(), 10), about[i]...)
	}
	w.family("edov_report_checks", "", "Checks of a report by what came of them.")
	for i, r := range reports {
		c := r.Counts
		for _, count := range []struct {
			outcome string
			n       int
		}{
			{"passed", c.Passed},
			{"error", c.Errors},
			{"warning", c.Warnings},
			{"note", c.Notes},
			{"skipped", c.Skipped},
			{"unknown", c.Unknown},
			{"broken", c.Broken},
		} {
			w.sample(strconv.Itoa(count.n), append(about[i], "outcome", count.outcome)...)
		}
	}
	w.family("edov_report_finding", "", "A check that failed, broke, or was not made (unknown): always 1.")
	for i, r := range reports {
		for _, f := range r.Findings {
			if f.Rank() < report.QuietRank {
				w.sample("1", append(about[i], "check", f.ID, "severity", string(f.Severity), "outcome", string(f.Outcome))...)
			}
		}
	}
	w.unread(len(unread))
	return w.end()
}

// labelsOf are the labels that tell reports apart. Two reports of the same app also have a number: no two samples may
// have the same labels.
func labelsOf(reports []*report.Report) [][]string {
	list, seen := make([][]string, len(reports)), map[string]int{}
	for i, r := range reports {
		app, id := "", r.Request.ClientID
		if a := r.Registration; a != nil {
			app = a.DisplayName.Value
			if a.AppID.Value != "" {
				id = a.AppID.Value
			}
		}
		labels := []string{"origin", string(r.Origin), "app", app, "app_id", id}
		key := strings.Join(labels, "\x00")
		if seen[key]++; seen[key] > 1 {
			labels = append(labels, "report", strconv.Itoa(seen[key]))
		}
		list[i] = labels[:len(labels):len(labels)] // append makes a copy
	}
	return list
}

type writer struct {
	b    strings.Builder
	name string // of the metric family that samples belong to
}

// family begins a metric family, a gauge. unit is the end of its name, or empty.
func (w *writer) family(name, unit, help string) {
	w.name = name
	w.b.WriteString("# TYPE " + name + " gauge\n")
	if unit != "" {
		w.b.WriteString("# UNIT " + name + " " + unit + "\n")
	}
	w.b.WriteString("# HELP " + name + " " + help + "\n")
}

// sample writes a value with its labels: names and values in turn.
func (w *writer) sample(value string, labels ...string) {
	w.b.WriteString(w.name)
	for i := 0; i+1 < len(labels); i += 2 {
		if i == 0 {
			w.b.WriteByte('{')
		} else {
			w.b.WriteByte(',')
		}
		w.b.WriteString(labels[i] + "=" + quote(labels[i+1]))
	}
	if len(labels) > 0 {
		w.b.WriteByte('}')
	}
	w.b.WriteString(" " + value + "\n")
}

func (w *writer) end() []byte { return []byte(w.b.String() + "# EOF\n") }

// quote quotes a label's value (OpenMetrics 1.0, section 5.1).
func quote(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`).Replace(visible.Line(s)) + `"`
}
