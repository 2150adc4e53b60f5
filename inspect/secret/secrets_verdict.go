package secret

import (
	"cmp"
	"strconv"
	"strings"

	"edov/flow/appreg"
	"edov/inspect/report"
	"edov/inspect/words"
)

// Verdict is what a list of secrets comes to. Every rendering shows it, and the exit code follows from it: nothing
// else decides.
type Verdict struct {
	Verdict string // VerdictPass, VerdictFail or VerdictUnknown
	// State is the mark: StateExpired or StateEnding for a failure, StateUndated for what is unknown, else StateValid.
	State    CredentialState
	Headline string // the one line the reader needs
}

// Judge gives the verdict. What has expired, is about to, or is not valid yet counts before what was not read,
// since it needs action: the headline then adds that the list is incomplete. A list in which nothing fails passes
// only if all of it was read and every secret has a date. Where a secret was given, it has to be one that is valid.
func (r *Report) Judge() Verdict {
	unread := r.unread()
	switch {
	case r.Problems()+r.NotYetCount > 0, r.used().Fails():
		v := Verdict{Verdict: report.VerdictFail, State: StateEnding, Headline: r.problemLine()}
		if r.Counts.Expired+r.NotYetCount > 0 || r.used().Fails() {
			v.State = StateExpired
		}
		if r.ReadErrors() > 0 {
			v.Headline += "; the list is incomplete"
		}
		return v
	case len(unread) > 0:
		line := "unknown: " + strings.Join(unread, ", ")
		if n := r.Counts.All() - r.Counts.Undated - r.Counts.Replaced; n > 0 {
			line += "; of " + r.Counted(n) + " with a date, none expires" + r.window() + r.replacedTail()
		}
		return Verdict{Verdict: report.VerdictUnknown, State: StateUndated, Headline: line}
	}
	return Verdict{Verdict: report.VerdictPass, State: StateValid, Headline: r.fineLine()}
}

// used is what is known of the secret that was given.
func (r *Report) used() Used {
	if r.InUse == nil {
		return Used{}
	}
	return *r.InUse
}

// Problems counts what needs action: expired and not replaced, or about to expire.
func (r *Report) Problems() int { return r.Counts.Expired + r.Counts.Ending }

// Headline is the one line the reader needs.
func (r *Report) Headline() string { return r.Judge().Headline }

// unread are the reasons why nothing can be said about all secrets.
func (r *Report) unread() []string {
	var out []string
	if r.Partial {
		out = append(out, "the list is incomplete")
	}
	switch {
	case r.FaultCount > 0 && r.Registrations == 0:
		out = append(out, "no app registration could be read")
	case r.FaultCount > 0:
		out = append(out, "the secrets of "+registrations(r.FaultCount)+" were not read")
	case r.Registrations == 0:
		out = append(out, "no app registration in the list")
	}
	if n := r.CertificatesUnknown; n > 0 {
		out = append(out, "the certificates of "+registrations(n)+" were not read")
	}
	if u := r.used(); u.Standing == StandingUnknown {
		out = append(out, u.Words)
	}
	out = append(out, r.datesUnknown("expiry", r.Counts.Undated-r.startUnread)...)
	return append(out, r.datesUnknown("start", r.startUnread)...)
}

// datesUnknown says of how many a date is not known; nothing for none.
func (r *Report) datesUnknown(which string, n int) []string {
	switch all := r.Counts.All(); {
	case n == 0:
		return nil
	case all == 1:
		return []string{"the " + which + " date of the " + kindOfAll(r) + " is not known"}
	default:
		return []string{"the " + which + " date of " + strconv.Itoa(n) + " of " + r.Counted(all) + " is not known"}
	}
}

// kindOfAll names the only one in the list.
func kindOfAll(r *Report) string {
	if r.certificates > 0 {
		return "certificate"
	}
	return "secret"
}

// ReadErrors counts what was not read, or only in part.
func (r *Report) ReadErrors() int {
	n := r.FaultCount + r.CertificatesUnknown
	if r.Partial {
		n++
	}
	return n
}

// problemLine says what has expired, what is about to, and what is not valid yet.
func (r *Report) problemLine() string {
	var parts []string
	if u := r.used(); u.Words != "" && (r.Counts.All() > 1 || r.Problems()+r.NotYetCount == 0) {
		parts = append(parts, u.Words) // of the only one, the other parts say it
	}
	if r.Problems() > 0 {
		parts = append(parts, r.endLine())
	}
	if r.NotYetCount == 1 {
		parts = append(parts, "no secret is valid yet: "+r.NotYet[0])
	} else if n := r.NotYetCount; n > 1 {
		parts = append(parts, "no secret of "+registrations(n)+" is valid yet, first "+r.NotYet[0])
	}
	return strings.Join(parts, "; ")
}

// replacedTail says how many expired without harm.
func (r *Report) replacedTail() string {
	if n := r.Counts.Replaced; n > 0 {
		return "; " + strconv.Itoa(n) + " expired, replaced"
	}
	return ""
}

