package rollout

import (
	"slices"
	"strings"
	"time"

	"edov/flow"
	"edov/inspect/product"
	"edov/inspect/proof"
	"edov/inspect/token"
	"edov/inspect/words"
)

// Options say what a report is about.
type Options struct {
	Source  string // "Microsoft Graph"
	Product string // an ID or a name of package product; empty: none is chosen
	// Limit is how many users are listed; negative: none, 0: all.
	Limit int
	// OnlyUsers is set for a list of users, which says nothing about the tenant itself.
	OnlyUsers bool
}

// maxFaults bounds how many faults are listed one by one.
const maxFaults = 10

// Collector makes a Report of what is read of a tenant.
type Collector struct {
	o       Options
	report  Report
	mails   mails
	domains part
	consent part
	apps    part

	verified   map[string]bool // nil: not known
	policies   []string
	rule       flow.AppPolicy
	subdomains int // of the users in an unverified domain, those below a verified one
	misformed  int // and those whose mail is no address
	noKind     int // users whose userType is null
	kinds      int // users of whom it is known whether they are guests
	counts     map[Trouble]int
	effects    map[Trouble]*tally
	usual      string        // the product's verdict for users without trouble; empty: no product
	unread     *flow.Failure // why not all users were read; nil: another reason, or none
}

// part is a part of the tenant.
type part struct {
	read   bool
	failed *flow.Failure
}

// NewCollector begins a report.
func NewCollector(now time.Time, o Options) *Collector {
	c := &Collector{
		o: o, counts: map[Trouble]int{}, effects: map[Trouble]*tally{},
		report: Report{Kind: Kind, Schema: Schema, JudgedAt: now.UTC(), Source: o.Source, Product: o.Product},
	}
	for _, t := range []Trouble{NoMail, Unverified, Guest, Shared} {
		c.effects[t] = &tally{}
	}
	if e := c.others(); e != nil {
		c.usual = e.Verdict
	}
	return c
}

// Parts receives what flow reads.
func (c *Collector) Parts() flow.TenantParts {
	return flow.TenantParts{Domains: c.Domains, Consent: c.Consent, Apps: c.Apps, User: c.Add, Fault: c.Fault}
}

// Domains takes the domains of the tenant, before any user, or why they were not read.
func (c *Collector) Domains(all []flow.TenantDomain, f *flow.Failure) {
	c.domains = part{true, f}
	if f != nil {
		return
	}
	c.report.Domains = slices.Clone(all)
	c.verified = map[string]bool{}
	for _, name := range flow.VerifiedNames(all) {
		c.verified[name] = true
	}
}

// Consent takes what users may consent to, or why that was not read.
func (c *Collector) Consent(p flow.ConsentPolicy, f *flow.Failure) {
	c.consent, c.policies = part{true, f}, p.Policies
}

// Apps takes how client secrets are limited, or why that was not read.
func (c *Collector) Apps(p flow.AppPolicy, f *flow.Failure) { c.apps, c.rule = part{true, f}, p }

// Fault notes a user who couldn't be read, and why; the others still count.
func (c *Collector) Fault(why string) {
	c.report.FaultCount++
	if len(c.report.Faults) < maxFaults {
		c.report.Faults = append(c.report.Faults, words.Cut(why))
	}
}

// Stop notes that not all users were read, and why.
func (c *Collector) Stop(reason string) {
	if c.report.Partial {
		reason = c.report.Reason + "; " + reason
	}
	c.report.Partial, c.report.Reason = true, reason
}

// StopFor is Stop for a failure, whose hint is shown too.
func (c *Collector) StopFor(f *flow.Failure) {
	c.unread = f
	c.Stop(f.Summary)
}

// Read is how many users came so far.
func (c *Collector) Read() int { return c.report.Users.Read }

