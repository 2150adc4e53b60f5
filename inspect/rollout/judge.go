package rollout

import (
	"slices"
	"strconv"
	"strings"

	"edov/flow"
	"edov/inspect/product"
	"edov/inspect/report"
	"edov/inspect/words"
)

// Report is the result.
func (c *Collector) Report() *Report {
	r := c.report
	r.Users.KindUnknown = c.kindUnknown()
	r.List = slices.Clone(r.List)
	for _, row := range checkTable() {
		k := Check{
			ID: row.ID, Title: row.Title, Severity: row.Severity, Means: row.Means, Fix: row.Fix, Sources: row.Sources,
			Outcome: report.Pass, about: row.About,
		}
		judges[row.ID](c, &k)
		switch {
		case k.Outcome == report.Pass, k.Outcome == report.Skip:
			k.Means, k.Fix = "", ""
		case k.Outcome == report.Fail && k.Severity == report.Note:
			k.Fix = ""
		}
		r.Checks = append(r.Checks, k)
	}
	r.Others = c.others()
	r.conclude()
	return &r
}

// judges judge one check each.
var judges = map[string]func(*Collector, *Check){
	checkMail:    (*Collector).judgeMail,
	checkDomain:  (*Collector).judgeMailDomains,
	checkGuests:  (*Collector).judgeGuests,
	checkShared:  (*Collector).judgeShared,
	checkDomains: (*Collector).judgeDomains,
	checkConsent: (*Collector).judgeConsent,
	checkSecrets: (*Collector).judgeSecrets,
}

// unknown sets a check to "not checked".
func (k *Check) unknown(why string) {
	k.Outcome, k.Summary = report.Unknown, k.about+": not checked: "+why
	k.Fix = ""
}

// unknownFor is unknown for a failure, whose hint is the fix.
func (k *Check) unknownFor(f *flow.Failure) {
	k.unknown(f.Summary)
	k.Fix = f.Hint
}

// fail sets a check to failed.
func (k *Check) fail(s report.Severity, summary string) {
	k.Outcome, k.Severity, k.Summary = report.Fail, s, summary
}

// users judges a check about users: found of them are in trouble. It is not passed unless all users were read.
func (c *Collector) users(k *Check, t Trouble, found, none string) {
	n := c.counts[t]
	k.Count, k.Effects = n, c.effects[t].effects
	switch {
	case n > 0:
		k.fail(c.severity(t, k.Severity), words.Count(n, "user "+singular(found), "users "+found))
	case c.unread != nil:
		k.unknownFor(c.unread)
	case c.report.incomplete():
		k.unknown("not all users were read; there are none among the others")
	case c.report.Users.Read == 0:
		k.unknown("the list has no users")
	case c.report.Users.Able() == 0:
		k.unknown("no user in the list can sign in")
	default:
		k.Summary = none
	}
}

// singular is a predicate of several for one: "have no mail" becomes "has no mail".
func singular(predicate string) string {
	verb, rest, _ := strings.Cut(strings.Replace(predicate, "guests", "a guest", 1), " ")
	one := map[string]string{"have": "has", "are": "is", "share": "shares"}
	return one[verb] + " " + rest
}

// severity of a trouble with the chosen product: what it does not mind is a note, and what it may mind is a warning.
func (c *Collector) severity(t Trouble, without report.Severity) report.Severity {
	all := c.effects[t]
	switch {
	case len(all.effects) == 0, t == Shared: // no product, or one that was not asked about two users of one mail
		return without
	case all.certain == 0 && all.open == 0:
		return report.Note
	case all.certain == 0:
		return report.Warning
	}
	return without
}

func (c *Collector) judgeMail(k *Check) { c.users(k, NoMail, "have no mail", "every user has a mail") }

func (c *Collector) judgeMailDomains(k *Check) {
	switch {
	case c.o.OnlyUsers && !c.domains.read:
		k.unknown("the list doesn't say which domains the tenant has verified")
		k.Fix = "name them with --domains, or read the tenant with --live"
		return
	case c.domains.failed != nil:
		k.unknownFor(c.domains.failed)
		return
	case c.verified == nil:
		k.unknown("the tenant's domains were not read")
		return
	}
	c.users(k, Unverified, "have a mail in a domain that the tenant hasn't verified", "every mail is in a verified domain")
	if c.subdomains > 0 {
		k.Summary += "; " + strconv.Itoa(c.subdomains) + " of them in a subdomain of a verified one, which may count"
	}
	if c.misformed > 0 {
		k.Summary += "; the mail of " + strconv.Itoa(c.misformed) + " of them is no address"
	}
}