// endLine says what has expired and what is about to.
func (r *Report) endLine() string {
	c := r.Counts
	if c.All() == 1 {
		line := "client secret"
		if len(r.Secrets) == 1 && r.Secrets[0].Kind == appreg.CredentialCertificate {
			line = "certificate"
		}
		if len(r.Secrets) == 1 {
			return line + " " + Expiry(r.JudgedAt, r.Secrets[0].Ends)
		}
		if c.Expired == 1 {
			return line + " expired"
		}
		return line + " expires" + r.window()
	}
	total := " of " + r.Counted(c.All())
	if c.Expired == 0 {
		return strconv.Itoa(c.Ending) + total + " " + expire(c.Ending) + r.window() + r.replacedTail()
	}
	line := strconv.Itoa(c.Expired+c.Replaced) + total + " expired"
	if c.Replaced > 0 {
		line += " (" + strconv.Itoa(c.Replaced) + " replaced)"
	}
	if c.Ending > 0 {
		line += ", " + strconv.Itoa(c.Ending) + " " + expire(c.Ending) + r.window()
	}
	return line
}

func expire(n int) string {
	if n == 1 {
		return "expires"
	}
	return "expire"
}

// fineLine says that no secret expires soon; of the only one that counts it says when.
func (r *Report) fineLine() string {
	all := r.Counts.All() - r.Counts.Replaced
	switch {
	case all == 0 && r.Counts.Replaced == 0:
		return "no secrets in " + registrations(r.Registrations)
	case all == 1 && r.Counts.Replaced > 0 && r.Secrets != nil && r.Secrets[0].State == StateValid:
		return "1 " + kindOf(r.Secrets[0]) + ": " + Expiry(r.JudgedAt, r.Secrets[0].Ends) + r.replacedTail()
	case all <= 1:
		return "no secret expires" + r.window() + r.replacedTail()
	}
	return r.Counted(all) + ": none expires" + r.window() + r.replacedTail()
}

// Counted is a number of those in the list, by what they are: a certificate is no secret.
func (r *Report) Counted(n int) string {
	switch r.certificates {
	case 0:
		return words.Count(n, "secret", "secrets")
	case r.Counts.All():
		return words.Count(n, "certificate", "certificates")
	}
	return words.Count(n, "secret or certificate", "secrets and certificates")
}

func kindOf(l Line) string {
	if l.Kind == appreg.CredentialCertificate {
		return "certificate"
	}
	return "secret"
}

func registrations(n int) string { return words.Count(n, "app registration", "app registrations") }

// window is the time that counts as soon.
func (r *Report) window() string { return " within " + words.Count(r.WithinDays, "day", "days") }

// Remarks say what the table leaves out, and what was not read.
func (r *Report) Remarks() []string {
	var out []string
	if r.More > 0 {
		out = append(out, words.Count(r.More, "more is", "more are")+" not listed; --limit 0 shows all")
	}
	if n := r.Counts.Replaced; n > 0 {
		out = append(out, words.Count(n, "has expired", "have expired")+
			", with a newer one valid: remove those no longer in use from the app registration")
	}
	for _, line := range r.NotYet {
		out = append(out, "not valid yet: "+line+"; sign-ins fail until then")
	}
	if n := r.NotYetCount - len(r.NotYet); n > 0 {
		out = append(out, words.Count(n, "more app registration has", "more app registrations have")+" no valid secret yet")
	}
	return append(out, r.Unread()...)
}

// Unread says, part by part, what was not read and what is not known.
func (r *Report) Unread() []string {
	out := r.notRead()
	if n := r.Values; n > 0 {
		out = append(out, words.Count(n, "value of a secret or private key is", "values of secrets or private keys are")+
			" in the document: anyone with it can act as the app; delete it there, and replace a secret that is real")
	}
	const see = "; see App registrations > your app > Certificates & secrets"
	if n := r.Counts.Undated - r.startUnread; n > 0 {
		out = append(out, words.Count(n, "secret has", "secrets have")+" no expiry date that edov can read"+see)
	}
	if n := r.startUnread; n > 0 {
		out = append(out, words.Count(n, "secret has", "secrets have")+
			" a start date that edov can't read, and may not be valid yet"+see)
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
		out = append(out, words.Count(n, "more app registration was", "more app registrations were")+" not read")
	}
	if r.Partial {
		out = append(out, "the list is incomplete: "+r.Reason)
	}
	if u := r.used(); u.Words != "" {
		out = append(out, u.Words+"; "+u.Effect())
	}
	if n := r.CertificatesUnknown; n > 0 {
		out = append(out, words.Count(n, "app registration has", "app registrations have")+
			" no keyCredentials in the list, so certificates are not listed")
	}
	return out
}

// nameOf names a registration in a list.
func nameOf(a *appreg.App) string {
	name, id := words.Cut(a.DisplayName.Value), words.Cut(a.AppID.Value)
	switch {
	case name == "":
		return cmp.Or(id, "an app registration without a name")
	case id == "":
		return name
	}
	return name + " (" + id + ")"
}