// Add takes one user.
func (c *Collector) Add(u flow.TenantUser) {
	users := &c.report.Users
	users.Read++
	switch u.Enabled {
	case flow.SwitchOff:
		users.Disabled++
		return
	case flow.SwitchUnknown:
		users.StateUnknown++
	}
	var all []Trouble
	if u.Mail == "" {
		all = append(all, NoMail)
	}
	switch {
	case u.NoKind:
		c.noKind++
	case u.Guest == flow.SwitchUnknown:
		users.KindUnknown++
	default:
		c.kinds++
	}
	switch {
	case u.Guest == flow.SwitchOn:
		all = append(all, Guest)
	case u.Mail != "" && c.verified != nil && !c.verified[domainOf(u.Mail)]:
		all = append(all, Unverified)
		switch domain := domainOf(u.Mail); {
		case domain == "":
			c.misformed++
		case c.isBelow(domain):
			c.subdomains++
		}
	}
	if u.Mail != "" {
		all = c.compare(u, all)
	}
	minded := false
	for _, t := range all {
		minded = c.count(t, u) || minded
	}
	if minded {
		users.Trouble++
		c.list(Line{Troubles: all, ID: u.ID, PrincipalName: u.PrincipalName, Mail: u.Mail}, u)
	}
}

// count counts a user for a trouble, and reports whether the product minds it; without a product, it may.
func (c *Collector) count(t Trouble, u flow.TenantUser) bool {
	c.counts[t]++
	list := c.outlooks(t, u)
	return c.effects[t].add(list, c.usual) || len(list) == 0 || t == Shared
}

// compare looks for another user with the same mail.
func (c *Collector) compare(u flow.TenantUser, all []Trouble) []Trouble {
	m := c.mails.add(u.Mail, u.ID, slices.ContainsFunc(all, func(t Trouble) bool { return c.minds(t, u) }))
	if !m.again {
		return all
	}
	if m.second { // the first user has company only now
		first := flow.TenantUser{ID: m.first, Mail: u.Mail, PrincipalName: u.Mail} // which it has, whatever it is
		c.count(Shared, first)
		if !m.counted {
			c.report.Users.Trouble++
		}
		c.list(Line{Troubles: []Trouble{Shared}, ID: m.first}, first) // of its mail only a hash is kept, not its letter case
	}
	return append(all, Shared)
}

// minds reports what count does, without counting.
func (c *Collector) minds(t Trouble, u flow.TenantUser) bool {
	list := c.outlooks(t, u)
	bad, unknown := weigh(list, c.usual)
	return len(list) == 0 || bad+unknown > 0
}

// list adds a user to the list, if there is room, with what the product may do with them.
func (c *Collector) list(l Line, u flow.TenantUser) {
	switch {
	case c.o.Limit < 0:
	case c.o.Limit > 0 && len(c.report.List) >= c.o.Limit:
		c.report.More++
	default:
		l.Verdicts = c.verdicts(l.Troubles, u)
		l.ID, l.PrincipalName, l.Mail = words.Cut(l.ID), words.Cut(l.PrincipalName), words.Cut(l.Mail)
		c.report.List = append(c.report.List, l)
	}
}

// domainOf is the domain of a mail, in lower case; empty for what is no address, whose domain no sign-in could verify.
func domainOf(mail string) string {
	if token.Misformed(mail) != "" {
		return ""
	}
	return strings.ToLower(mail[strings.LastIndexByte(mail, '@')+1:])
}

// isBelow reports whether a domain is a subdomain of a verified one.
func (c *Collector) isBelow(domain string) bool {
	for {
		at := strings.IndexByte(domain, '.')
		if at < 0 {
			return false
		}
		if domain = domain[at+1:]; c.verified[domain] {
			return true
		}
	}
}

// outlook is what may come of a user's sign-in.
type outlook struct {
	when string
	v    proof.ProductVerdict
}

// The conditions of an outlook. Whether unverified emails are removed depends on the app (Microsoft, "Migrate away from
// using email claims for user identification or authorization").
const (
	whenRemoved = "if unverified emails are removed (the default of new multitenant apps)"
	whenKept    = "otherwise"
	whenTrue    = "if xms_edov is true"
	whenFalse   = "if it is false"
)