// kindUnknown counts users of whom it isn't known whether they are guests. Where all have null as their userType, that
// says only that the list was read without it.
func (c *Collector) kindUnknown() int {
	if c.kinds == 0 {
		return c.report.Users.KindUnknown + c.noKind
	}
	return c.report.Users.KindUnknown
}

func (c *Collector) judgeGuests(k *Check) {
	c.users(k, Guest, "are guests", "no guests")
	n := c.kindUnknown()
	switch {
	case n > 0 && k.Outcome == report.Pass:
		k.unknown("of " + words.Count(n, "user", "users") + " the list doesn't say whether they are guests (userType)")
		k.Fix = "add userType to $select, or read the tenant with --live"
	case n > 0 && k.Outcome == report.Fail:
		k.Summary += "; of " + words.Count(n, "more user", "more users") + " the list doesn't say (userType)"
	}
}

func (c *Collector) judgeShared(k *Check) {
	c.users(k, Shared, "share a mail with another user", "no two users share a mail")
	for i := range k.Effects {
		k.Effects[i].Reason = c.effects[Shared].links
	}
	if n := c.mails.full; n > 0 {
		limit := words.Count(n, "mail was", "mails were") + " not compared: edov remembers about " + strconv.Itoa(MaxMails)
		if k.Outcome == report.Pass {
			k.unknown(limit)
			return
		}
		k.Summary += "; " + limit
	}
}

// part judges a check of the tenant itself as far as it wasn't read; false: it was.
func (c *Collector) part(k *Check, p part) bool {
	switch {
	case c.o.OnlyUsers && !p.read:
		k.Outcome, k.Summary = report.Skip, k.about+": a list of users doesn't say"
	case p.failed != nil:
		k.unknownFor(p.failed)
	case !p.read:
		k.unknown("it was not read")
	default:
		return false
	}
	return true
}

func (c *Collector) judgeDomains(k *Check) {
	if c.part(k, c.domains) {
		return
	}
	names := flow.VerifiedNames(c.report.Domains)
	if len(names) == 0 {
		k.fail(report.Warning, "the tenant has no verified domain")
		return
	}
	shown := names[:min(len(names), 5)]
	k.Summary = words.Count(len(names), "verified domain", "verified domains") + ": " +
		words.Cut(strings.Join(shown, ", "))
	if len(names) > len(shown) {
		k.Summary += " and " + strconv.Itoa(len(names)-len(shown)) + " more"
	}
	if n := len(c.report.Domains) - len(names); n > 0 {
		k.fail(report.Note, k.Summary+"; "+strconv.Itoa(n)+" not verified")
	}
}

// The consent policies that Microsoft built in ("Configure how users consent to applications").
const (
	consentAll = "microsoft-user-default-legacy"
	consentMS  = "microsoft-user-default-recommended" // "Let Microsoft manage your consent settings", of new tenants
	consentLow = "microsoft-user-default-low"
)

func (c *Collector) judgeConsent(k *Check) {
	switch {
	case c.part(k, c.consent):
	case len(c.policies) == 0:
		k.fail(report.Warning, "users can't consent: an administrator has to, once, before the first sign-in")
	case slices.Contains(c.policies, consentAll):
		k.Summary = "users can consent to permissions that need no administrator"
	case slices.Contains(c.policies, consentMS):
		k.Summary = "Microsoft decides what users can consent to: openid, profile, email and User.Read, but not mail, " +
			"calendars and most files"
	case slices.Contains(c.policies, consentLow):
		k.fail(report.Note, "users can consent only to apps of this tenant and of verified publishers, "+
			"for permissions that the tenant classified as low impact")
	default:
		k.fail(report.Note, "what users can consent to depends on the policy "+words.Cut(strings.Join(c.policies, ", ")))
	}
}

func (c *Collector) judgeSecrets(k *Check) {
	p := c.rule
	switch {
	case c.part(k, c.apps):
	case p.NoSecrets:
		line := "client secrets can't be added"
		if !p.NoSecretsSince.IsZero() {
			line += " to apps created after " + p.NoSecretsSince.UTC().Format("2006-01-02")
		}
		if p.Exempts {
			line += ", except by those whom the policy exempts"
		}
		k.fail(report.Warning, line)
	case p.LongestDays > 0:
		k.fail(report.Note, "a client secret may last at most "+words.Count(p.LongestDays, "day", "days")+
			"; choose an expiry date within that time")
	case p.Longest != "":
		k.fail(report.Note, "a client secret may last at most "+words.Cut(p.Longest))
	default:
		k.Summary = "the tenant doesn't limit client secrets"
	}
}

