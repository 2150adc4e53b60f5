package secret

import (
	"cmp"
	"strconv"
	"strings"

	"edov/flow"
	"edov/inspect/report"
	"edov/inspect/words"
)

// Verdict is what a list of secrets comes to. Every rendering shows it,
// and the exit code follows from it: nothing else decides.
type Verdict struct {
	Verdict string // VerdictPass, VerdictFail or VerdictUnknown
	// State is the mark: StateExpired or StateEnding for a failure, StateUndated
	// for what is unknown, else StateValid.
	State    CredentialState
	Headline string // the one line the reader needs
}

// Judge gives the verdict. What has expired, is about to, or is not valid yet counts before what
// was not read, since it tells a watchman to act: the headline then adds that the
// list is not whole. A list of which nothing fails is fine only if all of it was
// read, and every secret has a date.
func (r *Report) Judge() Verdict {
	unread := r.unread()
	switch {
	case r.Problems()+r.NotYetCount > 0:
		v := Verdict{Verdict: report.VerdictFail, State: StateEnding, Headline: r.problemLine()}
		if r.Counts.Expired+r.NotYetCount > 0 {
			v.State = StateExpired
		}
		if r.readErrors() > 0 {
			v.Headline += "; the list is not whole"
		}
		return v
	case len(unread) > 0:
		line := "unknown: " + strings.Join(unread, ", ")
		if n := r.Counts.All() - r.Counts.Undated; n > 0 {
			line += "; of " + words.Count(n, "secret", "secrets") + " with a date, none expires" + r.window() + r.replacedTail()
		}
		return Verdict{Verdict: report.VerdictUnknown, State: StateUndated, Headline: line}
	}
	return Verdict{Verdict: report.VerdictPass, State: StateValid, Headline: r.fineLine()}
}

// Problems counts what a watchman has to report: ended and not replaced, or
// about to end.
func (r *Report) Problems() int { return r.Counts.Expired + r.Counts.Ending }

// Headline is the one line the reader needs.
func (r *Report) Headline() string { return r.Judge().Headline }

// unread are the reasons for which nothing can be said of all secrets.
func (r *Report) unread() []string {
	var out []string
	if r.Partial {
		out = append(out, "the list is not whole")
	}
	switch {
	case r.FaultCount > 0 && r.Registrations == 0:
		out = append(out, "no registration could be read")
	case r.FaultCount > 0:
		out = append(out, "the secrets of "+words.Count(r.FaultCount, "registration", "registrations")+" were not read")
	case r.Registrations == 0:
		out = append(out, "there is no registration in the list")
	}
	if n := r.CertificatesUnknown; n > 0 {
		out = append(out, "the certificates of "+words.Count(n, "registration", "registrations")+" were not read")
	}
	switch n, all := r.Counts.Undated, r.Counts.All(); {
	case n > 0 && all == 1:
		out = append(out, "the expiry date of the secret is not known")
	case n > 0:
		out = append(out, "the expiry date of "+strconv.Itoa(n)+" of "+words.Count(all, "secret", "secrets")+" is not known")
	}
	return out
}

// readErrors counts what was not read, or only in part.
func (r *Report) readErrors() int {
	n := r.FaultCount + r.CertificatesUnknown
	if r.Partial {
		n++
	}
	return n
}

// problemLine tells what has expired, what is about to, and what is not valid yet.
func (r *Report) problemLine() string {
	var parts []string
	if r.Problems() > 0 {
		parts = append(parts, r.endLine())
	}
	if r.NotYetCount == 1 {
		parts = append(parts, "no secret is valid yet: "+r.NotYet[0])
	} else if n := r.NotYetCount; n > 1 {
		parts = append(parts, "no secret of "+words.Count(n, "registration", "registrations")+" is valid yet, first "+r.NotYet[0])
	}
	return strings.Join(parts, "; ")
}

// replacedTail tells how many ended without harm.
func (r *Report) replacedTail() string {
	if n := r.Counts.Replaced; n > 0 {
		return "; " + words.Count(n, "expired and was replaced", "expired and were replaced")
	}
	return ""
}

// endLine tells what has expired and what is about to.
func (r *Report) endLine() string {
	var parts []string
	if n := r.Counts.Expired + r.Counts.Replaced; r.Counts.Expired > 0 {
		part := words.Count(n, "has", "have") + " expired"
		if replaced := r.Counts.Replaced; replaced > 0 {
			part += " (" + words.Count(replaced, "was", "were") + " replaced)"
		}
		parts = append(parts, part)
	}
	if n := r.Counts.Ending; n > 0 {
		parts = append(parts, words.Count(n, "ends", "end")+r.window())
	}
	number, rest, _ := strings.Cut(parts[0], " ")
	parts[0] = number + " of " + words.Count(r.Counts.All(), "secret", "secrets") + " " + rest
	line := strings.Join(parts, ", ")
	if r.Counts.Expired == 0 {
		line += r.replacedTail()
	}
	return line
}

// fineLine tells that nothing expires soon.
func (r *Report) fineLine() string {
	switch all := r.Counts.All(); all {
	case 0:
		return "there are no secrets in " + words.Count(r.Registrations, "registration", "registrations")
	case 1:
		return "the secret does not end" + r.window()
	default:
		return "none of " + words.Count(all, "secret", "secrets") + " ends" + r.window() + r.replacedTail()
	}
}

// window is the time that counts as soon.
func (r *Report) window() string { return " within " + words.Count(r.WithinDays, "day", "days") }

// Remarks say what the table leaves out, and what was not read.
func (r *Report) Remarks() []string {
	var out []string
	if r.More > 0 {
		out = append(out, words.Count(r.More, "more that ends", "more that end")+" later; --limit 0 shows all")
	}
	if n := r.Counts.Replaced; n > 0 {
		out = append(out, words.Count(n, "has expired and was", "have expired and were")+
			" replaced: remove from the registration what is no longer used")
	}
	for _, line := range r.NotYet {
		out = append(out, "not valid yet: "+line+"; sign-ins fail until then")
	}
	if n := r.NotYetCount - len(r.NotYet); n > 0 {
		out = append(out, words.Count(n, "more registration has", "more registrations have")+" no valid secret yet")
	}
	return append(out, r.Unread()...)
}

// Unread says, part by part, what was not read and what is not known.
func (r *Report) Unread() []string {
	out := r.notRead()
	if n := r.Counts.Undated; n > 0 {
		out = append(out, words.Count(n, "secret has", "secrets have")+
			" no expiry date that edov can read: see App registrations > your app > Certificates & secrets")
	}
	return out
}

// notRead says what was not read.
func (r *Report) notRead() []string {
	var out []string
	for _, f := range r.Faults {
		out = append(out, "not read: "+f)
	}
	if n := r.FaultCount - len(r.Faults); n > 0 {
		out = append(out, words.Count(n, "more registration was", "more registrations were")+" not read")
	}
	if r.Partial {
		out = append(out, "the list is not whole: "+r.Reason)
	}
	if n := r.CertificatesUnknown; n > 0 {
		out = append(out, words.Count(n, "registration came", "registrations came")+
			" without keyCredentials, so certificates are not listed")
	}
	return out
}

// nameOf names a registration in a list.
func nameOf(a *flow.AppRegistration) string {
	name, id := words.Cut(a.DisplayName.Value), words.Cut(a.AppID.Value)
	switch {
	case name == "":
		return cmp.Or(id, "a registration without a name")
	case id == "":
		return name
	}
	return name + " (" + id + ")"
}