// outlooks are what the chosen product may do with a user who has a trouble; none without a product with a rule.
func (c *Collector) outlooks(t Trouble, u flow.TenantUser) []outlook {
	me := flow.Me{ID: u.ID, Mail: u.Mail, PrincipalName: u.PrincipalName, OtherMails: u.OtherMails}
	if me.ID == "" {
		me.ID = "unknown" // every user has one
	}
	expect := func(when, email string, edov bool) []outlook {
		v, ok := product.Expect(c.o.Product, product.Prospect{Email: email, EDOV: edov, Me: me})
		if !ok {
			return nil
		}
		v.Reason = nameless(v.Reason, u)
		return []outlook{{when, v}}
	}
	switch {
	case t == NoMail || u.Mail == "":
		return expect("", "", false)
	case t == Unverified:
		return merged(append(expect(whenRemoved, "", false), expect(whenKept, u.Mail, false)...))
	case t == Guest:
		return merged(append(expect(whenTrue, u.Mail, true), expect(whenFalse, u.Mail, false)...))
	}
	return expect("", u.Mail, true)
}

// nameless is a reason without the user's addresses, so that it holds for others too.
func nameless(reason string, u flow.TenantUser) string {
	for i, address := range append([]string{u.Mail, u.PrincipalName}, u.OtherMails...) {
		if address = words.Cut(address); address != "" {
			reason = strings.ReplaceAll(reason, address, []string{"mail", "the user principal name", "otherMails"}[min(i, 2)])
		}
	}
	return reason
}

// merged are outlooks without conditions where these change nothing.
func merged(list []outlook) []outlook {
	if len(list) == 2 && list[0].v.Verdict == list[1].v.Verdict && list[0].v.Reason == list[1].v.Reason {
		list[0].when = ""
		return list[:1]
	}
	return list
}

// verdicts are what the product may do with a user, each once.
func (c *Collector) verdicts(all []Trouble, u flow.TenantUser) []string {
	var out []string
	for _, t := range all {
		if t == Shared && len(all) > 1 {
			continue // the other trouble decides
		}
		for _, o := range c.outlooks(t, u) {
			if !slices.Contains(out, o.v.Verdict) {
				out = append(out, o.v.Verdict)
			}
		}
	}
	return out
}

// tally counts outlooks by what they come to.
type tally struct {
	effects []Effect
	links   string
	certain int // users for whom every outlook is trouble
	open    int // users for whom some outlook is trouble, or isn't known
}

// maxEffects bounds how many different effects are told apart.
const maxEffects = 6

// weigh counts the outlooks that are trouble, and those of which that isn't known. usual is the verdict for users
// without trouble, which is none.
func weigh(list []outlook, usual string) (bad, unknown int) {
	for _, o := range list {
		switch o.v.Verdict {
		case proof.SeenVerified:
		case proof.SeenUnknown:
			unknown++
		case usual:
		default:
			bad++
		}
	}
	return bad, unknown
}

// add counts what may come of one user's sign-in, and reports whether any of it is trouble.
func (t *tally) add(list []outlook, usual string) bool {
	bad, unknown := weigh(list, usual)
	for _, o := range list {
		t.links = o.v.Links
		i := slices.IndexFunc(t.effects, func(e Effect) bool { return e.When == o.when && e.Verdict == o.v.Verdict })
		switch {
		case i >= 0:
			t.effects[i].Count++
		case len(t.effects) < maxEffects:
			t.effects = append(t.effects, Effect{When: o.when, Count: 1, Verdict: o.v.Verdict, Reason: o.v.Reason})
		}
	}
	switch {
	case bad > 0 && bad == len(list):
		t.certain++
	case bad+unknown > 0:
		t.open++
	}
	return bad+unknown > 0
}