// others is what the product does with a user who has no trouble.
func (c *Collector) others() *Effect {
	v, ok := product.Expect(c.o.Product, product.Prospect{
		Email: "user@example.com", EDOV: true,
		Me: flow.Me{ID: "unknown", Mail: "user@example.com", PrincipalName: "user@example.com"},
	})
	if !ok {
		return nil
	}
	when := ""
	if c.verified == nil {
		when = "if the domain of the mail is verified"
	}
	return &Effect{
		When: when, Count: c.report.Users.Able() - c.report.Users.Trouble, Verdict: v.Verdict,
		Reason: strings.ReplaceAll(v.Reason, "user@example.com", "mail"),
	}
}

// conclude sets verdict and headline.
func (r *Report) conclude() {
	r.Verdict = report.VerdictPass
	switch {
	case r.Problems(report.Error) > 0:
		r.Verdict = report.VerdictFail
	case r.isOpen():
		r.Verdict = report.VerdictUnknown
	}
	r.Headline = r.headline()
}

// isOpen holds when something was not checked.
func (r *Report) isOpen() bool { return r.incomplete() || r.unknowns() > 0 || r.Users.KindUnknown > 0 }

// incomplete holds when there may be users who were not read.
func (r *Report) incomplete() bool { return r.Partial || r.FaultCount > 0 }

// counts is how many users a check found.
func (r *Report) counts(id string) int {
	for _, k := range r.Checks {
		if k.ID == id {
			return k.Count
		}
	}
	return 0
}

// unknowns counts the checks that were not possible.
func (r *Report) unknowns() (n int) {
	for _, k := range r.Checks {
		if k.Outcome == report.Unknown {
			n++
		}
	}
	return n
}

// Problems counts the failed checks of a severity or a worse one.
func (r *Report) Problems(least report.Severity) int {
	n := 0
	for _, k := range r.Checks {
		if k.Outcome == report.Fail && k.Severity.AtLeast(least) {
			n++
		}
	}
	return n
}

// Ending says how a run ends whose problems count from a severity on.
func (r *Report) Ending(failOn report.Severity) report.Ending {
	switch {
	case r.Problems(failOn) > 0:
		return report.EndProblems
	case r.isOpen():
		return report.EndUnknown
	}
	return report.EndClean
}

// Of are the listed users of one check.
func (r *Report) Of(id string) []Line {
	trouble := map[string]Trouble{
		checkMail: NoMail, checkDomain: Unverified, checkGuests: Guest, checkShared: Shared,
	}[id]
	var list []Line
	for _, l := range r.List {
		if slices.Contains(l.Troubles, trouble) {
			list = append(list, l)
		}
	}
	return list
}

// Mark is the mark of the whole report.
func (r *Report) Mark() report.Mark {
	switch {
	case r.Verdict == report.VerdictFail:
		return report.MarkFail
	case r.Verdict == report.VerdictUnknown:
		return report.MarkUnknown
	case r.Problems(report.Warning) > 0:
		return report.MarkWarning
	}
	return report.MarkPass
}

// headline is the one line the reader needs.
func (r *Report) headline() string {
	able := r.Users.Able()
	var line string
	switch {
	case r.Users.Read == 0 && (r.incomplete() || r.unknowns() > 0):
		return "unknown: no users were read"
	case able == 0:
		line = "unknown: no user in the list can sign in"
	case r.Users.Trouble == 0:
		line = "no trouble found for " + words.Count(able, "user", "users")
	default:
		line = strconv.Itoa(r.Users.Trouble) + " of " + words.Count(able, "user", "users") + " may have trouble signing in"
	}
	var parts []string
	if r.incomplete() {
		parts = append(parts, "not all users were read")
	}
	if n := r.Users.KindUnknown; n > 0 && r.counts(checkGuests) > 0 {
		parts = append(parts, "of "+words.Count(n, "more user", "more users")+" it isn't known whether they are guests")
	}
	if n := r.unknowns(); n > 0 {
		parts = append(parts, words.Count(n, "check was not possible", "checks were not possible"))
	}
	return strings.Join(append([]string{line}, parts...), "; ")
}
